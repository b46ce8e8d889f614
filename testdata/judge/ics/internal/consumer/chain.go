package consumer

import (
	storetypes "cosmossdk.io/store/types"
	abci "github.com/cometbft/cometbft/abci/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	paramtypes "github.com/cosmos/cosmos-sdk/x/params/types"
	"github.com/cosmos/interchain-security/v7/x/ccv/consumer/keeper"
	"github.com/cosmos/interchain-security/v7/x/ccv/consumer/types"
	ccv "github.com/cosmos/interchain-security/v7/x/ccv/types"

	"judge/ics/internal/memory"
)

const (
	channel = "channel-0"
	height  = 1
)

// The module receives packets and applies changes without these, but wants to have them.
var (
	unused paramtypes.Subspace
	absent = struct {
		ccv.ChannelKeeper
		ccv.ConnectionKeeper
		ccv.ClientKeeper
		ccv.SlashingKeeper
		ccv.BankKeeper
		ccv.AccountKeeper
		ccv.IBCTransferKeeper
		ccv.IBCCoreKeeper
	}{}
)

// newChain is a consumer chain with these cross-chain validators.
func newChain(validators []abci.ValidatorUpdate) (keeper.Keeper, sdk.Context) {
	key := storetypes.NewKVStoreKey(types.StoreKey)
	ctx := memory.Context(key, height)
	chain := keeper.NewKeeper(
		memory.Codec, key, &absent, &absent, &absent, &absent, &absent, &absent, &absent, &absent,
		"fee collector", "authority", memory.Operators, memory.Consensus,
	)
	for _, validator := range validators {
		key, err := cryptocodec.FromCmtProtoPublicKey(validator.PubKey)
		if err != nil {
			panic(err)
		}
		member, err := types.NewCCValidator(key.Address(), validator.Power, key)
		if err != nil {
			panic(err)
		}
		chain.SetCCValidator(ctx, member)
	}
	return chain, ctx
}
