package command

import (
	"bytes"
	"testing"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	"github.com/cometbft/cometbft/light"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"parhelion/recorder/internal/cases"
	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/record"
)

// tiny is recorded in both ways: 4 validators, one joins, one leaves.
func tiny() *network.Network {
	return &network.Network{
		Name:          "tiny",
		ChainID:       "recorded-tiny",
		InitialHeight: 1,
		Powers:        []int64{10, 10, 10, 10},
		Changes: []network.Change{
			{Height: 1, Validator: 4, Power: 10},
			{Height: 3, Validator: 0, Power: 0},
		},
		Kept: []int64{1, 2, 3, 4, 5, 6},
	}
}

func TestDriven(t *testing.T) {
	n := tiny()
	n.VoteOf = func(height int64, validator int) network.Vote {
		if int64(validator) == height%5 {
			return network.Vote(height % 3)
		}
		return network.ForBlock
	}
	n.RoundOf = func(height int64) int32 { return int32(height % 2) }
	first, second := read(t, n), read(t, n)
	check(t, first)
	for i := range first.Blocks {
		if !bytes.Equal(first.Blocks[i].Commit.Hash(), second.Blocks[i].Commit.Hash()) {
			t.Errorf("height %d is another in every run", first.Blocks[i].Height)
		}
	}
	if round := first.Blocks[0].Commit.Round; round != 1 {
		t.Errorf("decided in round %d", round)
	}
}

func TestLive(t *testing.T) {
	n := tiny()
	n.GenesisTime = time.Now().UTC().Truncate(time.Hour)
	n.Running = []int{0, 1, 2, 3, 4}
	n.Reported = &network.DoubleVote{
		Height: 1, Validator: 1, Type: cmtproto.PrecommitType, Second: network.ForOther,
	}
	chain := read(t, n)
	check(t, chain)
	included := 0
	for _, block := range chain.Blocks {
		included += len(block.Evidence)
	}
	if included != 1 {
		t.Errorf("%d double votes are included", included)
	}
}

func read(t *testing.T, n *network.Network) *record.Chain {
	t.Helper()
	chain, err := Record(n)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

// check verifies the chain as CometBFT's light client does, and that its sets are those of the plan.
func check(t *testing.T, chain *record.Chain) {
	t.Helper()
	for i := 1; i < len(chain.Blocks); i++ {
		verify(t, chain.Blocks[i-1], chain.Blocks[i])
	}
	verify(t, chain.Blocks[0], chain.Blocks[len(chain.Blocks)-1])

	// A change at height h makes the set of h+2.
	sizes := []int{4, 4, 5, 5, 4, 4}
	for i, block := range chain.Blocks {
		if size := block.ValidatorSet.Size(); size != sizes[i] {
			t.Errorf("%d validators at height %d", size, block.Height)
		}
		changed := !bytes.Equal(block.ValidatorsHash, block.NextValidatorsHash)
		if expected := i+1 < len(sizes) && sizes[i] != sizes[i+1]; changed != expected {
			t.Errorf("height %d: new validators follow: %v", block.Height, changed)
		}
		if !bytes.Equal(block.Next.Hash(), block.NextValidatorsHash) {
			t.Errorf("height %d: the next validators are others", block.Height)
		}
	}
	for _, answer := range chain.Answers {
		if answer.Body == "" {
			t.Errorf("nothing at %s", answer.Path)
		}
	}
	if asked, err := cases.Of(chain); err != nil || len(asked) < 100 {
		t.Errorf("%d cases: %v", len(asked), err)
	}
}

func verify(t *testing.T, trusted, untrusted record.Block) {
	t.Helper()
	err := light.Verify(trusted.SignedHeader, trusted.Next, untrusted.SignedHeader, untrusted.ValidatorSet,
		48*time.Hour, untrusted.Time.Add(time.Second), time.Second, cmtmath.Fraction{Numerator: 1, Denominator: 3})
	if err != nil {
		t.Errorf("from %d to %d: %v", trusted.Height, untrusted.Height, err)
	}
}
