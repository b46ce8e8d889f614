package cometbft

import (
	"encoding/hex"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// messageQuestion asks about one message: whether it keeps its own rules, what its hash is, or
// which bytes are signed for it.
type messageQuestion struct {
	message verdict.Message
	read    func() error
	answer  func() cases.Verdict
	// rule is the rule for which Parhelion refuses what was read, if there is one.
	rule func() verdict.Stricter
}

func (q *messageQuestion) Messages() []verdict.Message { return []verdict.Message{q.message} }
func (q *messageQuestion) Decode() error               { return q.read() }
func (q *messageQuestion) Verify() cases.Verdict       { return q.answer() }

func (q *messageQuestion) Stricter(cases.Verdict) verdict.Stricter {
	if q.rule == nil {
		return verdict.Stricter{}
	}
	return q.rule()
}

// about makes a question of which the value is read, and then answered.
func about[M, V any, P verdict.Unmarshaler[M]](
	message verdict.Message, name string, from func(*M) (V, error), answer func(V) cases.Verdict,
) *messageQuestion {
	var value V
	return &messageQuestion{
		message: message,
		read: func() (err error) {
			value, err = verdict.Decode[M, V, P](name, message.Bytes, from)
			return err
		},
		answer: func() cases.Verdict { return answer(value) },
	}
}

func accept[V any](V) cases.Verdict { return cases.Accepted() }

// then checks what was read, as a part of reading it.
func then[M, V any](from func(*M) (V, error), check func(V) error) func(*M) (V, error) {
	return func(message *M) (V, error) {
		value, err := from(message)
		if err == nil {
			err = check(value)
		}
		return value, err
	}
}

func newBasic(in *cases.Inputs) verdict.Question {
	data, chainID := in.Bytes("bytes"), in.OptionalText("chain_id")
	switch name := in.Text("message"); name {
	case "header":
		return about(verdict.Message{Shape: wire.Header, Bytes: data}, name, types.HeaderFromProto, accept)
	case "commit":
		return about(verdict.Message{Shape: wire.Commit, Bytes: data}, name, types.CommitFromProto, accept)
	case "vote":
		from := then(types.VoteFromProto, (*types.Vote).ValidateBasic)
		return about(verdict.Message{Shape: wire.Vote, Bytes: data}, name, from, accept)
	case "validator_set":
		return about(verdict.Message{Shape: wire.ValidatorSet, Bytes: data}, name, types.ValidatorSetFromProto, accept)
	case "signed_header":
		return basicSignedHeader(data, chainID)
	case "light_block":
		from := then(types.LightBlockFromProto, func(block *types.LightBlock) error {
			return block.ValidateBasic(chainID)
		})
		return about(verdict.Message{Shape: wire.LightBlock, Bytes: data}, name, from, accept)
	case "duplicate_vote":
		message := verdict.Message{Shape: wire.DuplicateVoteEvidence, Bytes: data}
		return about(message, "evidence", types.DuplicateVoteEvidenceFromProto, accept)
	case "light_client_attack":
		message := verdict.Message{Shape: wire.LightClientAttackEvidence, Bytes: data}
		return about(message, "evidence", types.LightClientAttackEvidenceFromProto, accept)
	default:
		in.Fail("unknown message `%s`", name)
		return nil
	}
}

func basicSignedHeader(data []byte, chainID string) verdict.Question {
	var hash []byte
	from := then(types.SignedHeaderFromProto, func(signed *types.SignedHeader) error {
		if err := signed.ValidateBasic(chainID); err != nil {
			return err
		}
		hash = signed.Hash()
		return nil
	})
	q := about(verdict.Message{Shape: wire.SignedHeader, Bytes: data}, "signed_header", from, accept)
	q.rule = func() verdict.Stricter {
		// To CometBFT, no hash equals the empty one that the commit may name.
		if hash == nil {
			return verdict.Stricter{Rule: "no-header-hash", Class: cases.Malformed}
		}
		return verdict.Stricter{}
	}
	return q
}

func newHash(in *cases.Inputs) verdict.Question {
	data := in.Bytes("bytes")
	switch name := in.Text("message"); name {
	case "header":
		return about(verdict.Message{Shape: wire.Header, Bytes: data}, name, types.HeaderFromProto, headerHash)
	case "commit":
		return about(verdict.Message{Shape: wire.Commit, Bytes: data}, name, types.CommitFromProto, hashOf)
	case "validator_set":
		return about(verdict.Message{Shape: wire.ValidatorSet, Bytes: data}, name, types.ValidatorSetFromProto, hashOf)
	case "evidence_list":
		return about(verdict.Message{Shape: wire.EvidenceList, Bytes: data}, name, evidenceList, hashOf)
	default:
		in.Fail("unknown message `%s`", name)
		return nil
	}
}

func evidenceList(message *cmtproto.EvidenceList) (types.EvidenceList, error) {
	var data types.EvidenceData
	err := data.FromProto(message)
	return data.Evidence, err
}

func headerHash(header types.Header) cases.Verdict {
	if header.Hash() == nil {
		return cases.Refused(cases.Invalid, "header: no hash")
	}
	return hashOf(&header)
}

func hashOf[V interface{ Hash() H }, H ~[]byte](value V) cases.Verdict {
	accepted := cases.Accepted()
	accepted.Hash = hex.EncodeToString(value.Hash())
	return accepted
}

func newSignBytes(in *cases.Inputs) verdict.Question {
	data, chainID := in.Bytes("bytes"), in.Text("chain_id")
	switch name := in.Text("message"); name {
	case "vote":
		return about(verdict.Message{Shape: wire.Vote, Bytes: data}, name, signableVote, signed(chainID, types.VoteSignBytes))
	case "extension":
		return about(verdict.Message{Shape: wire.Vote, Bytes: data}, name, signableVote,
			signed(chainID, types.VoteExtensionSignBytes))
	case "proposal":
		return about(verdict.Message{Shape: wire.Proposal, Bytes: data}, name, signableProposal,
			signed(chainID, types.ProposalSignBytes))
	default:
		in.Fail("unknown message `%s`", name)
		return nil
	}
}

func signed[M any](chainID string, signBytes func(string, *M) []byte) func(*M) cases.Verdict {
	return func(message *M) cases.Verdict {
		accepted := cases.Accepted()
		accepted.Bytes = signBytes(chainID, message)
		return accepted
	}
}

// A signer is asked before there is a signature, so that of the rules only that of the block id,
// which the canonical form takes for granted, is asked for.
func signableVote(vote *cmtproto.Vote) (*cmtproto.Vote, error) {
	_, err := types.BlockIDFromProto(&vote.BlockID)
	return vote, err
}

func signableProposal(proposal *cmtproto.Proposal) (*cmtproto.Proposal, error) {
	_, err := types.BlockIDFromProto(&proposal.BlockID)
	return proposal, err
}
