// Package attack shows forged blocks to CometBFT's light client, and keeps what it reports.
package attack

import (
	"context"
	"errors"
	"fmt"
	"time"

	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/light/provider"
	lightdb "github.com/cometbft/cometbft/light/store/db"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

const trustingPeriod = 14 * 24 * time.Hour

// Finding is what became of an attack.
type Finding struct {
	Plan network.Attack
	// Honest is the block that the chain has at the height of the forged one, or its head where it
	// has none there.
	Honest, Forged *types.LightBlock
	// Now is the client's time.
	Now time.Time
	// AgainstForged is the evidence that the client sent to the witness, which is honest, and
	// AgainstHonest what it sent to the primary, or nil.
	AgainstForged, AgainstHonest *types.LightClientAttackEvidence
	// Refused is why the witness does not take the evidence.
	Refused error
}

// Run lets a light client ask a primary that serves the forged block, and a node of the chain as its
// witness.
func Run(n *network.Network, plan network.Attack, chain provider.Provider) (Finding, error) {
	ctx := context.Background()
	honest, err := chain.LightBlock(ctx, plan.Height)
	if errors.Is(err, provider.ErrHeightTooHigh) {
		honest, err = chain.LightBlock(ctx, 0)
	}
	if err != nil {
		return Finding{}, err
	}
	forged, err := Forge(n, plan, honest)
	if err != nil {
		return Finding{}, err
	}
	trusted, err := chain.LightBlock(ctx, plan.Trusted)
	if err != nil {
		return Finding{}, err
	}
	primary, witness := &primary{Provider: chain, forged: forged}, &witness{Provider: chain}
	client, err := light.NewClient(ctx, n.ChainID,
		light.TrustOptions{Period: trustingPeriod, Height: trusted.Height, Hash: trusted.Hash()},
		primary, []provider.Provider{witness}, lightdb.New(dbm.NewMemDB(), n.ChainID))
	if err != nil {
		return Finding{}, err
	}
	now := honest.Time.Add(time.Minute)
	_, err = client.VerifyLightBlockAtHeight(ctx, plan.Height, now)
	if !errors.Is(err, light.ErrLightClientAttack) {
		return Finding{}, fmt.Errorf("the light client found no attack: %v", err)
	}
	return Finding{
		Plan:          plan,
		Honest:        honest,
		Forged:        forged,
		Now:           now,
		AgainstForged: witness.told,
		AgainstHonest: primary.told,
		Refused:       witness.refused,
	}, nil
}

// primary is of the attackers: it has the forged block, none above it, and the chain's below it.
type primary struct {
	provider.Provider
	forged *types.LightBlock
	told   *types.LightClientAttackEvidence
}

func (p *primary) LightBlock(ctx context.Context, height int64) (*types.LightBlock, error) {
	switch {
	case height == 0 || height == p.forged.Height:
		return p.forged, nil
	case height > p.forged.Height:
		return nil, provider.ErrHeightTooHigh
	}
	return p.Provider.LightBlock(ctx, height)
}

// ReportEvidence keeps it from the chain: the attackers accuse nobody.
func (p *primary) ReportEvidence(_ context.Context, evidence types.Evidence) (err error) {
	p.told, err = lightClientAttack(evidence)
	return err
}

// witness is a node of the chain.
type witness struct {
	provider.Provider
	told    *types.LightClientAttackEvidence
	refused error
}

func (w *witness) ReportEvidence(ctx context.Context, evidence types.Evidence) (err error) {
	if w.told, err = lightClientAttack(evidence); err != nil {
		return err
	}
	w.refused = w.Provider.ReportEvidence(ctx, evidence)
	return w.refused
}

func lightClientAttack(evidence types.Evidence) (*types.LightClientAttackEvidence, error) {
	attack, is := evidence.(*types.LightClientAttackEvidence)
	if !is {
		return nil, fmt.Errorf("%T from a light client", evidence)
	}
	return attack, nil
}
