package cases

import (
	"bytes"
	"slices"

	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

// question is a commit with all that it is held against.
type question struct {
	chainID    string
	validators *types.ValidatorSet
	id         types.BlockID
	height     int64
	commit     *types.Commit
	level      string
	note       string
}

var (
	ownSet    = []string{"full", "light", "light_all"}
	otherSet  = []string{"trusting", "trusting_all"}
	oneOfEach = []string{"full", "light"}
)

func (a *asker) commits() error {
	for _, i := range a.samples() {
		if err := a.ownCommits(i); err != nil {
			return err
		}
		if err := a.trustedCommits(i); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) question(i int, note string) question {
	block := a.Blocks[i]
	return question{
		chainID:    a.Network.ChainID,
		validators: block.ValidatorSet,
		id:         block.Commit.BlockID,
		height:     block.Height,
		commit:     block.Commit,
		note:       note,
	}
}

// ownCommits holds a commit against the set that made it.
func (a *asker) ownCommits(i int) error {
	variants := a.pick(oneOfEach, ownSet)
	if err := a.variants(a.question(i, "as recorded"), variants); err != nil {
		return err
	}
	for _, change := range commitChanges {
		if !change.few && a.Network.Cases == network.FewCases {
			continue
		}
		q := a.question(i, change.note)
		q.commit = copyOf(q.commit)
		before := copyOf(q.commit)
		change.on(&q)
		if change.ofNil && bytes.Equal(before.Hash(), q.commit.Hash()) {
			continue
		}
		if err := a.variants(q, variants); err != nil {
			return err
		}
	}
	return nil
}

// commitChanges are those of the kinds that few cases are made of, and the others. What is done to a
// nil vote does nothing where there is none.
var commitChanges = []struct {
	note       string
	few, ofNil bool
	on         func(*question)
}{
	{"first signature broken", false, false, func(q *question) { breakSignature(q.commit, firstFor) }},
	{"last signature broken", true, false, func(q *question) { breakSignature(q.commit, lastFor) }},
	{"a nil vote's signature broken", true, true, func(q *question) { breakSignature(q.commit, firstNil) }},
	{"a nil vote taken for the block", false, true, func(q *question) { turnNil(q.commit) }},
	{"another height", false, false, func(q *question) { q.height++ }},
	{"another round", false, false, func(q *question) { q.commit.Round ^= 1 }},
	{"another chain", false, false, func(q *question) { q.chainID = otherChain(q.chainID) }},
	{"an entry too few", false, false, func(q *question) {
		q.commit.Signatures = q.commit.Signatures[:len(q.commit.Signatures)-1]
	}},
}

// trustedCommits holds a commit against the set that a client at the first block trusts.
func (a *asker) trustedCommits(i int) error {
	for _, level := range a.pick([]string{third}, []string{third, "2/3"}) {
		q := a.question(i, "against the set after the first block")
		q.validators, q.level = a.Blocks[0].Next, level
		if err := a.variants(q, otherSet); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) variants(q question, variants []string) error {
	validators, err := wire(q.validators)
	if err != nil {
		return err
	}
	commit, err := q.commit.ToProto().Marshal()
	if err != nil {
		return err
	}
	id := q.id.ToProto()
	blockID, err := id.Marshal()
	if err != nil {
		return err
	}
	for _, variant := range variants {
		asked := Case{
			Kind:       "commit",
			Variant:    variant,
			ChainID:    q.chainID,
			Validators: validators,
			Commit:     commit,
			TrustLevel: q.level,
			Note:       q.note,
		}
		if !slices.Contains(otherSet, variant) {
			asked.BlockID, asked.Height = blockID, q.height
		}
		a.ask(asked)
	}
	return nil
}
