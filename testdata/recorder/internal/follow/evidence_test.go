package follow

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cometbft/cometbft/evidence"
	"github.com/cometbft/cometbft/light/provider"
	"github.com/cometbft/cometbft/light/provider/http"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cometbft/cometbft/types"
)

// convinces holds evidence to convince CometBFT, with the blocks that a peer has: once as a
// function, and once more as the node does that the peer is.
func convinces(t *testing.T, url string, found *types.LightClientAttackEvidence) {
	t.Helper()
	message, err := types.EvidenceToProto(found)
	if err != nil {
		t.Fatal(err)
	}
	received, err := types.EvidenceFromProto(message)
	if err != nil {
		t.Fatal(err)
	}
	if err := received.ValidateBasic(); err != nil {
		t.Error(err)
	}
	peer, err := http.New(followed().ChainID, url)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	common, err := peer.LightBlock(ctx, found.CommonHeight)
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := peer.LightBlock(ctx, found.ConflictingBlock.Height)
	isForward := errors.Is(err, provider.ErrHeightTooHigh)
	if isForward {
		trusted, err = peer.LightBlock(ctx, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := evidence.VerifyLightClientAttack(found, common.SignedHeader, trusted.SignedHeader,
		common.ValidatorSet, trusted.Time, time.Hour); err != nil {
		t.Error(err)
	}
	// A node looks in vain for a commit of its head that is in a block.
	if err := broadcast(t, url, found); (err != nil) != (isForward || trusted.Height == head) {
		t.Errorf("the node: %v", err)
	}
}

// broadcast gives evidence to a node, as anybody may.
func broadcast(t *testing.T, url string, found types.Evidence) error {
	t.Helper()
	client, err := rpchttp.New(url, "/websocket")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.BroadcastEvidence(context.Background(), found)
	if err == nil && string(answer.Hash) != string(found.Hash()) {
		t.Errorf("the node took %X for %X", answer.Hash, found.Hash())
	}
	return err
}
