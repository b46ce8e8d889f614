package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheCommittedCodesAreThoseOfTheTable(t *testing.T) {
	source, err := os.ReadFile("../../../../core/src/error/codes.rs")
	if err != nil {
		t.Fatal(err)
	}
	made, err := generate(source)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("../../codes.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, committed) {
		t.Fatal("codes.go is old: go generate .")
	}
}

func TestARowThatIsNotReadIsAnError(t *testing.T) {
	if _, err := generate([]byte("    101 Truncated Malformed no quotes;")); err == nil {
		t.Fatal("read all the same")
	}
}
