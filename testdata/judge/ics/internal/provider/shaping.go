package provider

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/interchain-security/v7/x/ccv/provider/keeper"
	"github.com/cosmos/interchain-security/v7/x/ccv/provider/types"

	"judge/internal/cases"
	"judge/internal/verdict"
)

// shapingQuestion asks for the next validator set of a consumer, at the end of an epoch.
type shapingQuestion struct {
	height, active int64
	validators     []bonded
	parameters     types.PowerShapingParameters
	current        []types.ConsensusValidator
}

func newShaping(in *cases.Inputs) verdict.Question {
	return &shapingQuestion{
		height:     in.Int64("height"),
		active:     in.Int64("max_provider_consensus_validators"),
		validators: readBonded(in),
		parameters: readParameters(in),
		current:    readCurrent(in),
	}
}

func (q *shapingQuestion) Messages() []verdict.Message { return nil }

func (q *shapingQuestion) Decode() error { return nil }

func (q *shapingQuestion) Stricter(cases.Verdict) verdict.Stricter { return verdict.Stricter{} }

// Verify lets the module end an epoch. It keeps the set by address, however: the order in which it
// was computed is that of the same computation in a state in which the epoch has not ended.
func (q *shapingQuestion) Verify() cases.Verdict {
	chain, ctx := newProvider(q)
	ended, _ := ctx.CacheContext()
	if err := chain.QueueVSCPackets(ended); err != nil {
		return verdict.Outcome(err)
	}
	minPower, _ := chain.GetMinimumPowerInTopN(ended, consumerID)
	next := q.computed(chain, ctx, minPower)
	updates := queuedUpdates(chain, ended)
	q.mustBeThose(chain, ended, next, updates)

	accepted := cases.Accepted()
	accepted.MinPower = strconv.FormatInt(minPower, 10)
	accepted.Validators, accepted.Updates = &[]cases.Validator{}, &[]cases.Validator{}
	for _, validator := range next {
		entry := entry(abci.ValidatorUpdate{PubKey: *validator.PublicKey, Power: validator.Power})
		entry.Address = hex.EncodeToString(validator.ProviderConsAddr)
		entry.JoinHeight = &validator.JoinHeight
		*accepted.Validators = append(*accepted.Validators, entry)
	}
	for _, update := range updates {
		*accepted.Updates = append(*accepted.Updates, entry(update))
	}
	return accepted
}

func (q *shapingQuestion) computed(chain keeper.Keeper, ctx sdk.Context, minPower int64) []types.ConsensusValidator {
	candidates := must(chain.GetLastBondedValidators(ctx))
	return must(chain.ComputeNextValidators(ctx, consumerID, candidates, q.parameters, minPower))
}

// mustBeThose compares both ways to the set: with what the module has stored, and with what it
// sends.
func (q *shapingQuestion) mustBeThose(
	chain keeper.Keeper, ended sdk.Context, next []types.ConsensusValidator, updates []abci.ValidatorUpdate,
) {
	byAddress := slices.SortedFunc(slices.Values(next), func(a, b types.ConsensusValidator) int {
		return bytes.Compare(a.ProviderConsAddr, b.ProviderConsAddr)
	})
	stored := must(chain.GetConsumerValSet(ended, consumerID))
	if !slices.EqualFunc(byAddress, stored, func(a, b types.ConsensusValidator) bool { return reflect.DeepEqual(a, b) }) {
		panic(fmt.Sprintf("computed %v, stored %v", byAddress, stored))
	}
	if changes := keeper.DiffValidators(q.sortedCurrent(), next); !reflect.DeepEqual(changes, updates) {
		panic(fmt.Sprintf("computed %v, sent %v", changes, updates))
	}
}

func (q *shapingQuestion) sortedCurrent() []types.ConsensusValidator {
	return slices.SortedFunc(slices.Values(q.current), func(a, b types.ConsensusValidator) int {
		return bytes.Compare(a.ProviderConsAddr, b.ProviderConsAddr)
	})
}

// queuedUpdates are those of the packet, or none where there is no packet.
func queuedUpdates(chain keeper.Keeper, ctx sdk.Context) []abci.ValidatorUpdate {
	var updates []abci.ValidatorUpdate
	for _, packet := range chain.GetPendingVSCPackets(ctx, consumerID) {
		updates = append(updates, packet.ValidatorUpdates...)
	}
	return updates
}

func entry(update abci.ValidatorUpdate) cases.Validator {
	return cases.Validator{PublicKey: must(update.PubKey.Marshal()), Power: update.Power}
}

// must is for what fails only where the judge itself is wrong.
func must[V any](value V, err error) V {
	if err != nil {
		panic(err)
	}
	return value
}
