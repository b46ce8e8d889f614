package follow

import (
	"testing"
	"time"
)

// scenario is a question and what its answer should be.
type scenario struct {
	name string
	// peers are the primary and its witnesses.
	peers func(*testing.T) []string
	// root is the height that is trusted, of which the chain has the block.
	root, to   int64
	sequential bool
	// late moves the clock, which otherwise stands a minute after the head.
	late time.Duration

	cometbft, ours verdict
}

func (s scenario) question(t *testing.T) question {
	t.Helper()
	peers := s.peers(t)
	return question{
		primary:    peers[0],
		witnesses:  peers[1:],
		root:       s.root,
		hash:       lightBlock(t, "chain", s.root).Hash(),
		to:         s.to,
		now:        soon(t).Add(s.late),
		sequential: s.sequential,
	}
}

// nodes are the named ones, the first the primary.
func nodes(names ...string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		t.Helper()
		var urls []string
		for _, name := range names {
			urls = append(urls, at(t, name))
		}
		return urls
	}
}

var scenarios = []scenario{
	{name: "skipping to the head", peers: nodes("chain", "again"), root: 1},
	{name: "in order to the head", peers: nodes("chain", "again"), root: 1, sequential: true},
	{name: "to a height", peers: nodes("chain", "again", "behind"), root: 5, to: 77},
	{name: "the next height", peers: nodes("chain", "again"), root: 30, to: 31},
	{name: "backwards", peers: nodes("chain", "again"), root: 100, to: 90},

	{name: "the primary equivocates", peers: nodes("equivocation", "chain"), root: 1, cometbft: forked, ours: forked},
	{name: "the witness equivocates", peers: nodes("chain", "equivocation"), root: 55, cometbft: forked, ours: forked},
	{name: "the primary is lunatic", peers: nodes("lunatic", "chain"), root: 1, cometbft: forked, ours: forked},
	{name: "the witness is lunatic", peers: nodes("chain", "lunatic"), root: 55, cometbft: forked, ours: forked},
	{name: "the primary has its own set", peers: nodes("own set", "chain"), root: 53, cometbft: forked, ours: forked},
	{name: "the witness has its own set", peers: nodes("chain", "own set"), root: 53, cometbft: forked, ours: forked},
	{name: "the primary has its own set, from afar", peers: nodes("own set", "chain"), root: 1, cometbft: forked, ours: forked},
	{name: "the primary has its own next set", peers: nodes("own next set", "chain"), root: 53, cometbft: forked, ours: forked},
	{name: "the primary forgets its locks", peers: nodes("amnesia", "chain"), root: 1, cometbft: forked, ours: forked},
	{name: "the witness forgets its locks", peers: nodes("chain", "amnesia"), root: 55, cometbft: forked, ours: forked},
	{name: "one of two witnesses is of the branch", peers: nodes("chain", "again", "lunatic"), root: 55, cometbft: forked, ours: forked},
	{name: "in order along a branch", peers: nodes("lunatic", "chain"), root: 50, sequential: true, cometbft: forked, ours: forked},
}

func TestCometBFT(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			found := cometbft(t, s.question(t))
			if found.verdict != s.cometbft {
				t.Errorf("%v: %v", found.verdict, found.err)
			}
			for url, evidence := range found.reported {
				t.Logf("%s: conflicting %d common %d byz %d", url, evidence.ConflictingBlock.Height, evidence.CommonHeight, len(evidence.ByzantineValidators))
			}
			t.Logf("%v %v", time.Since(begun), found.err)
		})
	}
}
