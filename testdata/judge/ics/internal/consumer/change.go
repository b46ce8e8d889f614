package consumer

import (
	"encoding/hex"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtcrypto "github.com/cometbft/cometbft/proto/tendermint/crypto"
	"github.com/cometbft/cometbft/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	module "github.com/cosmos/interchain-security/v7/x/ccv/consumer"
	"github.com/cosmos/interchain-security/v7/x/ccv/consumer/keeper"
	ccv "github.com/cosmos/interchain-security/v7/x/ccv/types"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// changeQuestion asks what the packets of one block make of a consumer's set.
type changeQuestion struct {
	validators []abci.ValidatorUpdate
	packets    [][]byte

	chain keeper.Keeper
	ctx   sdk.Context
}

func newChange(in *cases.Inputs) verdict.Question {
	var validators []cases.Validator
	q := &changeQuestion{}
	in.Value("validators", &validators)
	in.Value("packets", &q.packets)
	for _, validator := range validators {
		var key cmtcrypto.PublicKey
		if err := key.Unmarshal(validator.PublicKey); err != nil {
			in.Fail("`validators`: %w", err)
		}
		q.validators = append(q.validators, abci.ValidatorUpdate{PubKey: key, Power: validator.Power})
	}
	return q
}

func (q *changeQuestion) Messages() []verdict.Message {
	var messages []verdict.Message
	for _, packet := range q.packets {
		messages = append(messages, verdict.Message{Shape: wire.Packet, Bytes: packet})
	}
	return messages
}

// Decode hands the packets to the module, which reads them, and keeps what they say for the end of
// the block.
func (q *changeQuestion) Decode() error {
	q.chain, q.ctx = newChain(q.validators)
	receiver := module.NewAppModule(q.chain, unused)
	for i, packet := range q.packets {
		ctx := q.ctx.WithEventManager(sdk.NewEventManager())
		ack := receiver.OnRecvPacket(ctx, ccv.Version, channeltypes.Packet{
			DestinationPort: ccv.ConsumerPortID, DestinationChannel: channel, Data: packet,
		}, nil)
		if !ack.Success() {
			return fmt.Errorf("packet %d: %w", i, refusal(ctx))
		}
	}
	return nil
}

// refusal is the error that the module tells in an event: its acknowledgement hides it.
func refusal(ctx sdk.Context) error {
	for _, event := range ctx.EventManager().Events() {
		if reason, found := event.GetAttribute(ccv.AttributeKeyAckError); found {
			return errors.New(reason.Value)
		}
	}
	panic("a packet is refused for no reason")
}

// Verify ends the block, and lets CometBFT take over what the module gives it.
func (q *changeQuestion) Verify() cases.Verdict {
	var updates []abci.ValidatorUpdate
	if changes, found := q.chain.GetPendingChanges(q.ctx); found {
		updates = q.chain.ApplyCCValidatorChanges(q.ctx, changes.ValidatorUpdates)
	}
	set, err := updatedSet(q.validators, updates)
	if err != nil {
		return verdict.Outcome(err)
	}
	accepted := cases.Accepted()
	accepted.Hash = hex.EncodeToString(set.Hash())
	accepted.Validators = entries(set)
	return accepted
}

func entries(set *types.ValidatorSet) *[]cases.Validator {
	entries := []cases.Validator{}
	for _, update := range types.TM2PB.ValidatorUpdates(set) {
		key, err := update.PubKey.Marshal()
		if err != nil {
			panic(err)
		}
		entries = append(entries, cases.Validator{PublicKey: key, Power: update.Power})
	}
	return &entries
}

func (q *changeQuestion) Stricter(cases.Verdict) verdict.Stricter {
	return verdict.Stricter{}
}
