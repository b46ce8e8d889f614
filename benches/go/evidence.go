package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/cometbft/cometbft/evidence"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// duplicateVote judges evidence from its bytes, by the decoded block of its height.
func duplicateVote(parts [][]byte, verified int) (func() error, error) {
	block, err := decode(parts[1])
	if err != nil {
		return nil, err
	}
	return judged(verified, func() error {
		found, err := decodeDuplicateVote(parts[0])
		if err != nil {
			return err
		}
		return evidence.VerifyDuplicateVote(found, block.ChainID, block.ValidatorSet)
	}), nil
}

// attack judges evidence from its bytes, by the decoded blocks of the common and of its own height.
func attack(parts [][]byte, verified int) (func() error, error) {
	common, err := decode(parts[1])
	if err != nil {
		return nil, err
	}
	trusted, err := decode(parts[2])
	if err != nil {
		return nil, err
	}
	return judged(verified, func() error {
		found, err := decodeAttack(parts[0])
		if err != nil {
			return err
		}
		// Neither the time nor the period is looked at.
		return evidence.VerifyLightClientAttack(found, common.SignedHeader, trusted.SignedHeader,
			common.ValidatorSet, time.Time{}, 0)
	}), nil
}

// judged fails where the verdict is not the expected one: 1 where evidence is right, 0 where one of
// its signatures is wrong.
func judged(verified int, judge func() error) func() error {
	return func() error {
		err := judge()
		right := verified == 1 && err == nil ||
			verified == 0 && err != nil && strings.Contains(err.Error(), "signature")
		if right {
			return nil
		}
		return fmt.Errorf("the verdict should be %d: %w", verified, err)
	}
}

func decodeDuplicateVote(part []byte) (*types.DuplicateVoteEvidence, error) {
	var message cmtproto.DuplicateVoteEvidence
	if err := message.Unmarshal(part); err != nil {
		return nil, err
	}
	return types.DuplicateVoteEvidenceFromProto(&message)
}

func decodeAttack(part []byte) (*types.LightClientAttackEvidence, error) {
	var message cmtproto.LightClientAttackEvidence
	if err := message.Unmarshal(part); err != nil {
		return nil, err
	}
	return types.LightClientAttackEvidenceFromProto(&message)
}
