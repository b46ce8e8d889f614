package provider

import (
	"context"
	"fmt"
	"math"
	"slices"

	storetypes "cosmossdk.io/store/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	paramtypes "github.com/cosmos/cosmos-sdk/x/params/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/cosmos/interchain-security/v7/x/ccv/provider/keeper"
	"github.com/cosmos/interchain-security/v7/x/ccv/provider/types"
	ccv "github.com/cosmos/interchain-security/v7/x/ccv/types"

	"judge/ics/internal/memory"
)

const (
	consumerID = "0"
	clientID   = "07-tendermint-0"
)

// The module computes sets without these, but wants to have them.
var absent = struct {
	ccv.ChannelKeeper
	ccv.ConnectionKeeper
	ccv.ClientKeeper
	ccv.SlashingKeeper
	ccv.AccountKeeper
	ccv.DistributionKeeper
	ccv.BankKeeper
}{}

// newProvider is a provider chain with one consumer, which has been launched.
func newProvider(q *shapingQuestion) (keeper.Keeper, sdk.Context) {
	key := storetypes.NewKVStoreKey(types.StoreKey)
	ctx := memory.Context(key, q.height)
	chain := keeper.NewKeeper(
		memory.Codec, key, paramtypes.Subspace{}, &absent, &absent, &absent, newStaking(q.validators),
		&absent, &absent, &absent, &absent, govkeeper.Keeper{}, "authority", memory.Operators,
		memory.Consensus, "fee collector",
	)
	parameters := types.DefaultParams()
	parameters.MaxProviderConsensusValidators = q.active
	chain.SetParams(ctx, parameters)
	chain.SetConsumerClientId(ctx, consumerID, clientID)
	chain.SetConsumerPhase(ctx, consumerID, types.CONSUMER_PHASE_LAUNCHED)
	if err := chain.SetConsumerPowerShapingParameters(ctx, consumerID, q.parameters); err != nil {
		panic(err)
	}
	for _, validator := range q.validators {
		address := types.NewProviderConsAddress(validator.address)
		if validator.optedIn {
			chain.SetOptedIn(ctx, consumerID, address)
		}
		if validator.consumerKey != nil {
			chain.SetValidatorConsumerPubKey(ctx, consumerID, address, *validator.consumerKey)
		}
	}
	if err := chain.SetConsumerValSet(ctx, consumerID, q.current); err != nil {
		panic(err)
	}
	return chain, ctx
}

// staking is what the provider asks of the staking module. What it does not ask for here is absent.
type staking struct {
	ccv.StakingKeeper
	byPower    []stakingtypes.Validator
	byConsAddr map[string]stakingtypes.Validator
	powers     map[string]int64
}

func newStaking(validators []bonded) *staking {
	s := &staking{byConsAddr: make(map[string]stakingtypes.Validator), powers: make(map[string]int64)}
	for _, validator := range validators {
		s.byPower = append(s.byPower, validator.staking)
		s.byConsAddr[string(validator.address)] = validator.staking
		s.powers[validator.staking.OperatorAddress] = validator.power
	}
	return s
}

func (s *staking) MaxValidators(context.Context) (uint32, error) {
	return math.MaxUint32, nil
}

// GetBondedValidatorsByPower gives a new list each time, because the caller sorts it.
func (s *staking) GetBondedValidatorsByPower(context.Context) ([]stakingtypes.Validator, error) {
	return slices.Clone(s.byPower), nil
}

func (s *staking) GetLastValidatorPower(_ context.Context, operator sdk.ValAddress) (int64, error) {
	power, found := s.powers[operator.String()]
	if !found {
		return 0, fmt.Errorf("no validator %s", operator)
	}
	return power, nil
}

func (s *staking) GetValidatorByConsAddr(
	_ context.Context, address sdk.ConsAddress,
) (stakingtypes.Validator, error) {
	validator, found := s.byConsAddr[string(address)]
	if !found {
		return stakingtypes.Validator{}, stakingtypes.ErrNoValidatorFound
	}
	return validator, nil
}
