package main

import (
	"encoding/hex"
	"fmt"
	"runtime"
	"strconv"
)

// inputs are what was loaded, by name: in an input of several parts they follow one another.
type inputs map[string][][]byte

// answer obeys one of
//
//	version
//	load NAME HEX
//	time WORK NAME KEYS VERIFIED REPEATS
//	open NAME PATH
//	sync MODE NAME
//
// The third answers with the nanoseconds of processor time that all repeats took; for the last see
// [inputs.sync].
func (in inputs) answer(words []string) (string, error) {
	switch {
	case len(words) == 1 && words[0] == "version":
		return version(), nil
	case len(words) == 3 && words[0] == "load":
		part, err := hex.DecodeString(words[2])
		if err != nil {
			return "", err
		}
		in[words[1]] = append(in[words[1]], part)
		return "loaded", nil
	case len(words) == 6 && words[0] == "time":
		return in.time(words[1], words[2], words[3], words[4:])
	case len(words) == 3 && words[0] == "open":
		return "loaded", in.open(words[1], words[2])
	case len(words) == 3 && words[0] == "sync":
		return in.sync(words[1], words[2])
	}
	return "", fmt.Errorf("no command: %.80q", words)
}

func (in inputs) time(work, name, keys string, numbers []string) (string, error) {
	verified, err := strconv.Atoi(numbers[0])
	if err != nil {
		return "", err
	}
	repeats, err := strconv.Atoi(numbers[1])
	if err != nil {
		return "", err
	}
	parts, ok := in[name]
	if !ok {
		return "", fmt.Errorf("nothing was loaded as %s", name)
	}
	run, err := prepare(work, parts, verified)
	if err != nil {
		return "", err
	}
	// Of what was done before, nothing is left to collect.
	runtime.GC()
	nanoseconds, err := measure(run, keys == "new", repeats)
	return strconv.FormatInt(nanoseconds, 10), err
}
