// Package signer points real nodes at `parhelion guard run`, and makes it hard for it.
package signer

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/cometbft/cometbft/privval"

	"parhelion/recorder/internal/network"
)

// command is a signer with the key of validator 0, provisioned for a chain.
type command struct {
	program, key, state, chainID string
	// sockets are where its nodes listen.
	sockets []string
	running *exec.Cmd
	output  output
}

// output is written by one goroutine and read by another.
type output struct {
	lock   sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(text []byte) (int, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.buffer.Write(text)
}

func (o *output) String() string {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.buffer.String()
}

// program is the command.
func program(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PARHELION")
	if !filepath.IsAbs(path) {
		t.Fatalf("PARHELION is %q, and not an absolute path: cargo build --release -p parhelion, and set "+
			"it to that of target/release/parhelion", path)
	}
	return path
}

// provisioned is a signer that has signed nothing yet, and does not run.
func provisioned(t *testing.T, n *network.Network, sockets ...string) *command {
	t.Helper()
	folder := t.TempDir()
	c := &command{
		program: program(t),
		key:     filepath.Join(folder, "priv_validator_key.json"),
		state:   filepath.Join(folder, "state"),
		chainID: n.ChainID,
		sockets: sockets,
	}
	// As CometBFT writes it.
	privval.NewFilePV(n.Key(0), c.key, filepath.Join(folder, "unused")).Key.Save()
	arguments := []string{"guard", "provision", "--height", "0"}
	said, err := exec.Command(c.program, append(arguments, c.entry()...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return c
}

func (c *command) entry() []string {
	return []string{"--key", c.key, "--state", c.state, "--chain-id", c.chainID}
}

// start runs the signer until it is killed, or the test is over.
func (c *command) start(t *testing.T) {
	t.Helper()
	arguments := append([]string{"guard", "run"}, c.entry()...)
	for _, socket := range c.sockets {
		arguments = append(arguments, "--node", "unix://"+socket)
	}
	first := c.running == nil
	c.running = exec.Command(c.program, arguments...)
	c.running.Stdout, c.running.Stderr = &c.output, &c.output
	if err := c.running.Start(); err != nil {
		t.Fatal(err)
	}
	if first {
		t.Cleanup(func() { c.stop(t) })
	}
}

// kill leaves it no time to tidy up.
func (c *command) kill(t *testing.T) {
	t.Helper()
	if err := c.running.Process.Kill(); err != nil {
		t.Fatalf("%v: %s", err, &c.output)
	}
	// An error says that it was killed.
	if err := c.running.Wait(); err == nil || c.running.ProcessState.Exited() {
		t.Fatalf("it ended by itself: %v: %s", err, &c.output)
	}
}

// stop ends it as a system does, and holds it to end well.
func (c *command) stop(t *testing.T) {
	t.Helper()
	if err := c.running.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := c.running.Wait(); err != nil {
		t.Errorf("%v: %s", err, &c.output)
	}
	if said := c.output.String(); !strings.HasSuffix(said, "ended\n") {
		t.Errorf("it does not say that it ends: %s", said)
	}
	if t.Failed() {
		t.Logf("the signer said:\n%s", &c.output)
	}
}

// socket is a path that is short enough for one.
func socket(t *testing.T, name string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "signer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return filepath.Join(folder, name)
}
