// Package testchain makes chains with CometBFT's own code, for tests and benchmarks.
package testchain

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"
)

// ChainID is that of all chains of this package.
const ChainID = "testchain-1"

// BlockTime is what lies between two blocks.
const BlockTime = 6 * time.Second

// Genesis is the time of height 0, of which there is no block.
var Genesis = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Powers are those of a set.
type Powers func(place int) int64

// Equal powers: more than 2/3 needs more than 2/3 of the signatures.
func Equal(int) int64 { return 1_000_000 }

// Hub is in proportion to 1/(i+5)^1.2: of a shape like that of the Cosmos Hub, not its data.
func Hub(place int) int64 { return int64(1e9 / math.Pow(float64(place)+5, 1.2)) }

// Set is a validator set with the keys of all.
type Set struct {
	*types.ValidatorSet
	keys map[string]crypto.PrivKey
}

// NewSet makes a set of the validators with the numbers from first on.
func NewSet(first, count int, powers Powers) Set {
	set := Set{keys: map[string]crypto.PrivKey{}}
	validators := make([]*types.Validator, count)
	for i := range validators {
		key := ed25519.GenPrivKeyFromSecret(binary.BigEndian.AppendUint64(nil, uint64(first+i)))
		validators[i] = types.NewValidator(key.PubKey(), powers(i))
		set.keys[string(validators[i].Address)] = key
	}
	set.ValidatorSet = types.NewValidatorSet(validators)
	return set
}

// Chain makes blocks from height 1 on: sets[i] signs the block at height i+1, and the last is
// also the one that follows.
func Chain(sets ...Set) []*types.LightBlock {
	return chain(1, sets)
}

// Steady is a chain whose validators do not change, of blocks so many heights apart.
func Steady(set Set, blocks int, heights int64) []*types.LightBlock {
	sets := make([]Set, blocks)
	for i := range sets {
		sets[i] = set
	}
	return chain(heights, sets)
}

func chain(heights int64, sets []Set) []*types.LightBlock {
	blocks := make([]*types.LightBlock, len(sets))
	last := blockID(hash("genesis"))
	for i, set := range sets {
		next := sets[min(i+1, len(sets)-1)]
		header := header(1+int64(i)*heights, last, set, next)
		last = blockID(header.Hash())
		blocks[i] = &types.LightBlock{
			SignedHeader: &types.SignedHeader{Header: header, Commit: set.Sign(header, last)},
			ValidatorSet: set.Copy(),
		}
	}
	return blocks
}

// Sign makes the commit in which all sign the header. Each validator has its own clock.
func (s Set) Sign(header *types.Header, id types.BlockID) *types.Commit {
	commit := &types.Commit{Height: header.Height, BlockID: id}
	for i, validator := range s.Validators {
		vote := &types.Vote{
			Type: cmtproto.PrecommitType, Height: header.Height, BlockID: id,
			Timestamp:        header.Time.Add(time.Second + time.Duration(i)*time.Millisecond),
			ValidatorAddress: validator.Address, ValidatorIndex: int32(i),
		}
		var err error
		message := types.VoteSignBytes(header.ChainID, vote.ToProto())
		if vote.Signature, err = s.keys[string(validator.Address)].Sign(message); err != nil {
			panic(err)
		}
		commit.Signatures = append(commit.Signatures, vote.CommitSig())
	}
	return commit
}

func header(height int64, last types.BlockID, set, next Set) *types.Header {
	return &types.Header{
		Version: cmtversion.Consensus{Block: version.BlockProtocol},
		ChainID: ChainID, Height: height,
		Time:        Genesis.Add(time.Duration(height) * BlockTime),
		LastBlockID: last, LastCommitHash: hash("last commit"), DataHash: hash("data"),
		ValidatorsHash: set.Hash(), NextValidatorsHash: next.Hash(),
		ConsensusHash: hash("consensus"), AppHash: hash("app"),
		LastResultsHash: hash("results"), EvidenceHash: hash("evidence"),
		ProposerAddress: set.Proposer.Address,
	}
}

func blockID(of []byte) types.BlockID {
	return types.BlockID{Hash: of, PartSetHeader: types.PartSetHeader{Total: 1, Hash: hash("parts")}}
}

func hash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}
