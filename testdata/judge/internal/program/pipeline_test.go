package program

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestAWriterThatFailsEndsTheRun(t *testing.T) {
	in := bytes.NewReader(bytes.Repeat([]byte("{}\n"), 1<<20))
	full := errors.New("full")
	written := 0
	err := process(in, 3, func(line []byte) ([]byte, error) { return line, nil }, func([]byte) error {
		if written++; written > 100_000 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestTheNumberOfALineCountsOverBatches(t *testing.T) {
	const lines = 100_000
	in := bytes.NewReader(bytes.Repeat([]byte("{}\n"), lines))
	seen := 0
	err := process(in, 4, func(line []byte) ([]byte, error) { return line, nil }, func([]byte) error {
		seen++
		return nil
	})
	if err != nil || seen != lines {
		t.Errorf("%d lines: %v", seen, err)
	}
	last := io.MultiReader(bytes.NewReader(bytes.Repeat([]byte("{}\n"), lines)), strings.NewReader("bad"))
	err = process(last, 4, func(line []byte) ([]byte, error) {
		if string(line) == "bad" {
			return nil, errors.New("bad")
		}
		return line, nil
	}, func([]byte) error { return nil })
	if err == nil || err.Error() != fmt.Sprintf("line %d: bad", lines+1) {
		t.Error(err)
	}
}
