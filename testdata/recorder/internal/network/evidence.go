package network

import (
	"github.com/cometbft/cometbft/crypto/tmhash"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// DoubleVote is a validator's second vote in one step of a round. Its first is for the block.
type DoubleVote struct {
	// Height is, in a live network, the lowest: the validator waits until it votes for a block.
	Height    int64
	Validator int
	Type      cmtproto.SignedMsgType
	// Second is ForNil or ForOther.
	Second Vote
}

// BlockID is what the second vote is for.
func (double DoubleVote) BlockID() types.BlockID {
	if double.Second == ForNil {
		return types.BlockID{}
	}
	return types.BlockID{
		Hash:          tmhash.Sum([]byte("a block that never was")),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: tmhash.Sum([]byte("its parts"))},
	}
}

// Kind is what an attack on light clients is called.
type Kind string

const (
	Lunatic        Kind = "lunatic"
	ForwardLunatic Kind = "forward lunatic"
	Equivocation   Kind = "equivocation"
	Amnesia        Kind = "amnesia"
)

// Attack is a block that is shown to a light client and to nobody else.
type Attack struct {
	Name string
	Kind Kind
	// Trusted is the height at which the client stands, Height the one that it asks for.
	Trusted, Height int64
	// Reported is the block of the chain after which the client finds out.
	Reported int64

	// Forge changes the header of the chain's block at this height or, beyond its head, of the head.
	Forge func(*types.Header)
	// Later is how many rounds after the chain's block the forged one is signed.
	Later int32
	// Set is the power of each validator of a set that the attackers made up; empty: the chain's set.
	Set map[int]int64
	// Signers sign the forged block, NilVoters sign nil beside them.
	Signers, NilVoters []int
}
