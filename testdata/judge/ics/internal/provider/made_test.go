package provider

import (
	"math/big"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/secp256k1"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	tendermint "github.com/cosmos/ibc-go/v10/modules/light-clients/07-tendermint"
	decred "github.com/decred/dcrd/dcrec/secp256k1/v4"

	"judge/internal/judgetest"
	"judge/internal/verdict"
)

const (
	recorded = "../../../../cases/*.jsonl.gz"
	chainID  = "consumer-1"
	height   = 5
)

var bench = verdict.Bench{New(judgetest.InterchainSecurity + ", " + judgetest.CometBFT)}

// question is a case of bytes alone.
func question(kind string, inputs map[string][]byte) judgetest.Case {
	made := judgetest.Case{"id": "made", "kind": kind}
	for name, data := range inputs {
		made = made.WithBytes(name, data)
	}
	return made
}

type marshaler interface{ Marshal() ([]byte, error) }

func marshal(t *testing.T, message marshaler) []byte {
	t.Helper()
	data, err := message.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// residueKey is a key, and a signature of it whose S is not below the order of the group. With the
// nonce 1 and an S of 1, which N + 1 is read as, the message decides the key.
func residueKey(message []byte) (secp256k1.PrivKey, []byte) {
	order := decred.S256().N
	r := new(big.Int).Mod(decred.S256().Gx, order)
	secret := new(big.Int).Sub(big.NewInt(1), new(big.Int).SetBytes(crypto.Sha256(message)))
	secret.Mul(secret, new(big.Int).ModInverse(r, order)).Mod(secret, order)
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	new(big.Int).Add(order, big.NewInt(1)).FillBytes(signature[32:])
	return secret.FillBytes(make([]byte, 32)), signature
}

// signer is a member of a made set, and what it puts into a commit.
type signer struct {
	key   crypto.PrivKey
	power int64
	flag  types.BlockIDFlag
	// signature stands in the place of the signer's own.
	signature []byte
}

func ordinary(seed string) signer {
	key := ed25519.GenPrivKeyFromSecret([]byte(seed))
	return signer{key: key, power: 10, flag: types.BlockIDFlagCommit}
}

// block is one of the given height. Its signers must be in the order of their set.
type block struct {
	chainID string
	round   int32
	data    string
	signers []signer
}

func signed(data string, signers ...signer) block {
	return block{chainID: chainID, data: data, signers: signers}
}

func misbehaviour(t *testing.T, first, second block) *tendermint.Misbehaviour {
	t.Helper()
	return tendermint.NewMisbehaviour("07-tendermint-0", first.header(t), second.header(t))
}

func (b block) header(t *testing.T) *tendermint.Header {
	t.Helper()
	set := &types.ValidatorSet{}
	for _, signer := range b.signers {
		set.Validators = append(set.Validators, types.NewValidator(signer.key.PubKey(), signer.power))
	}
	set.Proposer = set.Validators[0]
	header := &types.Header{
		Version:            cmtversion.Consensus{Block: 11},
		ChainID:            b.chainID,
		Height:             height,
		Time:               when,
		LastBlockID:        blockID(crypto.Sha256([]byte("last"))),
		ValidatorsHash:     set.Hash(),
		NextValidatorsHash: set.Hash(),
		DataHash:           crypto.Sha256([]byte(b.data)),
		ProposerAddress:    set.Proposer.Address,
	}
	signedHeader := &types.SignedHeader{Header: header, Commit: b.commit(t, blockID(header.Hash()))}
	members, err := set.ToProto()
	if err != nil {
		t.Fatal(err)
	}
	return &tendermint.Header{
		SignedHeader: signedHeader.ToProto(), ValidatorSet: members, TrustedValidators: members,
		TrustedHeight: clienttypes.NewHeight(1, height-1),
	}
}

func (b block) commit(t *testing.T, id types.BlockID) *types.Commit {
	t.Helper()
	made := &types.Commit{Height: height, Round: b.round, BlockID: id}
	for i, signer := range b.signers {
		entry := types.CommitSig{BlockIDFlag: signer.flag}
		if signer.flag != types.BlockIDFlagAbsent {
			entry.ValidatorAddress, entry.Timestamp = signer.key.PubKey().Address(), when
			entry.Signature = signer.signature
		}
		made.Signatures = append(made.Signatures, entry)
		if signer.flag != types.BlockIDFlagAbsent && signer.signature == nil {
			made.Signatures[i].Signature = sign(t, signer.key, made.VoteSignBytes(b.chainID, int32(i)))
		}
	}
	return made
}

func blockID(hash []byte) types.BlockID {
	return types.BlockID{Hash: hash, PartSetHeader: types.PartSetHeader{Total: 1, Hash: hash}}
}

var when = time.Unix(1_700_000_000, 0).UTC()

func sign(t *testing.T, key crypto.PrivKey, message []byte) []byte {
	t.Helper()
	signature, err := key.Sign(message)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}
