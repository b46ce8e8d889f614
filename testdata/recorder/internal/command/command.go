// Package command is the program, the same with every release of CometBFT.
package command

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"parhelion/recorder/internal/cases"
	"parhelion/recorder/internal/catalogue"
	"parhelion/recorder/internal/driven"
	"parhelion/recorder/internal/live"
	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/record"
)

// Main records every network that this release is asked to or, of these, the named ones alone. Or it
// serves one, for a client to follow.
func Main() {
	out := flag.String("out", "", "folder for the recordings")
	serve := flag.Bool("serve", false, "run a network to follow, until interrupted")
	flag.Parse()
	var err error
	switch {
	case *serve && *out == "" && flag.NArg() == 0:
		err = Serve(os.Stdout)
	case !*serve && *out != "":
		err = run(*out, flag.Args())
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "recorder:", err)
		os.Exit(1)
	}
}

func run(out string, named []string) error {
	var questions []cases.Case
	for _, n := range catalogue.Networks(record.Release()) {
		if len(named) > 0 && !slices.Contains(named, n.Name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "recording", n.Name)
		chain, err := Record(n)
		if err != nil {
			return err
		}
		if err := chain.Write(out); err != nil {
			return err
		}
		asked, err := cases.Of(chain)
		if err != nil {
			return err
		}
		questions = append(questions, asked...)
	}
	name := "cases-" + record.Release() + ".jsonl.gz"
	return record.WriteLines(filepath.Join(out, name), questions)
}

// serving is a network that runs until Close.
type serving interface {
	record.Running
	Close() error
}

// Record runs one network and reads it.
func Record(n *network.Network) (*record.Chain, error) {
	running, err := serve(n)
	if err != nil {
		return nil, err
	}
	chain, err := record.Read(n, running)
	return chain, errors.Join(err, running.Close())
}

func serve(n *network.Network) (serving, error) {
	if n.Live() {
		return live.Serve(n)
	}
	return driven.Serve(n)
}
