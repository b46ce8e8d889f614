package client

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"cosmossdk.io/log"
	"github.com/cometbft/cometbft/light"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	"github.com/cosmos/ibc-go/v10/modules/core/exported"
	tendermint "github.com/cosmos/ibc-go/v10/modules/light-clients/07-tendermint"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// state is what a client has stored for a height.
type state struct {
	height clienttypes.Height
	bytes  []byte
}

// updateQuestion asks what a client does with a message.
type updateQuestion struct {
	clientBytes, messageBytes []byte
	states                    []state
	now                       time.Time

	client  *tendermint.ClientState
	message exported.ClientMessage
	// What the last of the basic rules of a misbehaviour says, if it refuses: too little of a set
	// signed.
	uncommitted error
}

func newUpdate(in *cases.Inputs) verdict.Question {
	question := &updateQuestion{
		clientBytes:  in.Bytes("client_state"),
		messageBytes: in.Bytes("message"),
		now:          in.Time("now"),
	}
	var states []struct {
		Height string
		Bytes  []byte
	}
	if found, err := in.Line.Get("consensus_states", &states); err != nil || !found {
		in.Fail("no list `consensus_states`: %v", err)
	}
	for _, one := range states {
		height, err := clienttypes.ParseHeight(one.Height)
		if err != nil || height.RevisionHeight == 0 {
			in.Fail("`consensus_states`: height %s, %v", one.Height, err)
		}
		question.states = append(question.states, state{height, one.Bytes})
	}
	return question
}

func (q *updateQuestion) Messages() []verdict.Message {
	messages := append(wrapped(wire.ClientState, q.clientBytes),
		wrapped(messageShape(q.messageBytes), q.messageBytes)...)
	for _, state := range q.states {
		messages = append(messages, wrapped(wire.ConsensusState, state.bytes)...)
	}
	return messages
}

func messageShape(data []byte) *wire.Message {
	var wrapping codectypes.Any
	if wrapping.Unmarshal(data) == nil && strings.HasSuffix(wrapping.TypeUrl, ".Misbehaviour") {
		return wire.Misbehaviour
	}
	return wire.ClientHeader
}

// wrapped is an Any, and the message in it.
func wrapped(shape *wire.Message, data []byte) []verdict.Message {
	messages := []verdict.Message{{Shape: wire.Any, Bytes: data}}
	var wrapping codectypes.Any
	if wrapping.Unmarshal(data) == nil {
		messages = append(messages, verdict.Message{Shape: shape, Bytes: wrapping.Value})
	}
	return messages
}

func (q *updateQuestion) Decode() error {
	if err := q.decodeStore(); err != nil {
		return err
	}
	if err := unpack("message", q.messageBytes, &q.message); err != nil {
		return err
	}
	err := q.message.ValidateBasic()
	if isUncommitted(err) {
		q.uncommitted = err
		return nil
	}
	return err
}

// decodeStore asks what a client obeys that a chain has stored.
func (q *updateQuestion) decodeStore() error {
	var client exported.ClientState
	if err := unpack("client_state", q.clientBytes, &client); err != nil {
		return err
	}
	q.client = client.(*tendermint.ClientState)
	if err := q.client.Validate(); err != nil {
		return errors.New("client_state: " + err.Error())
	}
	for _, stored := range q.states {
		var state exported.ConsensusState
		if err := unpack("consensus_states", stored.bytes, &state); err != nil {
			return err
		}
		if err := types.ValidateHash(state.(*tendermint.ConsensusState).NextValidatorsHash); err != nil {
			return fmt.Errorf("consensus_states: %s: %w", stored.height, err)
		}
	}
	return nil
}

// unpack reads what an Any holds, as ibc-go reads its own store and the messages that come.
func unpack[T any](name string, data []byte, value *T) error {
	if err := cdc.UnmarshalInterface(data, value); err != nil {
		return errors.New(name + ": " + err.Error())
	}
	if any(*value) == nil {
		return errors.New(name + ": an Any without a type")
	}
	return nil
}

// isUncommitted knows the error by its words: ibc-go gives it the type of the others.
func isUncommitted(err error) bool {
	return err != nil && strings.HasPrefix(err.Error(), "validator set did not commit to header: ")
}

