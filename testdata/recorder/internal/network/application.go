package network

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
)

// Application changes the validators as the network's plan says and keeps nothing else but a hash
// of all blocks. Its calls come one at a time: the local client holds a lock.
type Application struct {
	abci.BaseApplication

	version int
	fork    *Fork
	updates map[int64][]abci.ValidatorUpdate
	height  int64
	hash    []byte
}

// NewApplication is the application of one node. Version 0 accepts whatever is proposed, any other
// what it would have proposed itself.
func NewApplication(n *Network, version int) (*Application, error) {
	app := &Application{version: version, fork: n.Fork, updates: make(map[int64][]abci.ValidatorUpdate)}
	for _, change := range n.Changes {
		if n.Fork.from(change.Height) && n.Fork.OwnSets() {
			continue
		}
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
	return &abci.ResponsePrepareProposal{Txs: app.transactions(request.Height)}, nil
}

// ProcessProposal refuses what another version proposes, where the version cares.
func (app *Application) ProcessProposal(
	_ context.Context, request *abci.RequestProcessProposal,
) (*abci.ResponseProcessProposal, error) {
	own := app.transactions(request.Height)
	if app.version == 0 || slices.EqualFunc(own, request.Txs, bytes.Equal) {
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
	}
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
}

// ExtendVote is asked where votes have extensions, and extends every second one: an empty extension
// is signed, too.
func (app *Application) ExtendVote(
	_ context.Context, request *abci.RequestExtendVote,
) (*abci.ResponseExtendVote, error) {
	if request.Height%2 == 0 {
		return &abci.ResponseExtendVote{}, nil
	}
	return &abci.ResponseExtendVote{VoteExtension: fmt.Appendf(nil, "of height %d", request.Height)}, nil
}

func (app *Application) transactions(height int64) [][]byte {
	tx := fmt.Appendf(nil, "height=%d", height)
	if app.version > 0 {
		tx = fmt.Appendf(tx, " version=%d", app.version)
	}
	if app.fork.from(height) {
		tx = append(tx, aside...)
	}
	return [][]byte{tx}
}

// aside stands in what a branch alone has, and means nothing: only the data of its blocks differ.
var aside = []byte(" aside")

// FinalizeBlock returns the changes that are planned for the height.
func (app *Application) FinalizeBlock(
	_ context.Context, request *abci.RequestFinalizeBlock,
) (*abci.ResponseFinalizeBlock, error) {
	hash := sha256.New()
	hash.Write(app.hash)
	hash.Write(binary.BigEndian.AppendUint64(nil, uint64(request.Height)))
	results := make([]*abci.ExecTxResult, len(request.Txs))
	if app.fork != nil && app.fork.Kind == Lunatic && app.fork.from(request.Height+1) {
		hash.Write([]byte("another state"))
	}
	for i, tx := range request.Txs {
		tx = bytes.TrimSuffix(tx, aside)
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
