package cometbft

import (
	"fmt"

	"github.com/cometbft/cometbft/crypto/ed25519"

	"judge/internal/cases"
	"judge/internal/verdict"
)

// signatureQuestion asks whether a signature is one of ed25519.
type signatureQuestion struct {
	publicKey, message, signature []byte
}

func newSignature(in *cases.Inputs) verdict.Question {
	return &signatureQuestion{
		publicKey: in.Bytes("public_key"),
		message:   in.OptionalBytes("message"),
		signature: in.Bytes("signature"),
	}
}

func (q *signatureQuestion) Messages() []verdict.Message             { return nil }
func (q *signatureQuestion) Stricter(cases.Verdict) verdict.Stricter { return verdict.Stricter{} }

func (q *signatureQuestion) Decode() error {
	if len(q.publicKey) != ed25519.PubKeySize {
		return fmt.Errorf("public_key: %d bytes", len(q.publicKey))
	}
	return nil
}

func (q *signatureQuestion) Verify() cases.Verdict {
	if !ed25519.PubKey(q.publicKey).VerifySignature(q.message, q.signature) {
		return cases.Refused(cases.Invalid, "wrong signature")
	}
	return cases.Accepted()
}
