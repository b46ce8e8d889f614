package cometbft

import (
	"errors"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
)

// MarshalDuplicateVote writes a DuplicateVoteEvidence message.
func MarshalDuplicateVote(evidence *types.DuplicateVoteEvidence) ([]byte, error) {
	if evidence == nil || evidence.VoteA == nil || evidence.VoteB == nil {
		return nil, errors.New("evidence of a double vote lacks a vote")
	}
	return evidence.ToProto().Marshal()
}

// MarshalLightClientAttack writes a LightClientAttackEvidence message.
func MarshalLightClientAttack(evidence *types.LightClientAttackEvidence) ([]byte, error) {
	if evidence == nil || evidence.ConflictingBlock == nil {
		return nil, errors.New("evidence of an attack lacks the block")
	}
	message, err := evidence.ToProto()
	if err != nil {
		return nil, err
	}
	return message.Marshal()
}

// VerifyDuplicateVote verifies two votes that contradict each other, as a full node does:
// evidence.VerifyDuplicateVote, after ValidateBasic.
func VerifyDuplicateVote(
	chainID string, validators *types.ValidatorSet, evidence *types.DuplicateVoteEvidence,
) (parhelion.FaultProof, error) {
	set, err := MarshalValidatorSet(validators)
	if err != nil {
		return parhelion.FaultProof{}, err
	}
	message, err := MarshalDuplicateVote(evidence)
	if err != nil {
		return parhelion.FaultProof{}, err
	}
	return parhelion.VerifyDuplicateVote(chainID, set, message)
}

// VerifyDuplicateVoteByKey verifies two votes of one key that contradict each other, as a provider
// chain does of a consumer's.
func VerifyDuplicateVoteByKey(
	chainID string, key crypto.PubKey, evidence *types.DuplicateVoteEvidence,
) (parhelion.FaultProof, error) {
	publicKey, err := MarshalPublicKey(key)
	if err != nil {
		return parhelion.FaultProof{}, err
	}
	message, err := MarshalDuplicateVote(evidence)
	if err != nil {
		return parhelion.FaultProof{}, err
	}
	return parhelion.VerifyDuplicateVoteByKey(chainID, publicKey, message)
}

// VerifyLightClientAttack verifies evidence of an attack on light clients, as a full node does, and
// tells who is guilty: evidence.VerifyLightClientAttack, after ValidateBasic. The headers and the
// set are the caller's to vouch for.
func VerifyLightClientAttack(
	verifier *parhelion.Verifier, common *types.SignedHeader, commonValidators *types.ValidatorSet,
	trusted *types.SignedHeader, evidence *types.LightClientAttackEvidence,
) (parhelion.Attack, error) {
	var messages [4][]byte
	var errs [4]error
	messages[0], errs[0] = MarshalSignedHeader(common)
	messages[1], errs[1] = MarshalValidatorSet(commonValidators)
	messages[2], errs[2] = MarshalSignedHeader(trusted)
	messages[3], errs[3] = MarshalLightClientAttack(evidence)
	if err := errors.Join(errs[:]...); err != nil {
		return parhelion.Attack{}, err
	}
	return verifier.VerifyLightClientAttack(messages[0], messages[1], messages[2], messages[3])
}
