// Package memory gives the keepers of the modules what they need besides each other: a store that
// nobody else has, and a codec.
package memory

import (
	"cosmossdk.io/log"
	"cosmossdk.io/store"
	"cosmossdk.io/store/metrics"
	storetypes "cosmossdk.io/store/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Codec knows the types of public keys.
var Codec = func() codec.Codec {
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}()

// The codecs of a keeper that is asked for no address of its own network.
var (
	Operators = address.NewBech32Codec("cosmosvaloper")
	Consensus = address.NewBech32Codec("cosmosvalcons")
)

// Context is a state at this height in which nothing stands under the key.
func Context(key storetypes.StoreKey, height int64) sdk.Context {
	state := store.NewCommitMultiStore(dbm.NewMemDB(), log.NewNopLogger(), metrics.NewNoOpMetrics())
	state.MountStoreWithDB(key, storetypes.StoreTypeDB, nil)
	if err := state.LoadLatestVersion(); err != nil {
		panic(err)
	}
	return sdk.NewContext(state, cmtproto.Header{Height: height}, false, log.NewNopLogger())
}
