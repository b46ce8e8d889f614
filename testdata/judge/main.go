// The judge answers cases with the verdict of CometBFT. See README.md.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"

	"judge/internal/cases"
	"judge/internal/verdict"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
}

func run(arguments []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("judge", flag.ContinueOnError)
	check := flags.Bool("check", false, "compare the verdicts of the cases with the judge's own")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "cases that are judged at once")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *workers < 1 {
		return fmt.Errorf("-workers %d", *workers)
	}
	buffered := bufio.NewWriterSize(out, 1<<20)
	defer buffered.Flush()
	name := judgeName()
	if *check {
		return checkAll(flags.Args(), in, *workers, name, buffered)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("cases to be judged come on standard input, not from %s", flags.Arg(0))
	}
	if err := judgeAll(in, *workers, name, buffered); err != nil {
		return err
	}
	return buffered.Flush()
}

func judgeAll(in io.Reader, workers int, name string, out io.Writer) error {
	work := func(text []byte) ([]byte, error) {
		line, err := cases.ParseLine(text)
		if err != nil {
			return nil, err
		}
		answer, err := verdict.Judge(line, name)
		if err != nil {
			return nil, err
		}
		return line.Judged(answer), nil
	}
	write := func(judged []byte) error {
		_, err := out.Write(judged)
		return err
	}
	return process(in, workers, work, write)
}
