package client

import (
	"context"

	corestore "cosmossdk.io/core/store"
	storetypes "cosmossdk.io/store/types"
	db "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	host "github.com/cosmos/ibc-go/v10/modules/core/24-host"
	tendermint "github.com/cosmos/ibc-go/v10/modules/light-clients/07-tendermint"
)

const clientID = "07-tendermint-0"

var cdc = func() codec.BinaryCodec {
	registry := codectypes.NewInterfaceRegistry()
	clienttypes.RegisterInterfaces(registry)
	tendermint.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}()

// memory is the store of a chain on which nothing but one client is.
type memory struct{ *db.MemDB }

func (m memory) OpenKVStore(context.Context) corestore.KVStore {
	return m
}

// stored is a client as a chain keeps it, and the module that answers for it.
type stored struct {
	module tendermint.LightClientModule
	states storetypes.KVStore
}

func store(client []byte, states []state) stored {
	provider := clienttypes.NewStoreProvider(memory{db.NewMemDB()})
	made := stored{
		module: tendermint.NewLightClientModule(cdc, provider),
		states: provider.ClientStore(sdk.Context{}, clientID),
	}
	made.states.Set(host.ClientStateKey(), client)
	for _, state := range states {
		made.states.Set(host.ConsensusStateKey(state.height), state.bytes)
		tendermint.SetIterationKey(made.states, state.height)
	}
	return made
}

func (s stored) knows(height clienttypes.Height) bool {
	_, found := tendermint.GetConsensusState(s.states, cdc, height)
	return found
}
