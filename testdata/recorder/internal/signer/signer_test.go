package signer

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/node"
)

const (
	// patience is how long a network may take for what it is waited for.
	patience = 60 * time.Second
	kills    = 20
	// conflict is the code of the refusal to sign something else in a step; otherChain of that to sign
	// for a chain that the signer is not of.
	conflict, otherChain = 926, 911
)

// alone is a network that makes no block without the signer.
func alone(name string) *network.Network {
	return &network.Network{
		Name:          name,
		ChainID:       name,
		InitialHeight: 1,
		Powers:        []int64{10},
		GenesisTime:   time.Now().UTC().Add(-time.Minute),
		Running:       []int{0},
		Pause:         20 * time.Millisecond,
		Extensions:    4,
	}
}

// running starts a node whose signer comes to a socket, or is nobody but itself.
func running(t *testing.T, setup node.Setup) *node.Node {
	t.Helper()
	started, err := tryRunning(t, setup)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := started.Close(); err != nil {
			t.Error(err)
		}
	})
	return started
}

func tryRunning(t *testing.T, setup node.Setup) (*node.Node, error) {
	t.Helper()
	application, err := network.NewApplication(setup.Network, setup.Number%2)
	if err != nil {
		t.Fatal(err)
	}
	setup.Application, setup.Databases = application, make(node.Databases)
	return node.Start(setup)
}

func addresses(t *testing.T, nodes int) []node.Addresses {
	t.Helper()
	found, err := node.FreeAddresses(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	for begin := time.Now(); !is(); time.Sleep(20 * time.Millisecond) {
		if t.Failed() || time.Since(begin) > patience {
			t.Fatalf("%s: not in %v", what, time.Since(begin))
		}
	}
}

func waitForHeight(t *testing.T, of *node.Node, height int64) {
	t.Helper()
	waitFor(t, fmt.Sprintf("height %d", height), func() bool { return of.BlockStore().Height() >= height })
}

// TestBlocks has the node wait for the signer, and each wait for the other's next step.
func TestBlocks(t *testing.T) {
	t.Parallel()
	n := alone("signer-blocks")
	at := socket(t, "node")
	signer := provisioned(t, n, at)
	signer.start(t)
	made := running(t, node.Setup{Network: n, SignerSocket: at, Addresses: addresses(t, 1)[0]})
	waitForHeight(t, made, 12)
	for height := int64(1); height < 12; height++ {
		commit := made.BlockStore().LoadBlockExtendedCommit(height)
		if height < n.Extensions {
			if commit != nil {
				t.Errorf("height %d has extensions", height)
			}
			continue
		}
		if commit == nil {
			t.Fatalf("height %d has no extensions", height)
		}
		vote := commit.ExtendedSignatures[0]
		if len(vote.ExtensionSignature) == 0 || (len(vote.Extension) == 0) != (height%2 == 0) {
			t.Errorf("height %d: %q, signed %x", height, vote.Extension, vote.ExtensionSignature)
		}
	}
	said := signer.output.String()
	for _, words := range []string{"connected: ", "signed: proposal 3/0", "signed: precommit 11/0"} {
		if !strings.Contains(said, words) {
			t.Errorf("it does not say %q: %s", words, said)
		}
	}
	if strings.Contains(said, "refused") {
		t.Errorf("it refuses what an honest node asks: %s", said)
	}
}

// TestKilled kills the signer at any moment, also while it writes, signs or answers. The chain goes
// on, and nothing was signed twice.
func TestKilled(t *testing.T) {
	t.Parallel()
	n := alone("signer-killed")
	between := newRelay(t)
	signer := provisioned(t, n, between.signer)
	signer.start(t)
	made := running(t, node.Setup{Network: n, SignerSocket: between.node, Addresses: addresses(t, 1)[0]})
	waitForHeight(t, made, 2)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range kills {
		time.Sleep(time.Duration(random.Int64N(int64(400 * time.Millisecond))))
		signer.kill(t)
		time.Sleep(time.Duration(random.Int64N(int64(200 * time.Millisecond))))
		signer.start(t)
	}
	waitForHeight(t, made, made.BlockStore().Height()+5)
	// The node goes on while the signatures are looked through.
	height := made.BlockStore().Height()
	all := audit(t, n.Key(0).PubKey(), n.ChainID, between)
	t.Logf("%d signed, %d refused, height %d", all.signed, all.refused, height)
	if all.refused > 0 {
		t.Errorf("refused: %v", all.codes)
	}
	if int64(len(all.blocks)) < 3*height {
		t.Errorf("%d places are signed, and height is %d", len(all.blocks), height)
	}
}

// TestTwoNodes gives one key to two nodes that never agree: the second accepts no block but its own.
// The third makes blocks without them.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	n := alone("signer-two")
	n.Powers, n.Extensions = []int64{3, 7}, 0
	n.Pause = 300 * time.Millisecond
	relays := []*relay{newRelay(t), newRelay(t)}
	signer := provisioned(t, n, relays[0].signer, relays[1].signer)
	signer.start(t)
	at := addresses(t, 3)
	third := running(t, node.Setup{Network: n, Number: 2, Signer: n.Signer(1), Addresses: at[2]})
	peers := []string{fmt.Sprintf("%s@%s", node.Identity(n, 2).ID(), at[2].P2P)}
	for number, between := range relays {
		running(t, node.Setup{
			Network: n, Number: number, SignerSocket: between.node, Peers: peers, Addresses: at[number],
		})
	}
	key := n.Key(0).PubKey()
	waitFor(t, "refusals, and blocks all the same", func() bool {
		all := audit(t, key, n.ChainID, relays...)
		return all.codes[conflict] >= 10 && all.signed >= 20 && third.BlockStore().Height() >= 10
	})
	all := audit(t, key, n.ChainID, relays...)
	t.Logf("%d signed, %d refused: %v", all.signed, all.refused, all.codes)
	if pending, _ := third.EvidencePool().PendingEvidence(-1); len(pending) > 0 {
		t.Errorf("there is evidence: %v", pending)
	}
	for height := int64(1); height <= third.BlockStore().Height(); height++ {
		if block := third.BlockStore().LoadBlock(height); len(block.Evidence.Evidence) > 0 {
			t.Errorf("height %d has evidence: %v", height, block.Evidence.Evidence)
		}
	}
}

// TestOtherChain has a node of another chain not start at all.
func TestOtherChain(t *testing.T) {
	t.Parallel()
	n, at := alone("signer-other"), socket(t, "node")
	signer := provisioned(t, n, at)
	signer.start(t)
	other := *n
	other.ChainID = "signer-another"
	started, err := tryRunning(t, node.Setup{Network: &other, SignerSocket: at, Addresses: addresses(t, 1)[0]})
	if err == nil {
		t.Fatal(started.Close(), "it starts")
	}
	if !strings.Contains(err.Error(), fmt.Sprintf("#%d", otherChain)) {
		t.Error(err)
	}
}
