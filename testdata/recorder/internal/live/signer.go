package live

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/p2p"
	cmtcons "github.com/cometbft/cometbft/proto/tendermint/consensus"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/node"
)

// A vote is said this often: a peer that is still at the height before does not listen.
const (
	times   = 3
	between = 50 * time.Millisecond
)

// signer signs what its node asks for and, as planned, one vote more. It hands what it signs to all
// peers itself: consensus does not send a vote to a peer that has another of the same validator, so
// that who sees both would be left to chance.
type signer struct {
	types.MockPV
	plan  []network.DoubleVote
	peers []p2p.ID
	node  atomic.Pointer[node.Node]
}

func newSigner(n *network.Network, validator int) *signer {
	signer := &signer{
		MockPV: n.Signer(validator),
		plan: slices.DeleteFunc(slices.Clone(n.DoubleVotes), func(double network.DoubleVote) bool {
			return double.Validator != validator
		}),
	}
	for number := range n.Running {
		signer.peers = append(signer.peers, node.Identity(n, number).ID())
	}
	return signer
}

// SignVote is called by one goroutine, that of consensus.
func (s *signer) SignVote(chainID string, vote *cmtproto.Vote) error {
	if err := s.MockPV.SignVote(chainID, vote); err != nil {
		return err
	}
	said := []cmtproto.Vote{*vote}
	if second := s.second(vote); second != nil {
		if err := s.MockPV.SignVote(chainID, second); err != nil {
			return err
		}
		said = append(said, *second)
	}
	for i := range said {
		// Extensions are not enabled: consensus drops the signature of this one, too.
		said[i].ExtensionSignature = nil
	}
	go s.say(said)
	return nil
}

// second is the vote that is planned beside this one, which is for a block, or nil.
func (s *signer) second(vote *cmtproto.Vote) *cmtproto.Vote {
	if types.ProtoBlockIDIsNil(&vote.BlockID) {
		return nil
	}
	at := slices.IndexFunc(s.plan, func(double network.DoubleVote) bool {
		return double.Height <= vote.Height && double.Type == vote.Type
	})
	if at < 0 {
		return nil
	}
	second := *vote
	id := s.plan[at].BlockID()
	second.BlockID = id.ToProto()
	s.plan = slices.Delete(s.plan, at, at+1)
	return &second
}

func (s *signer) say(votes []cmtproto.Vote) {
	own := s.node.Load()
	if own == nil {
		return
	}
	for range times {
		for _, id := range s.peers {
			// The node itself is none of its peers.
			peer := own.Switch().Peers().Get(id)
			if peer == nil {
				continue
			}
			for i := range votes {
				peer.TrySend(p2p.Envelope{
					ChannelID: consensus.VoteChannel,
					Message:   &cmtcons.Vote{Vote: &votes[i]},
				})
			}
		}
		time.Sleep(between)
	}
}
