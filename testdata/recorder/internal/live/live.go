// Package live runs one node for each validator that is to have one, in this process and over
// loopback, and lets them agree by consensus.
package live

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cometbft/cometbft/light/provider/http"
	"github.com/cometbft/cometbft/p2p"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/node"
)

// patience is how long a network may take for one height before it is given up.
const patience = 60 * time.Second

// Network is a running network.
type Network struct {
	nodes    []*node.Node
	findings []attack.Finding
}

// Serve runs the network until it is two heights past the last that is recorded. It goes on until
// Close.
func Serve(n *network.Network) (*Network, error) {
	addresses, err := node.FreeAddresses(len(n.Running))
	if err != nil {
		return nil, err
	}
	return ServeAt(n, addresses)
}

// ServeAt is Serve at addresses of the caller's choice, one for each node.
func ServeAt(n *network.Network, addresses []node.Addresses) (*Network, error) {
	running := &Network{}
	err := running.start(n, addresses)
	if err == nil {
		err = running.play(n)
	}
	if err != nil {
		return nil, errors.Join(err, running.Close())
	}
	return running, nil
}

// RPC is where the first node answers.
func (r *Network) RPC() string { return r.nodes[0].RPC() }

// RPCs is where each of the nodes answers.
func (r *Network) RPCs() []string {
	urls := make([]string, len(r.nodes))
	for i, running := range r.nodes {
		urls[i] = running.RPC()
	}
	return urls
}

// Findings are the attacks that a light client found out, with the first node as its witness.
func (r *Network) Findings() []attack.Finding { return r.findings }

// Close stops all nodes.
func (r *Network) Close() error {
	var failures []error
	for _, running := range r.nodes {
		failures = append(failures, running.Close())
	}
	return errors.Join(failures...)
}

func (r *Network) start(n *network.Network, addresses []node.Addresses) error {
	var peers []string
	for i, validator := range n.Running {
		started, err := startNode(n, i, validator, addresses[i], peers)
		if err != nil {
			return err
		}
		r.nodes = append(r.nodes, started)
		if err := connect(started, peers); err != nil {
			return err
		}
		// Each dials those before it: one connection for every pair.
		peers = append(peers, fmt.Sprintf("%s@%s", node.Identity(n, i).ID(), addresses[i].P2P))
	}
	return nil
}

func startNode(
	n *network.Network, number, validator int, addresses node.Addresses, peers []string,
) (*node.Node, error) {
	app, err := network.NewApplication(n, before(n, number))
	if err != nil {
		return nil, err
	}
	setup := node.Setup{
		Network:     n,
		Number:      number,
		Signer:      n.Signer(validator),
		Application: app,
		Databases:   make(node.Databases),
		Peers:       peers,
		Addresses:   addresses,
	}
	if !byzantine(n, validator) {
		return node.Start(setup)
	}
	signer := newSigner(n, validator)
	setup.Signer = signer
	started, err := node.Start(setup)
	if err == nil {
		signer.node.Store(started)
	}
	return started, err
}

// connect dials at once what the node itself would dial in the next three seconds, of which a chain
// needs less for its first heights.
func connect(started *node.Node, peers []string) error {
	for _, peer := range peers {
		address, err := p2p.NewNetAddressString(peer)
		if err != nil {
			return err
		}
		err = started.Switch().DialPeerWithAddress(address)
		var known p2p.ErrCurrentlyDialingOrExistingAddress
		if err != nil && !errors.As(err, &known) {
			return err
		}
	}
	return nil
}

// before counts the nodes of the same validator that come before this one.
func before(n *network.Network, number int) int {
	count := 0
	for _, validator := range n.Running[:number] {
		if validator == n.Running[number] {
			count++
		}
	}
	return count
}

// play does what is planned for a height once the one after it is there, which has its commit.
func (r *Network) play(n *network.Network) error {
	if n.Reported != nil {
		if err := r.waitFor(n.Reported.Height + 1); err != nil {
			return err
		}
		if err := r.reportDoubleVote(n); err != nil {
			return err
		}
	}
	for _, plan := range n.Attacks {
		if err := r.waitFor(plan.Reported + 1); err != nil {
			return err
		}
		if err := r.attack(n, plan); err != nil {
			return err
		}
	}
	return r.waitFor(n.Last() + 2)
}

func (r *Network) waitFor(height int64) error {
	blocks := r.nodes[0].BlockStore()
	seen, since := blocks.Height(), time.Now()
	for blocks.Height() < height {
		time.Sleep(50 * time.Millisecond)
		if now := blocks.Height(); now > seen {
			seen, since = now, time.Now()
		}
		if time.Since(since) > patience {
			return fmt.Errorf("no block after height %d for %v", seen, patience)
		}
	}
	return nil
}

// attack has the first node as the witness: what the light client finds goes to it over RPC.
func (r *Network) attack(n *network.Network, plan network.Attack) error {
	witness, err := http.New(n.ChainID, r.RPC())
	if err != nil {
		return err
	}
	finding, err := attack.Run(n, plan, witness)
	if err != nil {
		return fmt.Errorf("%s: %w", plan.Name, err)
	}
	r.findings = append(r.findings, finding)
	return nil
}

// byzantine validators have a node that says more than it may.
func byzantine(n *network.Network, validator int) bool {
	if slices.ContainsFunc(n.DoubleVotes, func(double network.DoubleVote) bool {
		return double.Validator == validator
	}) {
		return true
	}
	first := slices.Index(n.Running, validator)
	return slices.Contains(n.Running[first+1:], validator)
}
