// Package stored makes trusted states by hand, as parhelion stores them.
package stored

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
)

// Where the parts of a stored trusted state stand: core/src/light/trusted.rs has the table.
const (
	bitNext = 1
	bitLast = 4

	atVersion  = 4
	atBits     = 6
	atHeight   = 8
	atSeconds  = 16
	atNanos    = 24
	atChainLen = 28
	atNext     = 32
	atLast     = 96
	atChainID  = 192
	atChecksum = 248

	maxChainID = 50
)

// State is the trusted state of a header that the caller trusts: next is the hash of the set by
// which the next block is verified, last that of the block before.
//
// Such a state is made by hand, as it would have been stored, because CometBFT's functions trust
// headers of which there is neither a set nor a hash to vouch for. The core reads it as strictly as
// any other.
func State(header *types.Header, next, last []byte) (state parhelion.TrustedState, err error) {
	if len(header.ChainID) > maxChainID {
		return state, errors.New("the trusted header's chain id is too long")
	}
	bytes := state[:]
	copy(bytes, "PHTS")
	order := binary.LittleEndian
	order.PutUint16(bytes[atVersion:], 1)
	order.PutUint64(bytes[atHeight:], uint64(header.Height))
	order.PutUint64(bytes[atSeconds:], uint64(header.Time.Unix()))
	order.PutUint32(bytes[atNanos:], uint32(header.Time.Nanosecond()))
	bytes[atChainLen] = byte(len(header.ChainID))
	copy(bytes[atChainID:], header.ChainID)
	hasNext, err := putHash(bytes[atNext:], bitNext, next)
	if err != nil {
		return state, err
	}
	hasLast, err := putHash(bytes[atLast:], bitLast, last)
	if err != nil {
		return state, err
	}
	order.PutUint16(bytes[atBits:], hasNext|hasLast)
	sum := sha256.Sum256(bytes[:atChecksum])
	copy(bytes[atChecksum:], sum[:])
	return state, nil
}

// putHash tells the bit of a hash that is there.
func putHash(at []byte, bit uint16, hash []byte) (uint16, error) {
	switch len(hash) {
	case 0:
		return 0, nil
	case sha256.Size:
		copy(at, hash)
		return bit, nil
	}
	return 0, fmt.Errorf("a hash of the trusted header has %d bytes", len(hash))
}
