package casefile

import (
	"errors"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// decode reads a message, and makes of it what CometBFT makes of it, with all its basic rules.
func decode[M, V any, P interface {
	*M
	Unmarshal([]byte) error
}](data []byte, from func(*M) (V, error)) (V, error) {
	message := new(M)
	if err := P(message).Unmarshal(data); err != nil {
		return *new(V), err
	}
	return from(message)
}

// SignedHeader decodes one that has both parts.
func SignedHeader(data []byte) (*types.SignedHeader, error) {
	signed, err := decode(data, types.SignedHeaderFromProto)
	if err == nil && (signed.Header == nil || signed.Commit == nil) {
		err = errors.New("the header or the commit is missing")
	}
	return signed, err
}

// LightBlock decodes one that has all parts.
func LightBlock(data []byte) (*types.LightBlock, error) {
	block, err := decode(data, types.LightBlockFromProto)
	if err == nil && (block.SignedHeader == nil || block.Header == nil || block.Commit == nil ||
		block.ValidatorSet == nil) {
		err = errors.New("a part of the block is missing")
	}
	return block, err
}

// ValidatorSet decodes a set.
func ValidatorSet(data []byte) (*types.ValidatorSet, error) {
	return decode(data, types.ValidatorSetFromProto)
}

// Commit decodes a commit.
func Commit(data []byte) (*types.Commit, error) {
	return decode(data, types.CommitFromProto)
}

// BlockID decodes a block id.
func BlockID(data []byte) (*types.BlockID, error) {
	return decode(data, types.BlockIDFromProto)
}

// DuplicateVote decodes evidence of a double vote.
func DuplicateVote(data []byte) (*types.DuplicateVoteEvidence, error) {
	return decode[cmtproto.DuplicateVoteEvidence](data, types.DuplicateVoteEvidenceFromProto)
}

// LightClientAttack decodes evidence of an attack.
func LightClientAttack(data []byte) (*types.LightClientAttackEvidence, error) {
	return decode(data, types.LightClientAttackEvidenceFromProto)
}
