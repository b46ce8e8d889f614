package cases

import (
	"fmt"
	"slices"
	"time"

	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/record"
)

const (
	trustingPeriod = 14 * 24 * time.Hour
	maxClockDrift  = 10 * time.Second
	third          = "1/3"
)

// step is a client at trusted that is shown untrusted.
type step struct {
	trusted   record.Block
	untrusted *types.LightBlock
	level     string
	period    time.Duration
	now       time.Time
	note      string
}

func stepTo(trusted, untrusted record.Block, note string) step {
	return step{
		trusted:   trusted,
		untrusted: untrusted.LightBlock,
		level:     third,
		period:    trustingPeriod,
		now:       untrusted.Time.Add(time.Minute),
		note:      note,
	}
}

func (a *asker) light(s step) error {
	trusted, err := s.trusted.SignedHeader.ToProto().Marshal()
	if err != nil {
		return err
	}
	next, err := wire(s.trusted.Next)
	if err != nil {
		return err
	}
	untrusted, err := wire(s.untrusted)
	if err != nil {
		return err
	}
	now := s.now.UTC()
	a.ask(Case{
		Kind:           "light",
		Trusted:        trusted,
		TrustedNext:    next,
		Untrusted:      untrusted,
		TrustLevel:     s.level,
		TrustingPeriod: s.period,
		MaxClockDrift:  maxClockDrift,
		Now:            &now,
		Note:           s.note,
	})
	return nil
}

func (a *asker) adjacent() error {
	for i := 1; i < len(a.Blocks); i++ {
		trusted, untrusted := a.Blocks[i-1], a.Blocks[i]
		if untrusted.Height != trusted.Height+1 {
			continue
		}
		if err := a.light(stepTo(trusted, untrusted, "adjacent")); err != nil {
			return err
		}
	}
	return nil
}

// distances are counted in recorded blocks.
func (a *asker) distances() []int {
	last := len(a.Blocks) - 1
	if a.Network.Cases == network.FewCases {
		return []int{2, last}
	}
	distances := []int{2, 5, 10, 20, 30, last}
	distances = slices.DeleteFunc(distances, func(d int) bool { return d > last })
	return slices.Compact(distances)
}

// skips go from the first block and to the last; the levels above a third over half of the chain.
func (a *asker) skips() error {
	last := len(a.Blocks) - 1
	for _, distance := range a.distances() {
		ends := [][2]int{{0, distance}}
		if distance != last && a.Network.Cases == network.EveryCase {
			ends = append(ends, [2]int{last - distance, last})
		}
		for _, end := range ends {
			if err := a.skip(end[0], end[1], third); err != nil {
				return err
			}
		}
	}
	for _, level := range a.pick([]string{"2/3"}, []string{"1/2", "2/3", "1/1"}) {
		if err := a.skip(0, last/2, level); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) skip(from, to int, level string) error {
	trusted, untrusted := a.Blocks[from], a.Blocks[to]
	s := stepTo(trusted, untrusted, fmt.Sprintf("skip over %d", untrusted.Height-trusted.Height))
	s.level = level
	return a.light(s)
}

// limits asks at each bound of time, and one nanosecond beside it.
func (a *asker) limits() error {
	if a.Network.Cases == network.FewCases {
		return nil
	}
	base := stepTo(a.Blocks[0], a.Blocks[1], "")
	age := base.now.Sub(base.trusted.Time)
	for _, change := range []func(*step){
		func(s *step) { s.note, s.period = "expired at this instant", age },
		func(s *step) { s.note, s.period = "expires a nanosecond later", age+1 },
		func(s *step) {
			s.note, s.now = "from the future by the whole drift", s.untrusted.Time.Add(-maxClockDrift)
		},
		func(s *step) {
			s.note, s.now = "from the future by less than the drift", s.untrusted.Time.Add(1-maxClockDrift)
		},
	} {
		s := base
		change(&s)
		if err := a.light(s); err != nil {
			return err
		}
	}
	same := stepTo(a.Blocks[1], a.Blocks[1], "the trusted block again")
	if err := a.light(same); err != nil {
		return err
	}
	return a.light(stepTo(a.Blocks[1], a.Blocks[0], "an older block"))
}

// altered changes the block that is shown, each time in one thing.
func (a *asker) altered() error {
	if a.Network.Cases == network.FewCases {
		return nil
	}
	last := len(a.Blocks) - 1
	for _, end := range [][2]int{{0, 1}, {0, last / 2}} {
		for _, change := range alterations {
			s := stepTo(a.Blocks[end[0]], a.Blocks[end[1]], change.note)
			block := *s.untrusted
			header, commit := *block.Header, copyOf(block.Commit)
			block.SignedHeader = &types.SignedHeader{Header: &header, Commit: commit}
			change.on(&block, a)
			s.untrusted = &block
			if err := a.light(s); err != nil {
				return err
			}
		}
	}
	return nil
}

var alterations = []struct {
	note string
	on   func(*types.LightBlock, *asker)
}{
	{"first signature broken", func(b *types.LightBlock, _ *asker) { breakSignature(b.Commit, firstFor) }},
	{"last signature broken", func(b *types.LightBlock, _ *asker) { breakSignature(b.Commit, lastFor) }},
	{"most are absent", func(b *types.LightBlock, _ *asker) { leaveOut(b.Commit, 2) }},
	{"another app hash", func(b *types.LightBlock, _ *asker) { b.AppHash = make([]byte, 32) }},
	{"the last block's validators", func(b *types.LightBlock, a *asker) {
		b.ValidatorSet = a.Blocks[len(a.Blocks)-1].ValidatorSet
	}},
}

func (a *asker) backwards() error {
	last := len(a.Blocks) - 1
	pairs := [][2]int{{1, 0}, {last, 0}}
	if a.Network.Cases == network.EveryCase {
		pairs = append(pairs, [2]int{2, 1}, [2]int{last, last - 1}, [2]int{0, 1})
	}
	for _, pair := range pairs {
		if err := a.back(a.Blocks[pair[0]], a.Blocks[pair[1]]); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) back(trusted, untrusted record.Block) error {
	from, err := trusted.SignedHeader.ToProto().Marshal()
	if err != nil {
		return err
	}
	to, err := untrusted.SignedHeader.ToProto().Marshal()
	if err != nil {
		return err
	}
	a.ask(Case{
		Kind:      "backwards",
		Trusted:   from,
		Untrusted: to,
		Note:      fmt.Sprintf("backwards by %d", trusted.Height-untrusted.Height),
	})
	return nil
}
