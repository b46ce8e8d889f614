package cometbft_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/casefile"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/testchain"
	"github.com/parhelion/parhelion/ffi/go/cometbft/light"
)

// The benchmarks of this file are run together, and print one table at the end (see TestMain):
//
//	go test -run '^$' -bench . -benchtime 2s
//
// With -count the table has the least figure of all runs.
//
// CometBFT keeps up to 4096 expanded keys for the whole process, and nothing else between calls;
// a parhelion.Verifier keeps up to 1024. "New keys" are those of 160 sets in turn, of which even
// where few signatures are needed more are seen than either remembers.

const (
	validators = 150
	strangers  = 160 // sets of new keys
	window     = 16  // headers
	skipped    = 10  // heights of a skip
	period     = 14 * 24 * time.Hour
	drift      = 10 * time.Second
)

var shapes = []struct {
	name   string
	powers testchain.Powers
}{{"equal", testchain.Equal}, {"hub", testchain.Hub}}

// pair is a step from a trusted block, as types and as bytes.
type pair struct {
	trusted, block *types.LightBlock
	state          parhelion.TrustedState
	set, bytes     []byte
	now            time.Time
}

func newPair(b *testing.B, trusted, block *types.LightBlock) *pair {
	b.Helper()
	p := &pair{trusted: trusted, block: block, now: block.Time.Add(time.Second)}
	var err error
	if p.state, err = cometbft.TrustOnFaith(trusted, trusted.Hash()); err != nil {
		b.Fatal(err)
	}
	if p.bytes, err = cometbft.MarshalLightBlock(block); err != nil {
		b.Fatal(err)
	}
	if p.set, err = cometbft.MarshalValidatorSet(trusted.ValidatorSet); err != nil {
		b.Fatal(err)
	}
	return p
}

type contender struct {
	name   string
	verify func(*parhelion.Verifier, *pair) error
}

var contenders = []contender{
	{"cometbft", func(_ *parhelion.Verifier, p *pair) error { return ask(cometlight.Verify, p, p.block) }},
	{"drop-in", func(_ *parhelion.Verifier, p *pair) error { return ask(light.Verify, p, p.block) }},
	{"cometbft-bytes", func(_ *parhelion.Verifier, p *pair) error {
		block, err := casefile.LightBlock(p.bytes)
		if err != nil {
			return err
		}
		return ask(cometlight.Verify, p, block)
	}},
	{"parhelion-bytes", func(v *parhelion.Verifier, p *pair) error {
		_, err := v.Verify(p.state, p.set, p.bytes, parhelion.DefaultOptions, p.now)
		return err
	}},
}

// verify is light.Verify, CometBFT's or ours.
type verify func(*types.SignedHeader, *types.ValidatorSet, *types.SignedHeader, *types.ValidatorSet,
	time.Duration, time.Time, time.Duration, cmtmath.Fraction) error

func ask(verify verify, p *pair, block *types.LightBlock) error {
	return verify(p.trusted.SignedHeader, p.trusted.ValidatorSet, block.SignedHeader,
		block.ValidatorSet, period, p.now, drift, cometlight.DefaultTrustLevel)
}

// BenchmarkHeader verifies one header from the one before, and from ten below.
func BenchmarkHeader(b *testing.B) {
	for _, shape := range shapes {
		for _, heights := range []int64{1, skipped} {
			for _, sets := range []int{1, strangers} {
				pairs := newPairs(b, shape.powers, heights, sets)
				row := fmt.Sprintf("%s/%s/%s", shape.name, step(heights), keys(sets))
				for _, contender := range contenders {
					measure(b, row, contender.name, 1, 0, func(v *parhelion.Verifier, i int) error {
						return contender.verify(v, pairs[i%sets])
					})
				}
			}
		}
	}
}

