package follow

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

// scenario is a question, and what its answer should be.
type scenario struct {
	name string
	// root is the height that is trusted, of which the chain has the block; to is 0 for the head.
	root, to   int64
	sequential bool
	// late moves the clock, which otherwise stands a minute after the head.
	late time.Duration
	// peers are the primary and its witnesses.
	peers []place

	// cometbft is the verdict of CometBFT's own light client, ours that of the command; because is why
	// they differ.
	cometbft, ours verdict
	because        string
	// says is the error that the command names, or the kind of the fork; empty where nothing is wrong
	// but, at most, a silence.
	says string
	// unbegun is where not even the root comes into the store.
	unbegun bool
	// otherWay is where the command, which trusts the next validators of a header, goes by other
	// heights than CometBFT's client, which trusts its own: the evidence is another, and convinces
	// too.
	otherWay bool
}

func (s scenario) question(t *testing.T) question {
	t.Helper()
	asked := question{
		root:       s.root,
		hash:       lightBlock(t, "chain", s.root).Hash(),
		to:         s.to,
		now:        soon(t).Add(s.late),
		sequential: s.sequential,
	}
	for _, peer := range s.peers {
		asked.peers = append(asked.peers, peer(t))
	}
	return asked
}

// target is the height that a verified answer has.
func (s scenario) target() int64 {
	switch {
	case s.to != 0:
		return s.to
	case s.name == "the head of a primary that is behind":
		return behindHead
	}
	return head
}

var scenarios = slices.Concat(honest, forks, lies, lines)

var (
	chain = peer("chain")
	again = peer("again")
)

var honest = []scenario{
	{
		name: "skipping to the head", root: 1,
		peers: []place{chain, again},
	},
	{
		name: "in order to the head", root: 1, sequential: true,
		peers: []place{chain, again},
	},
	{
		name: "to a height", root: 5, to: 77,
		peers: []place{chain, again, peer("behind")},
	},
	{
		name: "the next height", root: 30, to: 31,
		peers: []place{chain, again},
	},
	{
		name: "backwards", root: 100, to: 90,
		peers: []place{chain, again},
	},
}

var forks = []scenario{
	{
		name: "the primary equivocates", root: 1,
		peers:    []place{peer("equivocation"), chain},
		cometbft: forked, ours: forked,
		says: "equivocation",
	},
	{
		name: "the witness equivocates", root: 55,
		peers:    []place{chain, peer("equivocation")},
		cometbft: forked, ours: forked,
		says: "equivocation",
	},
	{
		name: "the primary is lunatic", root: 1,
		peers:    []place{peer("lunatic"), chain},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "the witness is lunatic", root: 55,
		peers:    []place{chain, peer("lunatic")},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "the primary has its own set", root: 53,
		peers:    []place{peer("own set"), chain},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "the witness has its own set", root: 53,
		peers:    []place{chain, peer("own set")},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "the primary has its own set, from afar", root: 1,
		peers:    []place{peer("own set"), chain},
		cometbft: forked, ours: forked, otherWay: true,
		says: "lunatic",
	},
	{
		name: "the primary has its own next set", root: 53,
		peers:    []place{peer("own next set"), chain},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "the primary forgets its locks", root: 1,
		peers:    []place{peer("amnesia"), chain},
		cometbft: forked, ours: forked,
		says: "amnesia",
	},
	{
		name: "the witness forgets its locks", root: 55,
		peers:    []place{chain, peer("amnesia")},
		cometbft: forked, ours: forked,
		says: "amnesia",
	},
	{
		name: "one of two witnesses is of the branch", root: 55,
		peers:    []place{chain, again, peer("lunatic")},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "in order along a branch", root: 50, sequential: true,
		peers:    []place{peer("lunatic"), chain},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "a head far above the head", root: 110,
		peers:    []place{liar(forwardLunatic), chain},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "a block far above the head", root: 110, to: forwardHeight,
		peers:    []place{liar(forwardLunatic), chain},
		cometbft: forked, ours: forked,
		says: "lunatic",
	},
	{
		name: "the witness conflicts at the root", root: 100,
		peers:    []place{chain, peer("lunatic")},
		cometbft: refused, ours: refused, unbegun: true,
		says: "WitnessConflicts",
	},
}

func TestCometBFT(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		if s.cometbft == unasked {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			found := cometbft(t, s.question(t))
			if found.verdict != s.cometbft {
				t.Errorf("%v: %v", found.verdict, found.err)
			}
			if found.verdict == verified {
				honest := lightBlock(t, "chain", s.target())
				isHonest := bytes.Equal(found.stored.Hash(), honest.Hash())
				if isHonest != (s.because != forgets) {
					t.Errorf("it stores %X at height %d", found.stored.Hash(), found.stored.Height)
				}
			}
			if (s.cometbft == s.ours) != (s.because == "") {
				t.Errorf("it differs, or not: %s", s.because)
			}
			if (found.verdict == forked) != (len(found.reported) > 0) {
				t.Errorf("%d pieces of evidence", len(found.reported))
			}
			for url, evidence := range found.reported {
				convinces(t, url, evidence)
			}
		})
	}
}
