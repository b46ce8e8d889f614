package cases

import (
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/record"
)

// signed is how many votes of a commit are asked for their sign bytes.
const signed = 3

type encoded struct {
	message string
	bytes   []byte
}

// bytes asks for hashes, for what is signed, and whether a message is sound.
func (a *asker) bytes() error {
	for _, i := range a.samples() {
		block := a.Blocks[i]
		messages, err := parts(block)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if m.message != "signed_header" && m.message != "light_block" {
				a.ask(Case{Kind: "hash", Message: m.message, Bytes: m.bytes, Note: "as recorded"})
			}
			if a.Network.Cases == network.EveryCase {
				a.sound(m)
			}
		}
		if err := a.votes(block); err != nil {
			return err
		}
		if err := a.proposal(block); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) sound(m encoded) {
	asked := Case{Kind: "basic", Message: m.message, Bytes: m.bytes, Note: "as recorded"}
	if m.message != "signed_header" && m.message != "light_block" {
		a.ask(asked)
		return
	}
	asked.ChainID = a.Network.ChainID
	a.ask(asked)
	asked.ChainID = otherChain(asked.ChainID)
	asked.Note = "another chain"
	a.ask(asked)
}

func parts(block record.Block) ([]encoded, error) {
	header, err := block.Header.ToProto().Marshal()
	if err != nil {
		return nil, err
	}
	commit, err := block.Commit.ToProto().Marshal()
	if err != nil {
		return nil, err
	}
	set, err := wire(block.ValidatorSet)
	if err != nil {
		return nil, err
	}
	signedHeader, err := block.SignedHeader.ToProto().Marshal()
	if err != nil {
		return nil, err
	}
	whole, err := wire(block.LightBlock)
	return []encoded{
		{"header", header},
		{"commit", commit},
		{"validator_set", set},
		{"signed_header", signedHeader},
		{"light_block", whole},
	}, err
}

// votes takes the first few of a commit, and those that are nil.
func (a *asker) votes(block record.Block) error {
	left := signed
	for i, entry := range block.Commit.Signatures {
		if entry.BlockIDFlag == types.BlockIDFlagAbsent {
			continue
		}
		if left--; left < 0 && entry.BlockIDFlag != types.BlockIDFlagNil {
			continue
		}
		vote, err := block.Commit.GetVote(int32(i)).ToProto().Marshal()
		if err != nil {
			return err
		}
		a.signBytes(encoded{"vote", vote})
	}
	return nil
}

func (a *asker) proposal(block record.Block) error {
	proposal := cmtproto.Proposal{
		Type:      cmtproto.ProposalType,
		Height:    block.Height,
		Round:     block.Commit.Round,
		PolRound:  block.Commit.Round - 1,
		BlockID:   block.Commit.BlockID.ToProto(),
		Timestamp: block.Time,
	}
	message, err := proposal.Marshal()
	if err != nil {
		return err
	}
	a.signBytes(encoded{"proposal", message})
	return nil
}

func (a *asker) signBytes(m encoded) {
	a.ask(Case{
		Kind:    "sign_bytes",
		Message: m.message,
		ChainID: a.Network.ChainID,
		Bytes:   m.bytes,
		Note:    "what a validator signs",
	})
}
