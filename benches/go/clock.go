package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// measure returns the processor time of all repeats. It is that of the process, since the garbage
// of a run is collected by other threads; between two commands the process waits.
func measure(run func() error, newKeys bool, repeats int) (int64, error) {
	var sum int64
	for range repeats {
		if newKeys {
			if err := forgetKeys(); err != nil {
				return 0, err
			}
		}
		start, err := processorTime()
		if err != nil {
			return 0, err
		}
		if err := run(); err != nil {
			return 0, err
		}
		end, err := processorTime()
		if err != nil {
			return 0, err
		}
		sum += end - start
	}
	return sum, nil
}

func processorTime() (int64, error) {
	var now unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &now)
	return now.Nano(), err
}

// version tells the releases of CometBFT and of Go.
func version() string {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "github.com/cometbft/cometbft" {
				return fmt.Sprintf("CometBFT %s, %s", module.Version, runtime.Version())
			}
		}
	}
	return "CometBFT, " + runtime.Version()
}
