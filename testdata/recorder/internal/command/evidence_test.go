package command

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cometbft/cometbft/evidence"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/cases"
	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/record"
)

const (
	nilPrevotes     = "prevote, nil and a block"
	otherPrevotes   = "prevote, two blocks"
	nilPrecommits   = "precommit, nil and a block"
	otherPrecommits = "precommit, two blocks"
)

func small(name string, last int64) *network.Network {
	n := &network.Network{
		Name:          name,
		ChainID:       "recorded-" + name,
		InitialHeight: 1,
		Powers:        []int64{10, 10, 10, 10},
		Cases:         network.EvidenceCases,
		GenesisTime:   time.Now().UTC().Truncate(time.Hour),
	}
	for height := int64(1); height <= last; height++ {
		n.Kept = append(n.Kept, height)
	}
	return n
}

// everyDoubleVote has a height between two of them, for the chain to get over it.
func everyDoubleVote(culprit int) []network.DoubleVote {
	return []network.DoubleVote{
		{Height: 2, Validator: culprit, Type: cmtproto.PrevoteType, Second: network.ForNil},
		{Height: 4, Validator: culprit, Type: cmtproto.PrevoteType, Second: network.ForOther},
		{Height: 6, Validator: culprit, Type: cmtproto.PrecommitType, Second: network.ForNil},
		{Height: 8, Validator: culprit, Type: cmtproto.PrecommitType, Second: network.ForOther},
	}
}

func TestOneNodeVotesTwice(t *testing.T) {
	n := small("one-node", 12)
	n.Running = []int{0, 1, 2, 3}
	n.DoubleVotes = everyDoubleVote(3)
	expectOneOfEach(t, doubleVotesOf(t, read(t, n), 3))
}

func TestTwoNodesWithOneKey(t *testing.T) {
	n := small("two-nodes", 10)
	n.Running = []int{0, 3, 3, 1, 2}
	found := doubleVotesOf(t, read(t, n), 3)
	if found[nilPrevotes] == 0 || found[otherPrevotes] == 0 {
		t.Errorf("%v", found)
	}
}

func TestVoteSetsFindDoubleVotes(t *testing.T) {
	n := small("vote-sets", 9)
	n.KeyOf = func(int) network.KeyType { return network.Secp256k1 }
	n.DoubleVotes = everyDoubleVote(1)
	chain := read(t, n)
	expectOneOfEach(t, doubleVotesOf(t, chain, 1))
	ask(t, chain)
	// Questions change copies: what is recorded still convinces.
	expectOneOfEach(t, doubleVotesOf(t, chain, 1))
}

// ask makes the cases, and holds them to be of some number and all different.
func ask(t *testing.T, chain *record.Chain) {
	t.Helper()
	asked, err := cases.Of(chain)
	if err != nil || len(asked) < 10 {
		t.Errorf("%s: %d cases: %v", chain.Network.Name, len(asked), err)
	}
	seen := make(map[string]string)
	for _, one := range asked {
		note := one.Note
		one.ID, one.Note = "", ""
		text, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		if other, is := seen[string(text)]; is {
			t.Errorf("%q asks what %q asks", note, other)
		}
		seen[string(text)] = note
	}
}

func expectOneOfEach(t *testing.T, found map[string]int) {
	t.Helper()
	expected := map[string]int{
		nilPrevotes: 1, otherPrevotes: 1, nilPrecommits: 1, otherPrecommits: 1,
	}
	if !maps.Equal(found, expected) {
		t.Errorf("%v", found)
	}
}

// doubleVotesOf counts those that the blocks have. Each must be the culprit's, and convince CometBFT.
func doubleVotesOf(t *testing.T, chain *record.Chain, culprit int) map[string]int {
	t.Helper()
	address := chain.Network.Key(culprit).PubKey().Address()
	counts := make(map[string]int)
	for _, block := range chain.Blocks {
		if !bytes.Equal(block.Evidence.Hash(), block.EvidenceHash) {
			t.Errorf("height %d: evidence_hash covers another list", block.Height)
		}
		for _, piece := range block.Evidence {
			double := piece.(*types.DuplicateVoteEvidence)
			if !bytes.Equal(double.VoteA.ValidatorAddress, address) {
				t.Errorf("%v did not vote twice", double.VoteA.ValidatorAddress)
			}
			set := chain.At(double.Height()).ValidatorSet
			if err := evidence.VerifyDuplicateVote(double, chain.Network.ChainID, set); err != nil {
				t.Error(err)
			}
			counts[record.Votes(double)]++
		}
	}
	return counts
}

