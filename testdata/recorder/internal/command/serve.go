package command

import (
	"context"
	"fmt"
	"io"
	"os/signal"
	"syscall"
	"time"

	"github.com/cometbft/cometbft/light/provider/http"

	"parhelion/recorder/internal/catalogue"
	"parhelion/recorder/internal/live"
	"parhelion/recorder/internal/node"
)

const (
	// firstPort is that of CometBFT for peers. RPC is at the next one, and each further node is ten
	// above.
	firstPort = 26656
	// rootHeight is old enough to have been decided by all.
	rootHeight = 3
)

// Serve runs a network to follow, at ports that do not change, until it is interrupted.
func Serve(to io.Writer) error {
	interrupted, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	n := catalogue.Followed(time.Second)
	addresses := make([]node.Addresses, len(n.Running))
	for i := range addresses {
		port := firstPort + 10*i
		addresses[i] = node.Addresses{
			P2P: fmt.Sprintf("127.0.0.1:%d", port),
			RPC: fmt.Sprintf("127.0.0.1:%d", port+1),
		}
	}
	running, err := live.ServeAt(n, addresses)
	if err != nil {
		return err
	}
	urls := running.RPCs()
	provider, err := http.New(n.ChainID, urls[0])
	if err != nil {
		return err
	}
	root, err := provider.LightBlock(interrupted, rootHeight)
	if err != nil {
		return err
	}
	trust := fmt.Sprintf("%d:%X", root.Height, root.Hash())
	fmt.Fprintf(to, "serving %s until interrupted: %d nodes, a block about every second\n",
		n.ChainID, len(urls))
	for i, url := range urls {
		fmt.Fprintf(to, "  node %d  %s\n", i, url)
	}
	fmt.Fprintf(to, "  trust   %s\n", trust)
	fmt.Fprintf(to, "\nparhelion follow --primary %s --witness %s --trust %s --store followed\n",
		urls[0], urls[1], trust)
	<-interrupted.Done()
	return running.Close()
}