// BenchmarkGoroutines verifies the same header in several goroutines at once: the time that passes,
// by the number of headers.
func BenchmarkGoroutines(b *testing.B) {
	pairs := newPairs(b, testchain.Equal, 1, 1)
	for _, goroutines := range []int{1, 2} {
		row := fmt.Sprintf("equal/adjacent/by-the-clock/%d-goroutines", goroutines)
		for _, contender := range contenders {
			measure(b, row, contender.name, 1, goroutines, func(v *parhelion.Verifier, _ int) error {
				return contender.verify(v, pairs[0])
			})
		}
	}
}

// BenchmarkWindow verifies 16 headers that follow one another; times are those of one header.
func BenchmarkWindow(b *testing.B) {
	for _, shape := range shapes {
		chain := testchain.Steady(testchain.NewSet(0, validators, shape.powers), window+1, 1)
		pairs, bytes := make([]*pair, window), make([][]byte, window)
		for i := range pairs {
			pairs[i] = newPair(b, chain[i], chain[i+1])
			bytes[i] = pairs[i].bytes
		}
		first, now := pairs[0], pairs[window-1].now
		row := fmt.Sprintf("%s/window-%d/warm", shape.name, window)
		for _, contender := range contenders {
			verify := func(v *parhelion.Verifier, _ int) error {
				for _, p := range pairs {
					if err := contender.verify(v, p); err != nil {
						return err
					}
				}
				return nil
			}
			if contender.name == "parhelion-bytes" {
				verify = func(v *parhelion.Verifier, _ int) error {
					_, _, err := v.VerifyWindow(first.state, bytes, parhelion.DefaultOptions, now)
					return err
				}
			}
			measure(b, row, contender.name, window, 0, verify)
		}
	}
}

// BenchmarkMarshal writes a block as bytes, which the drop-in does first.
func BenchmarkMarshal(b *testing.B) {
	block := newPairs(b, testchain.Equal, 1, 1)[0].block
	measure(b, "equal/to-bytes", "cometbft", 1, 0, func(*parhelion.Verifier, int) error {
		message, err := block.ToProto()
		if err == nil {
			_, err = message.Marshal()
		}
		return err
	})
	measure(b, "equal/to-bytes", "drop-in", 1, 0, func(*parhelion.Verifier, int) error {
		_, err := cometbft.MarshalLightBlock(block)
		return err
	})
}

// newPairs makes a step of so many heights for each of so many sets.
func newPairs(b *testing.B, powers testchain.Powers, heights int64, sets int) []*pair {
	pairs := make([]*pair, sets)
	for i := range pairs {
		set := testchain.NewSet(i*validators, validators, powers)
		chain := testchain.Steady(set, 2, heights)
		pairs[i] = newPair(b, chain[0], chain[1])
	}
	return pairs
}

func step(heights int64) string {
	if heights == 1 {
		return "adjacent"
	}
	return "skipping"
}

func keys(sets int) string {
	if sets == 1 {
		return "warm"
	}
	return "new-keys"
}

// measure runs work as a benchmark of its own, and notes what a header takes: processor time of the
// whole process, garbage collection with it, since that moves less when a neighbour is busy; of
// several goroutines the time that passes.
func measure(
	b *testing.B, row, column string, headers, goroutines int, work func(*parhelion.Verifier, int) error,
) {
	var runs runs
	b.Run(row+"/"+column, func(b *testing.B) {
		v := parhelion.NewVerifier()
		var next atomic.Int64
		var group sync.WaitGroup
		b.ResetTimer()
		start := processorTime()
		for range max(goroutines, 1) {
			group.Go(func() {
				for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
					if err := work(v, int(i)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		group.Wait()
		spent := processorTime() - start
		b.StopTimer()
		b.ReportMetric(float64(spent)/float64(b.N*headers), "cpu-ns/header")
		if goroutines > 0 {
			spent = b.Elapsed()
		}
		runs.add(b.N, float64(spent.Nanoseconds())/float64(b.N*headers))
	})
	figures.note(row, column, runs.least())
}
