// Package node starts real CometBFT nodes that listen on loopback only.
package node

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	dbm "github.com/cometbft/cometbft-db"
	cfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

// Setup is what distinguishes one node from another.
type Setup struct {
	Network *network.Network
	// Number is of the node, not of its validator.
	Number int
	// Signer signs for the node. Nil: whoever comes to SignerSocket, before three seconds are over.
	Signer       types.PrivValidator
	SignerSocket string
	Application  *network.Application
	Databases    Databases
	// Peers are the p2p addresses to dial.
	Peers     []string
	Addresses Addresses
}

// Node is a running node.
type Node struct {
	*node.Node
	address string
	home    string
}

// Start runs a node until Close.
func Start(setup Setup) (*Node, error) {
	home, err := os.MkdirTemp("", "recorder-")
	if err != nil {
		return nil, err
	}
	running := &Node{address: setup.Addresses.RPC, home: home}
	config := setup.config(home)
	running.Node, err = node.NewNode(
		config,
		setup.Signer,
		Identity(setup.Network, setup.Number),
		proxy.NewLocalClientCreator(setup.Application),
		func() (*types.GenesisDoc, error) { return setup.Network.Genesis() },
		setup.Databases.Open,
		node.DefaultMetricsProvider(config.Instrumentation),
		log.NewNopLogger(),
	)
	if err == nil {
		err = running.Start()
	}
	if err != nil {
		err = fmt.Errorf("node %d of %s: %w", setup.Number, setup.Network.Name, err)
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	return running, nil
}

// RPC is where it answers.
func (n *Node) RPC() string { return "http://" + n.address }

// Close stops the node and removes what it wrote.
func (n *Node) Close() error {
	if err := n.Stop(); err != nil {
		return err
	}
	n.Wait()
	return os.RemoveAll(n.home)
}

// Identity is the key by which a node is known to its peers.
func Identity(n *network.Network, number int) *p2p.NodeKey {
	secret := fmt.Appendf(nil, "parhelion recorder/%s/node %d", n.Name, number)
	return &p2p.NodeKey{PrivKey: ed25519.GenPrivKeyFromSecret(secret)}
}

// Databases are kept in memory, and shared between the one who writes a chain and its node.
type Databases map[string]dbm.DB

// Open gives the database of that name, a new one at first.
func (d Databases) Open(context *cfg.DBContext) (dbm.DB, error) {
	if d[context.ID] == nil {
		d[context.ID] = dbm.NewMemDB()
	}
	return d[context.ID], nil
}

// Addresses are the two that a node listens on.
type Addresses struct{ P2P, RPC string }

// Ports that no system hands out by itself: those would be somebody's connection before a node
// that starts a second later listens.
const firstPort, ports = 12000, 20000

var given struct {
	sync.Mutex
	ports map[int]bool
}

// FreeAddresses finds ports on loopback that nobody uses, and gives none of them twice.
func FreeAddresses(nodes int) ([]Addresses, error) {
	given.Lock()
	defer given.Unlock()
	if given.ports == nil {
		given.ports = make(map[int]bool)
	}
	var found []string
	for tries := 0; len(found) < 2*nodes; tries++ {
		if tries == ports {
			return nil, fmt.Errorf("%d ports, and none is free", ports)
		}
		port := firstPort + rand.IntN(ports)
		if given.ports[port] {
			continue
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		given.ports[port] = true
		found = append(found, listener.Addr().String())
		if err := listener.Close(); err != nil {
			return nil, err
		}
	}
	addresses := make([]Addresses, nodes)
	for i := range addresses {
		addresses[i] = Addresses{P2P: found[2*i], RPC: found[2*i+1]}
	}
	return addresses, nil
}

// The timeouts leave two loaded cores enough time to agree in round 0, and make a proposer that is
// not there cost little.
func (setup *Setup) config(home string) *cfg.Config {
	config := cfg.TestConfig()
	config.SetRoot(home)
	cfg.EnsureRoot(home)
	config.Moniker = fmt.Sprintf("node-%d", setup.Number)
	config.RPC.ListenAddress = "tcp://" + setup.Addresses.RPC
	config.RPC.GRPCListenAddress = ""
	config.RPC.Unsafe = false
	config.P2P.ListenAddress = "tcp://" + setup.Addresses.P2P
	config.P2P.PersistentPeers = strings.Join(setup.Peers, ",")
	config.P2P.AddrBookStrict = false
	config.P2P.PexReactor = false
	config.TxIndex.Indexer = "null"
	if setup.Signer == nil {
		config.PrivValidatorListenAddr = "unix://" + setup.SignerSocket
	}
	config.Consensus.TimeoutPropose = 600 * time.Millisecond
	config.Consensus.TimeoutProposeDelta = 300 * time.Millisecond
	config.Consensus.TimeoutPrevote = 200 * time.Millisecond
	config.Consensus.TimeoutPrecommit = 200 * time.Millisecond
	config.Consensus.TimeoutCommit = 150 * time.Millisecond
	if setup.Network.Pause > 0 {
		config.Consensus.TimeoutCommit = setup.Network.Pause
	}
	config.Consensus.SkipTimeoutCommit = false
	config.Consensus.PeerGossipSleepDuration = 20 * time.Millisecond
	return config
}
