package follow

import (
	"slices"
	"sync"
	"testing"
	"time"

	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/front"
	"parhelion/recorder/internal/network"
)

// place is a peer: it gives the URL at which it answers.
type place func(*testing.T) string

// peer is the node of that name.
func peer(name string) place {
	return func(t *testing.T) string {
		t.Helper()
		return at(t, name)
	}
}

// lie makes a liar of a front.
type lie func(*testing.T, *front.Front)

// liar is a front of the chain's node that tells these lies.
func liar(lies ...lie) place {
	return func(t *testing.T) string {
		t.Helper()
		liar := front.Front{Node: at(t, "chain")}
		for _, tell := range lies {
			tell(t, &liar)
		}
		serving, err := liar.Serve()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { serving.Close() }) //nolint:errcheck // the test is over
		return serving.URL()
	}
}

// heights are those of which a lie is told.
type heights func(int64) bool

func only(height int64) heights { return func(h int64) bool { return h == height } }

func between(first, last int64) heights {
	return func(h int64) bool { return first <= h && h <= last }
}

// commit changes the commits of some heights, or their headers.
func commit(of heights, change func(*types.SignedHeader)) lie {
	return func(_ *testing.T, liar *front.Front) {
		liar.Commit = func(_ front.Request, answer *ctypes.ResultCommit) {
			if of(answer.Height) {
				change(&answer.SignedHeader)
			}
		}
	}
}

func isForBlock(entry types.CommitSig) bool { return entry.BlockIDFlag == types.BlockIDFlagCommit }

func flippedSignature(of heights) lie {
	return commit(of, func(signed *types.SignedHeader) {
		at := slices.IndexFunc(signed.Commit.Signatures, isForBlock)
		signed.Commit.Signatures[at].Signature[17] ^= 4
	})
}

func anotherHeader(of heights) lie {
	return commit(of, func(signed *types.SignedHeader) { signed.AppHash = nowhere })
}

// tooFewSign leaves three of six.
func tooFewSign(of heights) lie {
	return commit(of, func(signed *types.SignedHeader) {
		left := 3
		for i := range signed.Commit.Signatures {
			if left == 0 || !isForBlock(signed.Commit.Signatures[i]) {
				signed.Commit.Signatures[i] = types.NewCommitSigAbsent()
				continue
			}
			left--
		}
	})
}

// validators changes the sets of some heights.
func validators(of heights, change func(*ctypes.ResultValidators)) lie {
	return func(_ *testing.T, liar *front.Front) {
		liar.Validators = func(_ front.Request, answer *ctypes.ResultValidators) {
			if of(answer.BlockHeight) {
				change(answer)
			}
		}
	}
}

func anotherOrder(of heights) lie {
	return validators(of, func(answer *ctypes.ResultValidators) { slices.Reverse(answer.Validators) })
}

// otherPriorities are in no hash: whose turn it is comes from them.
func otherPriorities(of heights) lie {
	return validators(of, func(answer *ctypes.ResultValidators) {
		for _, validator := range answer.Validators {
			validator.ProposerPriority = -validator.ProposerPriority
		}
	})
}

func oneTooMany(of heights) lie {
	return validators(of, func(answer *ctypes.ResultValidators) { answer.Total++ })
}

func morePower(of heights) lie {
	return validators(of, func(answer *ctypes.ResultValidators) { answer.Validators[0].VotingPower++ })
}

// earlier asks for another height than some.
func earlier(method string, of heights, by int64) lie {
	return func(_ *testing.T, liar *front.Front) {
		liar.Ask = func(request *front.Request) {
			if request.Method == method && of(request.Height) {
				request.Height -= by
			}
		}
	}
}

// elsewhere asks another node for some heights, whatever is asked.
func elsewhere(name string, of heights) lie {
	return sometimes(name, of, func(int) bool { return true })
}

func first(times int) bool { return times == 0 }
func later(times int) bool { return times > 0 }

// sometimes asks another node for some heights, depending on how often the same was asked before.
func sometimes(name string, of heights, when func(times int) bool) lie {
	return func(t *testing.T, liar *front.Front) {
		url := at(t, name)
		liar.Ask = func(request *front.Request) {
			if of(request.Height) && when(request.Times) {
				request.Node = url
			}
		}
	}
}

// laggard is behind, and catches up a while after it was asked first.
func laggard(t *testing.T, liar *front.Front) {
	url := at(t, "behind")
	since := sync.OnceValue(time.Now)
	liar.Ask = func(request *front.Request) {
		if time.Since(since()) < time.Second {
			request.Node = url
		}
	}
}

// forwardHeight is where the forged block stands, at the time of the head.
const forwardHeight = 300

// forwardLunatic has a head that the chain never had, signed by the validators of its head.
func forwardLunatic(t *testing.T, liar *front.Front) {
	n := followed()
	honest := lightBlock(t, "chain", head)
	var signers []int
	numbers := n.Numbers()
	for _, validator := range honest.ValidatorSet.Validators {
		signers = append(signers, numbers[string(validator.Address)])
	}
	forged, err := attack.Forge(n, network.Attack{
		Name:    "far above the head",
		Kind:    network.ForwardLunatic,
		Height:  forwardHeight,
		Forge:   func(header *types.Header) { header.AppHash = nowhere },
		Signers: signers,
	}, honest)
	if err != nil {
		t.Fatal(err)
	}
	is := func(height int64) bool { return height == 0 || height == forwardHeight }
	liar.Ask = func(request *front.Request) {
		if is(request.Height) {
			request.Height = head
		}
	}
	liar.Commit = func(request front.Request, answer *ctypes.ResultCommit) {
		if is(request.Height) {
			answer.SignedHeader = *forged.SignedHeader
		}
	}
	liar.Validators = func(request front.Request, answer *ctypes.ResultValidators) {
		if is(request.Height) {
			answer.BlockHeight = forwardHeight
		}
	}
	liar.Status = func(_ front.Request, answer *ctypes.ResultStatus) {
		answer.SyncInfo.LatestBlockHeight = forwardHeight
		answer.SyncInfo.LatestBlockHash = forged.Hash()
		answer.SyncInfo.LatestAppHash = nowhere
	}
}
