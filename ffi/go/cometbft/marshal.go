package cometbft

import (
	"errors"
	"fmt"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
	"github.com/cometbft/cometbft/types"
)

// The functions of this file write what ToProto().Marshal() of CometBFT writes, byte by byte. The
// two long lists, entries and validators, are written without the messages in between: those cost
// an allocation an entry, and more time than the rest of a conversion.

// MarshalLightBlock writes a LightBlock message.
//
// An error says that there is no such message: a part is missing, a key is of a type that CometBFT
// does not encode, or a time is outside the years 1 to 9999.
func MarshalLightBlock(block *types.LightBlock) ([]byte, error) {
	if block == nil {
		return nil, errors.New("no light block")
	}
	return MarshalParts(block.SignedHeader, block.ValidatorSet)
}

// MarshalParts writes a LightBlock message of a signed header and the set that stands by it.
func MarshalParts(signed *types.SignedHeader, validators *types.ValidatorSet) ([]byte, error) {
	w := writer{out: make([]byte, 0, sizeOfBlock(signed, validators))}
	w.message(1, func() { w.signedHeader(signed) })
	w.message(2, func() { w.validatorSet(validators) })
	return w.out, w.err
}

// MarshalSignedHeader writes a SignedHeader message; for errors see [MarshalLightBlock].
func MarshalSignedHeader(signed *types.SignedHeader) ([]byte, error) {
	w := writer{out: make([]byte, 0, sizeOfBlock(signed, nil))}
	w.signedHeader(signed)
	return w.out, w.err
}

// MarshalCommit writes a Commit message; for errors see [MarshalLightBlock].
func MarshalCommit(commit *types.Commit) ([]byte, error) {
	w := writer{}
	w.commit(commit)
	return w.out, w.err
}

// MarshalBlockID writes a BlockID message.
func MarshalBlockID(id types.BlockID) []byte {
	w := writer{}
	w.blockID(id)
	return w.out
}

// MarshalValidatorSet writes a ValidatorSet message; for errors see [MarshalLightBlock]. A set
// without a proposer is given one, as CometBFT's own functions do.
func MarshalValidatorSet(validators *types.ValidatorSet) ([]byte, error) {
	w := writer{out: make([]byte, 0, sizeOfBlock(nil, validators))}
	w.validatorSet(validators)
	return w.out, w.err
}

// MarshalPublicKey writes a PublicKey message, as parhelion's by-key functions take it.
func MarshalPublicKey(key crypto.PubKey) ([]byte, error) {
	message, err := cryptoenc.PubKeyToProto(key)
	if err != nil {
		return nil, err
	}
	return message.Marshal()
}

// Bytes of an entry and of a validator, as they are on a chain: what a buffer is made for.
const (
	headerSize    = 1024
	entrySize     = 112
	validatorSize = 88
)

func sizeOfBlock(signed *types.SignedHeader, validators *types.ValidatorSet) int {
	size := headerSize
	if signed != nil && signed.Commit != nil {
		size += entrySize * len(signed.Commit.Signatures)
	}
	if validators != nil {
		size += validatorSize * len(validators.Validators)
	}
	return size
}

func (w *writer) signedHeader(signed *types.SignedHeader) {
	if signed == nil || signed.Header == nil || signed.Commit == nil {
		w.fail(errors.New("a signed header lacks its header or its commit"))
		return
	}
	header, err := signed.Header.ToProto().Marshal()
	if err != nil {
		w.fail(fmt.Errorf("header: %w", err))
		return
	}
	w.bytes(1, header)
	w.message(2, func() { w.commit(signed.Commit) })
}

func (w *writer) commit(commit *types.Commit) {
	if commit == nil {
		w.fail(errors.New("no commit"))
		return
	}
	w.number(1, commit.Height)
	w.number(2, int64(commit.Round))
	w.message(3, func() { w.blockID(commit.BlockID) })
	for i := range commit.Signatures {
		entry := &commit.Signatures[i]
		w.message(4, func() {
			w.number(1, int64(entry.BlockIDFlag))
			w.nonEmpty(2, entry.ValidatorAddress)
			w.time(3, entry.Timestamp)
			w.nonEmpty(4, entry.Signature)
		})
	}
}

func (w *writer) blockID(id types.BlockID) {
	w.nonEmpty(1, id.Hash)
	w.message(2, func() {
		w.number(1, int64(id.PartSetHeader.Total))
		w.nonEmpty(2, id.PartSetHeader.Hash)
	})
}

func (w *writer) validatorSet(validators *types.ValidatorSet) {
	if validators.IsNilOrEmpty() {
		// As CometBFT writes it, which is malformed to every reader.
		return
	}
	for _, validator := range validators.Validators {
		w.message(1, func() { w.validator(validator) })
	}
	if w.err == nil {
		w.message(2, func() { w.validator(validators.GetProposer()) })
	}
}

func (w *writer) validator(validator *types.Validator) {
	if validator == nil {
		w.fail(errors.New("a validator is missing"))
		return
	}
	w.nonEmpty(1, validator.Address)
	if key, ok := validator.PubKey.(ed25519.PubKey); ok {
		w.message(2, func() { w.bytes(1, key) })
	} else if key, err := MarshalPublicKey(validator.PubKey); err == nil {
		w.bytes(2, key)
	} else {
		w.fail(err)
	}
	w.number(3, validator.VotingPower)
	w.number(4, validator.ProposerPriority)
}
