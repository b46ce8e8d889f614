// The contender of CometBFT: answers the commands of `compare`, one a line. See ../README.md.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// A line holds a whole light block in hexadecimal digits.
const maxLine = 1 << 22

func main() {
	// As many threads as the others have; the collector takes its turns on the same processor.
	runtime.GOMAXPROCS(1)
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cometbft:", err)
		os.Exit(1)
	}
}

func serve(in io.Reader, out io.Writer) error {
	inputs := inputs{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		answer, err := inputs.answer(strings.Fields(lines.Text()))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, answer); err != nil {
			return err
		}
	}
	return lines.Err()
}
