package cometbft_test

import (
	"encoding/binary"

	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/stored"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/testchain"
)

// trust makes a state of the bytes of a signed header, as the judge does, who trusts any. The set
// has only to be one: faith compares the header's hash alone. Of a header without a hash a state is
// made as it would have been stored.
func trust(
	signed, set []byte, decoded *types.SignedHeader,
) (state parhelion.TrustedState, err error) {
	var hash [32]byte
	if decoded != nil {
		copy(hash[:], decoded.Hash())
	}
	state, err = parhelion.TrustOnFaith(joined(signed, set), hash)
	if decoded != nil && decoded.Hash() == nil && class(err) == "invalid" {
		return stored.State(decoded.Header, decoded.NextValidatorsHash, decoded.LastBlockID.Hash)
	}
	return state, err
}

// joined is a LightBlock message of two parts, which may be malformed.
func joined(signed, set []byte) []byte {
	out := binary.AppendUvarint([]byte{1<<3 | 2}, uint64(len(signed)))
	out = append(out, signed...)
	out = binary.AppendUvarint(append(out, 2<<3|2), uint64(len(set)))
	return append(out, set...)
}

// anySet is the message of a set of one.
func anySet() []byte {
	set, err := cometbft.MarshalValidatorSet(testchain.NewSet(0, 1, testchain.Equal).ValidatorSet)
	if err != nil {
		panic(err)
	}
	return set
}
