package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/light"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	jsonrpc "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	"github.com/cometbft/cometbft/types"
)

const (
	trustingPeriod = 14 * 24 * time.Hour
	clockDrift     = 10 * time.Second
	blockTime      = 6 * time.Second
	skipped        = 10 // heights of a skipping step
)

// prepare returns the work to be timed. It fails where the verdict is not the expected one: so many
// headers are verified, and where that is not all, the next has a wrong signature.
func prepare(work string, parts [][]byte, verified int) (func() error, error) {
	switch work {
	case "adjacent":
		return steps(parts, 1, verified)
	case "skipping":
		return steps(parts, skipped, verified)
	case "commit":
		return commit(parts[0], verified)
	case "decode":
		return func() error { _, err := decode(parts[0]); return err }, nil
	case "duplicate-vote":
		return duplicateVote(parts, verified)
	case "attack":
		return attack(parts, verified)
	case "decode-duplicate-vote":
		return func() error { _, err := decodeDuplicateVote(parts[0]); return err }, nil
	case "decode-attack":
		return func() error { _, err := decodeAttack(parts[0]); return err }, nil
	case "decode-json":
		return func() error { return decodeJSON(parts[0], parts[1:]) }, nil
	}
	return nil, fmt.Errorf("no work: %s", work)
}

// steps verifies blocks one after the other, each from its bytes; the first, from the header so many
// heights below it.
func steps(parts [][]byte, heights int64, verified int) (func() error, error) {
	first, err := decode(parts[0])
	if err != nil {
		return nil, err
	}
	trusted := below(first, heights)
	last, err := decode(parts[len(parts)-1])
	if err != nil {
		return nil, err
	}
	now := last.Time.Add(3 * time.Second)
	return func() error {
		count, err := follow(trusted, parts, now)
		return expect(count, err, len(parts), verified)
	}, nil
}

func follow(trusted *types.LightBlock, parts [][]byte, now time.Time) (int, error) {
	for count, part := range parts {
		block, err := decode(part)
		if err != nil {
			return count, err
		}
		err = light.Verify(trusted.SignedHeader, trusted.ValidatorSet, block.SignedHeader,
			block.ValidatorSet, trustingPeriod, now, clockDrift, light.DefaultTrustLevel)
		if err != nil {
			return count, err
		}
		trusted = block
	}
	return len(parts), nil
}

// commit checks all signatures of a decoded block.
func commit(part []byte, verified int) (func() error, error) {
	block, err := decode(part)
	if err != nil {
		return nil, err
	}
	return func() error {
		err := block.ValidatorSet.VerifyCommit(
			block.ChainID, block.Commit.BlockID, block.Height, block.Commit)
		count := 1
		if err != nil {
			count = 0
		}
		return expect(count, err, 1, verified)
	}, nil
}

func expect(count int, err error, all, verified int) error {
	right := count == verified && (err == nil) == (verified == all) &&
		(err == nil || strings.Contains(err.Error(), "wrong signature"))
	if right {
		return nil
	}
	return fmt.Errorf("%d headers were verified, not %d: %w", count, verified, err)
}

func decode(part []byte) (*types.LightBlock, error) {
	var message cmtproto.LightBlock
	if err := message.Unmarshal(part); err != nil {
		return nil, err
	}
	return types.LightBlockFromProto(&message)
}

// below is a block of the same validators, so many heights lower.
func below(block *types.LightBlock, heights int64) *types.LightBlock {
	header := *block.Header
	header.Height -= heights
	header.Time = header.Time.Add(-time.Duration(heights) * blockTime)
	return &types.LightBlock{
		SignedHeader: &types.SignedHeader{Header: &header, Commit: block.Commit},
		ValidatorSet: block.ValidatorSet,
	}
}

// decodeJSON reads an answer of /commit and the pages of /validators.
func decodeJSON(commit []byte, pages [][]byte) error {
	var signed coretypes.ResultCommit
	if err := result(commit, &signed); err != nil {
		return err
	}
	var validators []*types.Validator
	for _, text := range pages {
		var page coretypes.ResultValidators
		if err := result(text, &page); err != nil {
			return err
		}
		validators = append(validators, page.Validators...)
	}
	_, err := types.ValidatorSetFromExistingValidators(validators)
	return err
}

func result(text []byte, into any) error {
	var response jsonrpc.RPCResponse
	if err := json.Unmarshal(text, &response); err != nil {
		return err
	}
	return cmtjson.Unmarshal(response.Result, into)
}
