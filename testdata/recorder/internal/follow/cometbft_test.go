package follow

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/light/provider"
	"github.com/cometbft/cometbft/light/provider/http"
	lightdb "github.com/cometbft/cometbft/light/store/db"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cometbft/cometbft/types"
)

const (
	trustingPeriod = 14 * 24 * time.Hour
	// The client of CometBFT waits this long, and tries five times.
	answerTimeout = 1
)

// question is what a client is asked.
type question struct {
	// peers are the URLs of the primary and its witnesses.
	peers []string
	root  int64
	hash  []byte
	// to is 0 for the head.
	to         int64
	now        time.Time
	sequential bool
}

// verdict is what becomes of a question. Its number is the exit status of the command.
type verdict int

const (
	unasked  verdict = -1
	verified verdict = 0
	refused  verdict = 1
	expired  verdict = 4
	unknown  verdict = 5
	forked   verdict = 6
)

func (v verdict) String() string {
	names := map[verdict]string{
		verified: "verified", refused: "refused", expired: "expired",
		unknown: "cannot tell", forked: "fork",
	}
	return names[v]
}

// outcome is what CometBFT's light client makes of a question.
type outcome struct {
	verdict verdict
	err     error
	// stored is what it verified and keeps, nil if that is nothing new.
	stored *types.LightBlock
	// reported is the evidence that it sent, by the peer that it sent it to.
	reported map[string]*types.LightClientAttackEvidence
}

// listener keeps the evidence that a client reports, and passes nothing on.
type listener struct {
	provider.Provider
	url string
	to  *outcome
}

func (l listener) ReportEvidence(_ context.Context, found types.Evidence) error {
	l.to.reported[l.url] = found.(*types.LightClientAttackEvidence)
	return nil
}

func (o *outcome) peer(t *testing.T, url string) provider.Provider {
	t.Helper()
	client, err := rpchttp.NewWithTimeout(url, "/websocket", answerTimeout)
	if err != nil {
		t.Fatal(err)
	}
	return listener{Provider: http.NewWithClient(followed().ChainID, client), url: url, to: o}
}

// cometbft asks CometBFT's own light client.
func cometbft(t *testing.T, asked question) *outcome {
	t.Helper()
	ctx := context.Background()
	found := &outcome{reported: make(map[string]*types.LightClientAttackEvidence)}
	var witnesses []provider.Provider
	for _, url := range asked.peers[1:] {
		witnesses = append(witnesses, found.peer(t, url))
	}
	options := []light.Option{light.MaxBlockLag(time.Second), light.MaxClockDrift(time.Second)}
	if asked.sequential {
		options = append(options, light.SequentialVerification())
	}
	client, err := light.NewClient(ctx, followed().ChainID,
		light.TrustOptions{Period: trustingPeriod, Height: asked.root, Hash: asked.hash},
		found.peer(t, asked.peers[0]), witnesses,
		lightdb.New(dbm.NewMemDB(), followed().ChainID), options...)
	if err == nil && asked.to == 0 {
		found.stored, err = client.Update(ctx, asked.now)
	} else if err == nil {
		_, err = client.VerifyLightBlockAtHeight(ctx, asked.to, asked.now)
	}
	if err == nil && asked.to != 0 {
		found.stored, err = client.TrustedLightBlock(asked.to)
	}
	found.verdict, found.err = verdictOf(err), err
	return found
}

func verdictOf(err error) verdict {
	var old light.ErrOldHeaderExpired
	var silence *url.Error
	switch {
	case err == nil:
		return verified
	case errors.Is(err, light.ErrLightClientAttack):
		return forked
	case errors.As(err, &old):
		return expired
	case errors.Is(err, light.ErrFailedHeaderCrossReferencing), errors.Is(err, light.ErrNoWitnesses),
		errors.Is(err, provider.ErrNoResponse), errors.Is(err, provider.ErrLightBlockNotFound),
		errors.Is(err, provider.ErrHeightTooHigh), errors.As(err, &silence):
		return unknown
	}
	return refused
}
