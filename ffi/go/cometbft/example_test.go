package cometbft_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/testchain"
	"github.com/parhelion/parhelion/ffi/go/cometbft/light"
)

// A chain whose ten validators change one by one: the first step goes two heights up, the second
// skips too far.
func Example() {
	sets := make([]testchain.Set, 12)
	for i := range sets {
		sets[i] = testchain.NewSet(i, 10, testchain.Equal)
	}
	blocks := testchain.Chain(sets...) // from height 1 on
	now := blocks[11].Time.Add(time.Minute)

	verifier := parhelion.NewVerifier()
	state, err := cometbft.TrustOnFaith(blocks[0], blocks[0].Hash())
	if err != nil {
		fmt.Println(err)
		return
	}
	next := blocks[1].ValidatorSet
	state, err = cometbft.Verify(verifier, state, next, blocks[2], parhelion.DefaultOptions, now)
	fmt.Println("height 3:", err)

	next = blocks[3].ValidatorSet
	_, err = cometbft.Verify(verifier, state, next, blocks[11], parhelion.DefaultOptions, now)
	fmt.Println("height 12, bisect:", errors.Is(err, parhelion.ErrNotEnoughTrust))

	// Output:
	// height 3: <nil>
	// height 12, bisect: true
}

// The drop-in takes what light.Verify of CometBFT takes, and gives its errors.
func Example_dropIn() {
	blocks := testchain.Steady(testchain.NewSet(0, 4, testchain.Equal), 3, 1)
	trusted, block := blocks[0], blocks[2]
	err := light.Verify(trusted.SignedHeader, trusted.ValidatorSet, block.SignedHeader,
		block.ValidatorSet, time.Hour, block.Time.Add(2*time.Hour), 10*time.Second,
		light.DefaultTrustLevel)
	var expired light.ErrOldHeaderExpired
	if errors.As(err, &expired) {
		fmt.Println("the trusting period ended at", expired.At.Format(time.TimeOnly))
	}
	// Output: the trusting period ended at 01:00:06
}
