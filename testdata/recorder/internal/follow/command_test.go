package follow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// enough is longer than any question takes.
const enough = 3 * time.Minute

// event is an object that the command prints.
type event map[string]any

// text is a member that is a string.
func (e event) text(name string) string {
	text, _ := e[name].(string)
	return text
}

// height is a member that is a number; numbers are strings. -1 is none.
func (e event) height(name string) int64 {
	number, err := strconv.ParseInt(e.text(name), 10, 64)
	if err != nil {
		return -1
	}
	return number
}

// object is a member that is one, or nil.
func (e event) object(name string) event {
	object, _ := e[name].(map[string]any)
	return object
}

// answer is what the command says to a question.
type answer struct {
	verdict verdict
	events  []event
	output  string
}

// last is the last event of a name, or nil.
func (a answer) last(name string) event {
	for i := len(a.events) - 1; i >= 0; i-- {
		if a.events[i].text("event") == name {
			return a.events[i]
		}
	}
	return nil
}

// program is the command.
func program(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PARHELION")
	if path == "" {
		t.Fatal("PARHELION is not set: cargo build --release -p parhelion, and set it to the path of " +
			"target/release/parhelion")
	}
	if !filepath.IsAbs(path) {
		t.Fatalf("PARHELION is %s, which is not absolute: tests run in their own folder", path)
	}
	return path
}

// say runs the command.
func say(t *testing.T, arguments ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), enough)
	defer cancel()
	command := exec.CommandContext(ctx, program(t), append(arguments, "--json")...)
	var output, complaints bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaints
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("no answer in %v:\n%s%s", enough, &output, &complaints)
	}
	if complaints.Len() > 0 {
		t.Errorf("it complains:\n%s", &complaints)
	}
	return answer{
		verdict: verdict(command.ProcessState.ExitCode()),
		events:  eventsOf(t, output.Bytes()),
		output:  output.String(),
	}
}

// eventsOf reads whole lines: who is killed may leave a part of one.
func eventsOf(t *testing.T, output []byte) []event {
	t.Helper()
	var events []event
	for line := range bytes.Lines(output) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var one event
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		events = append(events, one)
	}
	return events
}

// arguments are how the command is asked, with the waits that CometBFT's client has here.
func (asked question) arguments(store string) []string {
	arguments := []string{
		"follow", "--primary", asked.peers[0], "--store", store,
		"--trust", fmt.Sprintf("%d:%X", asked.root, asked.hash),
		"--timeout", "1s", "--block-lag", "1s", "--clock-drift", "1s", "--interval", "0s",
	}
	for _, url := range asked.peers[1:] {
		arguments = append(arguments, "--witness", url)
	}
	if asked.sequential {
		arguments = append(arguments, "--sequential")
	}
	if !asked.now.IsZero() {
		arguments = append(arguments, "--now", asked.now.UTC().Format(time.RFC3339Nano))
	}
	if asked.to == 0 {
		return append(arguments, "--once")
	}
	return append(arguments, "--to", strconv.FormatInt(asked.to, 10))
}

// status is what a store says of itself, nil if there is none.
func status(t *testing.T, store string, now time.Time) event {
	t.Helper()
	if _, err := os.Stat(store); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	arguments := []string{"status", store}
	if !now.IsZero() {
		arguments = append(arguments, "--now", now.UTC().Format(time.RFC3339Nano))
	}
	said := say(t, arguments...)
	if len(said.events) != 1 {
		t.Fatalf("status: %v: %s", said.verdict, said.output)
	}
	return said.events[0]
}
