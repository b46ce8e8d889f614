package provider

import (
	"errors"
	"fmt"

	cmtcrypto "github.com/cometbft/cometbft/proto/tendermint/crypto"
	"github.com/cometbft/cometbft/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// doubleVoteQuestion asks whether the owner of a key signed two votes on a consumer chain.
type doubleVoteQuestion struct {
	chainID                 string
	evidenceBytes, keyBytes []byte

	evidence *types.DuplicateVoteEvidence
	key      cryptotypes.PubKey
}

func newDoubleVote(in *cases.Inputs) verdict.Question {
	return &doubleVoteQuestion{
		chainID:       in.Text("chain_id"),
		evidenceBytes: in.Bytes("evidence"),
		keyBytes:      in.Bytes("public_key"),
	}
}

func (q *doubleVoteQuestion) Messages() []verdict.Message {
	return []verdict.Message{
		{Shape: wire.DuplicateVoteEvidence, Bytes: q.evidenceBytes},
		{Shape: wire.PublicKey, Bytes: q.keyBytes},
	}
}

func (q *doubleVoteQuestion) Decode() (err error) {
	q.evidence, err = verdict.Decode("evidence", q.evidenceBytes, types.DuplicateVoteEvidenceFromProto)
	if err != nil {
		return err
	}
	q.key, err = verdict.Decode("public_key", q.keyBytes, keyFromProto)
	return err
}

// keyFromProto asks what the provider has asked of the set from which it takes the key.
func keyFromProto(message *cmtcrypto.PublicKey) (cryptotypes.PubKey, error) {
	if message.Sum == nil {
		return nil, errors.New("no key")
	}
	key, err := cryptocodec.FromCmtProtoPublicKey(*message)
	if err != nil {
		return nil, err
	}
	size := ed25519.PubKeySize
	if key.Type() == (&secp256k1.PubKey{}).Type() {
		size = secp256k1.PubKeySize
	}
	if length := len(key.Bytes()); length != size {
		return nil, fmt.Errorf("%d bytes", length)
	}
	return key, nil
}

func (q *doubleVoteQuestion) Verify() cases.Verdict {
	return q.verifyEvidence(q.evidence)
}

func (q *doubleVoteQuestion) verifyEvidence(evidence *types.DuplicateVoteEvidence) cases.Verdict {
	return verdict.Outcome(module.VerifyDoubleVotingEvidence(*evidence, q.chainID, q.key))
}

func (q *doubleVoteQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	key, err := cryptocodec.ToCmtPubKeyInterface(q.key)
	if err != nil {
		panic(err)
	}
	owner := &types.ValidatorSet{Validators: []*types.Validator{types.NewValidator(key, 1)}}
	replaced, found := verdict.VotesWithoutResidues(q.evidence, owner)
	return verdict.ResidueRule(found, own, func() cases.Verdict { return q.verifyEvidence(replaced) })
}
