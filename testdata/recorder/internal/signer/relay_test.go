package signer

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/cometbft/cometbft/crypto"
	cmtprivval "github.com/cometbft/cometbft/proto/tendermint/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// largest is more than any message here has.
const largest = 1 << 16

// relay stands between a signer and its node, and keeps what the signer lets out.
type relay struct {
	// signer is where the signer comes to, node where the node listens.
	signer, node string
	listener     net.Listener

	lock    sync.Mutex
	answers []exchange
}

// exchange is a question and its answer.
type exchange struct{ asked, answered cmtprivval.Message }

func newRelay(t *testing.T) *relay {
	t.Helper()
	r := &relay{signer: socket(t, "signer"), node: socket(t, "node")}
	listener, err := net.Listen("unix", r.signer)
	if err != nil {
		t.Fatal(err)
	}
	r.listener = listener
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			signer, err := listener.Accept()
			if err != nil {
				return
			}
			go r.pass(signer)
		}
	}()
	return r
}

// pass hands questions and answers over until either side goes. Then the other learns of it.
func (r *relay) pass(signer net.Conn) {
	defer signer.Close()
	node, err := net.Dial("unix", r.node)
	if err != nil {
		// The node does not listen yet: the signer comes again.
		return
	}
	defer node.Close()
	fromNode, fromSigner := bufio.NewReader(node), bufio.NewReader(signer)
	for {
		asked, err := frame(fromNode)
		if err != nil {
			return
		}
		if _, err := signer.Write(asked.bytes); err != nil {
			return
		}
		answered, err := frame(fromSigner)
		if err != nil {
			return
		}
		r.lock.Lock()
		r.answers = append(r.answers, exchange{asked.message, answered.message})
		r.lock.Unlock()
		if _, err := node.Write(answered.bytes); err != nil {
			return
		}
	}
}

// framed is a message, and all of its frame.
type framed struct {
	message cmtprivval.Message
	bytes   []byte
}

func frame(from *bufio.Reader) (framed, error) {
	length, err := binary.ReadUvarint(from)
	if err != nil {
		return framed{}, err
	}
	if length > largest {
		return framed{}, io.ErrShortBuffer
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(from, body); err != nil {
		return framed{}, err
	}
	read := framed{bytes: append(binary.AppendUvarint(nil, length), body...)}
	return read, read.message.Unmarshal(body)
}

// exchanges is what was asked and answered until now.
func (r *relay) exchanges() []exchange {
	r.lock.Lock()
	defer r.lock.Unlock()
	return append([]exchange(nil), r.answers...)
}

// place is where a key signs once.
type place struct {
	height int64
	round  int32
	step   cmtproto.SignedMsgType
}

// released is what a signer signed, by place.
type released struct {
	blocks map[place]string
	// signed and refused are how many there were, repeated ones, too.
	signed, refused int
	codes           map[int32]int
}

// audit holds all that came through the relays to be signed by the key, each once, as the node needs it.
func audit(t *testing.T, key crypto.PubKey, chainID string, relays ...*relay) released {
	t.Helper()
	all := released{blocks: make(map[place]string), codes: make(map[int32]int)}
	for _, r := range relays {
		for _, one := range r.exchanges() {
			if asked := one.asked.GetSignVoteRequest(); asked != nil {
				all.vote(t, key, chainID, *asked.Vote, one.answered.GetSignedVoteResponse())
			}
			if asked := one.asked.GetSignProposalRequest(); asked != nil {
				all.proposal(t, key, chainID, *asked.Proposal, one.answered.GetSignedProposalResponse())
			}
		}
	}
	return all
}

func (all *released) vote(
	t *testing.T, key crypto.PubKey, chainID string, vote cmtproto.Vote, answer *cmtprivval.SignedVoteResponse,
) {
	t.Helper()
	if answer.Error != nil {
		all.refuse(answer.Error)
		return
	}
	vote.Timestamp = answer.Vote.Timestamp
	if !key.VerifySignature(types.VoteSignBytes(chainID, &vote), answer.Vote.Signature) {
		t.Errorf("a signature of something else than %v", vote)
	}
	extended := vote.Type == cmtproto.PrecommitType && !types.ProtoBlockIDIsNil(&vote.BlockID)
	if extended && !key.VerifySignature(
		types.VoteExtensionSignBytes(chainID, &vote), answer.Vote.ExtensionSignature,
	) {
		t.Errorf("no signature of the extension of %v", vote)
	}
	if !extended && len(answer.Vote.ExtensionSignature) > 0 {
		t.Errorf("an extension is signed of %v", vote)
	}
	all.sign(t, place{vote.Height, vote.Round, vote.Type}, vote.BlockID.String())
}

func (all *released) proposal(
	t *testing.T, key crypto.PubKey, chainID string, proposal cmtproto.Proposal,
	answer *cmtprivval.SignedProposalResponse,
) {
	t.Helper()
	if answer.Error != nil {
		all.refuse(answer.Error)
		return
	}
	if !key.VerifySignature(types.ProposalSignBytes(chainID, &proposal), answer.Proposal.Signature) {
		t.Errorf("a signature of something else than %v", proposal)
	}
	at := place{proposal.Height, proposal.Round, cmtproto.ProposalType}
	all.sign(t, at, proposal.BlockID.String())
}

func (all *released) sign(t *testing.T, at place, block string) {
	t.Helper()
	all.signed++
	if before, ok := all.blocks[at]; ok && before != block {
		t.Errorf("a double sign at %v: %s and %s", at, before, block)
	}
	all.blocks[at] = block
}

func (all *released) refuse(with *cmtprivval.RemoteSignerError) {
	all.refused++
	all.codes[with.Code]++
}
