package provider

import (
	"strings"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	tendermint "github.com/cosmos/ibc-go/v10/modules/light-clients/07-tendermint"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// misbehaviourQuestion asks who signed two headers of one height of a consumer chain.
type misbehaviourQuestion struct {
	bytes []byte

	misbehaviour *tendermint.Misbehaviour
	// What the last of the basic rules says, if it refuses: too little of a set signed.
	uncommitted error
}

func newMisbehaviour(in *cases.Inputs) verdict.Question {
	return &misbehaviourQuestion{bytes: in.Bytes("misbehaviour")}
}

func (q *misbehaviourQuestion) Messages() []verdict.Message {
	return []verdict.Message{{Shape: wire.Misbehaviour, Bytes: q.bytes}}
}

func (q *misbehaviourQuestion) Decode() (err error) {
	q.misbehaviour, err = verdict.Decode("misbehaviour", q.bytes, q.fromProto)
	return err
}

func (q *misbehaviourQuestion) fromProto(
	misbehaviour *tendermint.Misbehaviour,
) (*tendermint.Misbehaviour, error) {
	err := misbehaviour.ValidateBasic()
	if isUncommitted(err) {
		q.uncommitted = err
		return misbehaviour, nil
	}
	return misbehaviour, err
}

// isUncommitted knows the error by its words: ibc-go gives it the type of the others.
func isUncommitted(err error) bool {
	return err != nil && strings.HasPrefix(err.Error(), "validator set did not commit to header: ")
}

func (q *misbehaviourQuestion) Verify() cases.Verdict {
	return byzantine(q.misbehaviour, q.uncommitted)
}

func byzantine(misbehaviour *tendermint.Misbehaviour, uncommitted error) cases.Verdict {
	if uncommitted != nil {
		return verdict.Outcome(uncommitted)
	}
	validators, err := module.GetByzantineValidators(sdk.Context{}, *misbehaviour)
	if err != nil {
		return verdict.Outcome(err)
	}
	return verdict.Byzantine(validators)
}

func (q *misbehaviourQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	header1, found1 := withoutResidues(q.misbehaviour.Header1)
	header2, found2 := withoutResidues(q.misbehaviour.Header2)
	replaced := tendermint.NewMisbehaviour(q.misbehaviour.ClientId, header1, header2)
	return verdict.ResidueRule(found1 || found2, own, func() cases.Verdict {
		return byzantine(replaced, replaced.ValidateBasic())
	})
}

// withoutResidues replaces the commit of a header that keeps the basic rules.
func withoutResidues(header *tendermint.Header) (*tendermint.Header, bool) {
	commit, err := types.CommitFromProto(header.Commit)
	if err != nil {
		panic(err)
	}
	set, err := types.ValidatorSetFromProto(header.ValidatorSet)
	if err != nil {
		panic(err)
	}
	commit, found := verdict.WithoutResidues(commit, set)
	replaced := *header
	replaced.SignedHeader = &cmtproto.SignedHeader{Header: header.Header, Commit: commit.ToProto()}
	return &replaced, found
}
