package follow

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/light/provider/http"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/catalogue"
	"parhelion/recorder/internal/live"
)

const (
	// liveRoot is the height that is trusted of a live network.
	liveRoot = 3
	// further is how many blocks a live network makes while it is followed.
	further = 25
	kills   = 20
)

// liveNetwork makes blocks until the test is over.
type liveNetwork struct {
	chainID string
	urls    []string
}

func serveLive(t *testing.T) liveNetwork {
	t.Helper()
	n := catalogue.Followed(0)
	running, err := live.Serve(n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.Close(); err != nil {
			t.Error(err)
		}
	})
	return liveNetwork{chainID: n.ChainID, urls: running.RPCs()}
}

// block is what the third node has, which the command does not ask.
func (n liveNetwork) block(t *testing.T, height int64) *types.LightBlock {
	t.Helper()
	provider, err := http.New(n.chainID, n.urls[2])
	if err != nil {
		t.Fatal(err)
	}
	block, err := provider.LightBlock(context.Background(), height)
	if err != nil {
		t.Fatal(err)
	}
	return block
}

func (n liveNetwork) head(t *testing.T) int64 {
	t.Helper()
	return n.block(t, 0).Height
}

// check holds what was printed to be the chain's, and gives the highest of it, or 0.
func (n liveNetwork) check(t *testing.T, events []event) int64 {
	t.Helper()
	highest := int64(0)
	for _, said := range events {
		switch said.text("event") {
		case "trusted", "verified", "up_to_date", "known":
		case "waiting", "no_answer":
			// The witness has not come to the primary's head yet.
			if why := said.text("why"); why != "" && !strings.Contains(why, "must be less than") {
				t.Error(said)
			}
			continue
		default:
			t.Errorf("of an honest network it says: %v", said)
			continue
		}
		height := said.height("height")
		if height < highest {
			t.Errorf("height %d after %d", height, highest)
		}
		highest = max(highest, height)
		if honest := fmt.Sprintf("%X", n.block(t, height).Hash()); said.text("hash") != honest {
			t.Errorf("height %d is %s: %v", height, honest, said)
		}
	}
	return highest
}

// arguments follow the network, with each header or without.
func (n liveNetwork) arguments(t *testing.T, store string, sequential bool) []string {
	t.Helper()
	asked := question{
		peers: n.urls[:2], root: liveRoot, hash: n.block(t, liveRoot).Hash(), sequential: sequential,
	}
	arguments := asked.arguments(store)
	// It goes on until it is stopped.
	return arguments[:len(arguments)-1]
}

// killed runs the command for a while, and gives what it printed until it was killed.
func killed(t *testing.T, after func() bool, arguments []string) []event {
	t.Helper()
	command := exec.Command(program(t), append(arguments, "--json")...)
	var output bytes.Buffer
	command.Stdout = &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for !after() {
		select {
		case err := <-ended:
			t.Fatalf("it ends by itself: %v\n%s", err, &output)
		case <-time.After(5 * time.Millisecond):
		}
	}
	// It has SIGKILL on its way, and cannot tidy up.
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-ended
	return eventsOf(t, output.Bytes())
}

// TestLive follows a network that makes blocks, in both ways.
func TestLive(t *testing.T) {
	t.Parallel()
	program(t)
	n := serveLive(t)
	for _, sequential := range []bool{false, true} {
		t.Run(fmt.Sprintf("sequential %v", sequential), func(t *testing.T) {
			store := filepath.Join(t.TempDir(), "store")
			until := n.head(t) + further
			done := func() bool {
				time.Sleep(100 * time.Millisecond)
				return n.head(t) >= until
			}
			events := killed(t, done, n.arguments(t, store, sequential))
			if highest := n.check(t, events); highest < until-further/2 {
				t.Errorf("it came to height %d, the network to %d", highest, until)
			}
			if len(events) < 3 {
				t.Errorf("it followed in %d steps", len(events))
			}
		})
	}
}

// TestKilled kills the command again and again. What it has said stands in its store; the rest it
// makes up for.
func TestKilled(t *testing.T) {
	t.Parallel()
	program(t)
	n := serveLive(t)
	store := filepath.Join(t.TempDir(), "store")
	random := rand.New(rand.NewPCG(20, 9))
	printed := int64(0)
	for kill := range kills {
		end := time.Now().Add(time.Duration(10+random.IntN(700)) * time.Millisecond)
		over := func() bool { return time.Now().After(end) }
		printed = max(printed, n.check(t, killed(t, over, n.arguments(t, store, kill%2 == 1))))
		kept := status(t, store, time.Time{})
		if kept == nil && printed == 0 {
			continue
		}
		height := kept.height("height")
		if height < printed {
			t.Fatalf("kill %d: it said %d, and its store has %d", kill, printed, height)
		}
		if honest := fmt.Sprintf("%X", n.block(t, height).Hash()); kept.text("hash") != honest {
			t.Fatalf("kill %d: height %d is %s: %v", kill, height, honest, kept)
		}
	}
	if printed <= liveRoot {
		t.Error("it never came further than its root")
	}
	head := n.head(t)
	said := say(t, append(n.arguments(t, store, false), "--once")...)
	if said.verdict != verified {
		t.Fatalf("%v:\n%s", said.verdict, said.output)
	}
	if reached := n.check(t, said.events); reached < head {
		t.Errorf("it ends at %d, the head was %d", reached, head)
	}
}
