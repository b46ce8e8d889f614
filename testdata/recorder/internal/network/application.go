package network

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
)

// Application changes the validators as the network's plan says and keeps nothing else but a hash
// of all blocks. Its calls come one at a time: the local client holds a lock.
type Application struct {
	abci.BaseApplication

	updates map[int64][]abci.ValidatorUpdate
	height  int64
	hash    []byte
}

// NewApplication is the application of one node.
func NewApplication(n *Network) (*Application, error) {
	app := &Application{updates: make(map[int64][]abci.ValidatorUpdate)}
	for _, change := range n.Changes {
		key, err := cryptoenc.PubKeyToProto(n.Key(change.Validator).PubKey())
		if err != nil {
			return nil, err
		}
		update := abci.ValidatorUpdate{PubKey: key, Power: change.Power}
		app.updates[change.Height] = append(app.updates[change.Height], update)
	}
	return app, nil
}

// Info tells the node where the application stands.
func (app *Application) Info(context.Context, *abci.RequestInfo) (*abci.ResponseInfo, error) {
	return &abci.ResponseInfo{
		Data:             "recorder",
		AppVersion:       1,
		LastBlockHeight:  app.height,
		LastBlockAppHash: app.hash,
	}, nil
}

// PrepareProposal puts one transaction into every block, so that data and results have a hash.
func (app *Application) PrepareProposal(
	_ context.Context, request *abci.RequestPrepareProposal,
) (*abci.ResponsePrepareProposal, error) {
	return &abci.ResponsePrepareProposal{
		Txs: [][]byte{fmt.Appendf(nil, "height=%d", request.Height)},
	}, nil
}

// FinalizeBlock returns the changes that are planned for the height.
func (app *Application) FinalizeBlock(
	_ context.Context, request *abci.RequestFinalizeBlock,
) (*abci.ResponseFinalizeBlock, error) {
	hash := sha256.New()
	hash.Write(app.hash)
	hash.Write(binary.BigEndian.AppendUint64(nil, uint64(request.Height)))
	results := make([]*abci.ExecTxResult, len(request.Txs))
	for i, tx := range request.Txs {
		hash.Write(tx)
		results[i] = &abci.ExecTxResult{Code: abci.CodeTypeOK, Data: tx}
	}
	app.height, app.hash = request.Height, hash.Sum(nil)
	return &abci.ResponseFinalizeBlock{
		TxResults:        results,
		ValidatorUpdates: app.updates[request.Height],
		AppHash:          app.hash,
	}, nil
}
