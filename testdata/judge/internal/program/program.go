// Package program is what all judges do with their input and output. ../../README.md describes it.
package program

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

// Main runs the program of a bench, and ends the process.
func Main(bench verdict.Bench) {
	if err := Run(bench, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
}

// Run judges the cases of in, or compares those of the files that the arguments name.
func Run(bench verdict.Bench, arguments []string, in io.Reader, out io.Writer) error {
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
	if *check {
		return checkAll(bench, flags.Args(), in, *workers, buffered)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("cases to be judged come on standard input, not from %s", flags.Arg(0))
	}
	if err := judgeAll(bench, in, *workers, buffered); err != nil {
		return err
	}
	return buffered.Flush()
}

func judgeAll(bench verdict.Bench, in io.Reader, workers int, out io.Writer) error {
	work := func(text []byte) ([]byte, error) {
		line, err := cases.ParseLine(text)
		if err != nil {
			return nil, err
		}
		answer, err := bench.Judge(line)
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