func (q *updateQuestion) Verify() cases.Verdict {
	return q.answer(q.message, q.uncommitted)
}

// answer follows ibc-go's modules/core/02-client/keeper/client.go UpdateClient.
func (q *updateQuestion) answer(message exported.ClientMessage, uncommitted error) cases.Verdict {
	if uncommitted != nil {
		return verdict.Outcome(uncommitted)
	}
	client := store(q.clientBytes, q.states)
	header := cmtproto.Header{Time: q.now}
	ctx := sdk.NewContext(nil, header, false, log.NewNopLogger())
	switch status := client.module.Status(ctx, clientID); status {
	case exported.Active:
	case exported.Expired:
		return cases.Refused(cases.Expired, "client state is not active: "+string(status))
	default:
		return cases.Refused(cases.Invalid, "client state is not active: "+string(status))
	}
	if err := client.module.VerifyClientMessage(ctx, clientID, message); err != nil {
		return cases.Refused(classOf(err), err.Error())
	}
	if client.module.CheckForMisbehaviour(ctx, clientID, message) {
		return accepted("freeze")
	}
	update, isHeader := message.(*tendermint.Header)
	if !isHeader {
		return accepted("nothing")
	}
	height := update.GetHeight().(clienttypes.Height)
	known := client.knows(height)
	client.module.UpdateState(ctx, clientID, message)
	switch {
	case known:
		return accepted("duplicate")
	case client.knows(height):
		return accepted("update")
	default:
		panic("an update that leaves no state")
	}
}

func accepted(result string) cases.Verdict {
	accepted := cases.Accepted()
	accepted.Result = result
	return accepted
}

// classOf knows what ibc-go turns into its own errors by its words.
func classOf(err error) cases.Class {
	var expired light.ErrOldHeaderExpired
	var trust light.ErrNewValSetCantBeTrusted
	switch {
	case errors.As(err, &expired), errors.Is(err, tendermint.ErrTrustingPeriodExpired):
		return cases.Expired
	case errors.As(err, &trust), strings.Contains(err.Error(),
		"too much change from trusted validator set: invalid commit -- insufficient voting power"):
		return cases.NotEnoughTrust
	default:
		return cases.Invalid
	}
}

func (q *updateQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	level := cases.Fraction{
		Numerator: q.client.TrustLevel.Numerator, Denominator: q.client.TrustLevel.Denominator,
	}
	if !level.IsTrustLevel() {
		return verdict.Stricter{Rule: "trust-level-range", Class: cases.Malformed}
	}
	replaced, found := withoutResidues(q.message)
	return verdict.ResidueRule(found, own, func() cases.Verdict {
		uncommitted := q.uncommitted
		if misbehaviour, ok := replaced.(*tendermint.Misbehaviour); ok {
			uncommitted = misbehaviour.ValidateBasic()
		}
		return q.answer(replaced, uncommitted)
	})
}

func withoutResidues(message exported.ClientMessage) (exported.ClientMessage, bool) {
	switch message := message.(type) {
	case *tendermint.Header:
		return headerWithoutResidues(message)
	case *tendermint.Misbehaviour:
		header1, found1 := headerWithoutResidues(message.Header1)
		header2, found2 := headerWithoutResidues(message.Header2)
		return tendermint.NewMisbehaviour(message.ClientId, header1, header2), found1 || found2
	default:
		return message, false
	}
}

// headerWithoutResidues replaces the commit of a header that keeps the basic rules, to which its
// trusted set does not belong.
func headerWithoutResidues(header *tendermint.Header) (*tendermint.Header, bool) {
	commit, err := types.CommitFromProto(header.Commit)
	if err != nil {
		panic(err)
	}
	own, err := types.ValidatorSetFromProto(header.ValidatorSet)
	if err != nil {
		panic(err)
	}
	sets := []*types.ValidatorSet{own}
	if trusted, err := types.ValidatorSetFromProto(header.TrustedValidators); err == nil {
		sets = append(sets, trusted)
	}
	commit, found := verdict.WithoutResidues(commit, sets...)
	replaced := *header
	replaced.SignedHeader = &cmtproto.SignedHeader{Header: header.Header, Commit: commit.ToProto()}
	return &replaced, found
}
