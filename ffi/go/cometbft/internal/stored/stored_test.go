package stored_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/stored"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/testchain"
)

// TestAStateIsAsParhelionStoresIt, but for what is left out: the header's hash, the app hash, and
// the bits and lengths that tell of them.
func TestAStateIsAsParhelionStoresIt(t *testing.T) {
	block := testchain.Steady(testchain.NewSet(0, 4, testchain.Equal), 2, 1)[1]
	block.Time = time.Unix(-5, 7).UTC()
	want, err := cometbft.TrustOnFaith(block, block.Hash())
	if err != nil {
		t.Fatal(err)
	}
	got, err := stored.State(block.Header, block.NextValidatorsHash, block.LastBlockID.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if got[6] != 1|4 || want[6] != 1|2|4|8 || got[29] != 0 {
		t.Errorf("bits %b and %b", got[6], want[6])
	}
	for _, span := range [][2]int{{0, 6}, {7, 29}, {30, 64}, {96, 128}, {192, 248}} {
		if !bytes.Equal(got[span[0]:span[1]], want[span[0]:span[1]]) {
			t.Errorf("bytes %v: %x, not %x", span, got[span[0]:span[1]], want[span[0]:span[1]])
		}
	}
	if bytes.Equal(got[248:], want[248:]) || bytes.Equal(got[248:], make([]byte, 8)) {
		t.Error("the checksum")
	}
}

// TestAStateIsRead goes a step from it.
func TestAStateIsRead(t *testing.T) {
	blocks := testchain.Steady(testchain.NewSet(0, 4, testchain.Equal), 2, 1)
	state, err := stored.State(blocks[1].Header, nil, blocks[1].LastBlockID.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cometbft.VerifyBackwards(state, blocks[0].SignedHeader); err != nil {
		t.Error(err)
	}
	state[40] ^= 1
	if _, err := cometbft.VerifyBackwards(state, blocks[0].SignedHeader); err == nil {
		t.Error("the checksum is not looked at")
	}
}

func TestWhatHasNoPlaceInAState(t *testing.T) {
	header := *testchain.Steady(testchain.NewSet(0, 1, testchain.Equal), 1, 1)[0].Header
	for _, length := range []int{1, 31, 33} {
		if _, err := stored.State(&header, make([]byte, length), nil); err == nil {
			t.Errorf("a next hash of %d bytes", length)
		}
		if _, err := stored.State(&header, nil, make([]byte, length)); err == nil {
			t.Errorf("a last hash of %d bytes", length)
		}
	}
	for length, good := range map[int]bool{0: true, 50: true, 51: false} {
		header.ChainID = strings.Repeat("a", length)
		if _, err := stored.State(&header, nil, nil); (err == nil) != good {
			t.Errorf("a chain id of %d bytes: %v", length, err)
		}
	}
}
