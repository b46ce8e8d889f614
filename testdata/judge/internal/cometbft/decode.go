package cometbft

import (
	"fmt"

	"github.com/cometbft/cometbft/types"

	"judge/internal/verdict"
)

func signedHeader(name string, data []byte) (*types.SignedHeader, error) {
	signed, err := verdict.Decode(name, data, types.SignedHeaderFromProto)
	if err != nil {
		return nil, err
	}
	return signed, complete(name, signed)
}

func lightBlock(name string, data []byte) (*types.LightBlock, error) {
	block, err := verdict.Decode(name, data, types.LightBlockFromProto)
	if err != nil {
		return nil, err
	}
	if err := complete(name, block.SignedHeader); err != nil {
		return nil, err
	}
	if block.ValidatorSet == nil {
		return nil, fmt.Errorf("%s: validator set is missing", name)
	}
	return block, nil
}

// complete refuses parts that the functions of package light take for granted.
func complete(name string, signed *types.SignedHeader) error {
	if signed == nil || signed.Header == nil || signed.Commit == nil {
		return fmt.Errorf("%s: header or commit is missing", name)
	}
	return nil
}