func TestAttacksOnLightClients(t *testing.T) {
	driven, live := attacked("driven"), attacked("live")
	live.Running = []int{0, 1, 2, 3}
	// A node takes amnesia from RPC. From then on it proposes blocks that all others refuse.
	live.Attacks = slices.DeleteFunc(live.Attacks, func(attack network.Attack) bool {
		return attack.Kind == network.Amnesia
	})
	for _, n := range []*network.Network{driven, live} {
		chain := read(t, n)
		for _, finding := range chain.Findings {
			t.Run(n.Name+" "+finding.Plan.Name, func(t *testing.T) { checkFinding(t, chain, finding) })
		}
		if len(chain.Findings) != len(n.Attacks) {
			t.Errorf("%s: %d findings", n.Name, len(chain.Findings))
		}
		ask(t, chain)
	}
}

func attacked(name string) *network.Network {
	n := small("attacked-"+name, 9)
	forged := func(kind network.Kind, height int64, forge func(*types.Header)) network.Attack {
		return network.Attack{
			Name: string(kind), Kind: kind, Trusted: 2, Height: height, Reported: 6,
			Forge: forge, Signers: []int{0, 1, 3},
		}
	}
	state := func(header *types.Header) { header.AppHash = make([]byte, 32) }
	data := func(header *types.Header) { header.DataHash = make([]byte, 32) }
	ownSet := forged(network.Lunatic, 4, state)
	ownSet.Name, ownSet.Set, ownSet.Signers = "own set", map[int]int64{0: 1, 1: 1, 4: 1}, []int{0, 1, 4}
	amnesia := forged(network.Amnesia, 5, data)
	amnesia.Later = 1
	n.Attacks = []network.Attack{
		forged(network.Lunatic, 4, state),
		ownSet,
		forged(network.Equivocation, 4, data),
		amnesia,
		forged(network.ForwardLunatic, 100, state),
	}
	return n
}

// checkFinding holds both accusations against what CometBFT says of them.
func checkFinding(t *testing.T, chain *record.Chain, finding attack.Finding) {
	kind := finding.Plan.Kind
	against := finding.AgainstForged
	lunatic := kind == network.Lunatic || kind == network.ForwardLunatic
	if against.ConflictingHeaderIsInvalid(finding.Honest.Header) != lunatic {
		t.Error("it is not what it is called")
	}
	if (len(against.ByzantineValidators) == 0) != (kind == network.Amnesia) {
		t.Errorf("%d are accused", len(against.ByzantineValidators))
	}
	verify := func(e *types.LightClientAttackEvidence, trusted *types.LightBlock) {
		t.Helper()
		common := chain.At(e.CommonHeight)
		err := evidence.VerifyLightClientAttack(
			e, common.SignedHeader, trusted.SignedHeader, common.ValidatorSet, finding.Now, time.Hour)
		if err != nil {
			t.Error(err)
		}
	}
	verify(against, finding.Honest)
	switch {
	case finding.AgainstHonest != nil:
		verify(finding.AgainstHonest, finding.Forged)
	case kind != network.ForwardLunatic:
		t.Error("nothing against the witness")
	}
	// A node looks in vain for a commit of its head that is in a block; and the accused of amnesia are
	// nil before they are sent, and an empty list after.
	refused := kind == network.ForwardLunatic || kind == network.Amnesia
	if (finding.Refused != nil) != refused || included(chain, against) == refused {
		t.Errorf("included: %v, refused: %v", included(chain, against), finding.Refused)
	}
}

func included(chain *record.Chain, evidence types.Evidence) bool {
	return slices.ContainsFunc(chain.Blocks, func(block record.Block) bool {
		return block.Evidence.Has(evidence)
	})
}
