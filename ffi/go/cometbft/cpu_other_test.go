//go:build !unix

package cometbft_test

import "time"

var began = time.Now()

// processorTime is the time that passes, where nobody says what this process uses of it.
func processorTime() time.Duration {
	return time.Since(began)
}
