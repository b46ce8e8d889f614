package verdict

import (
	"encoding/hex"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/wire"
)

// messageQuestion asks about one message: whether it keeps its own rules, what its hash is, or
// which bytes are signed for it.
type messageQuestion struct {
	message encoded
	read    func() error
	answer  func() cases.Verdict
	// rule is the rule for which Parhelion refuses what was read, if there is one.
	rule func() stricter
}

func (q *messageQuestion) messages() []encoded   { return []encoded{q.message} }
func (q *messageQuestion) decode() error         { return q.read() }
func (q *messageQuestion) verify() cases.Verdict { return q.answer() }

func (q *messageQuestion) stricter(cases.Verdict) stricter {
	if q.rule == nil {
		return stricter{}
	}
	return q.rule()
}

// about makes a question of which the value is read, and then answered.
func about[M, V any, P unmarshaler[M]](
	message encoded, name string, from func(*M) (V, error), answer func(V) cases.Verdict,
) *messageQuestion {
	var value V
	return &messageQuestion{
		message: message,
		read: func() (err error) {
			value, err = decode[M, V, P](name, message.bytes, from)
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

func newBasic(in *cases.Inputs) question {
	data, chainID := in.Bytes("bytes"), in.OptionalText("chain_id")
	switch name := in.Text("message"); name {
	case "header":
		return about(encoded{wire.Header, data}, name, types.HeaderFromProto, accept)
	case "commit":
		return about(encoded{wire.Commit, data}, name, types.CommitFromProto, accept)
	case "vote":
		from := then(types.VoteFromProto, (*types.Vote).ValidateBasic)
		return about(encoded{wire.Vote, data}, name, from, accept)
	case "validator_set":
		return about(encoded{wire.ValidatorSet, data}, name, types.ValidatorSetFromProto, accept)
	case "signed_header":
		return basicSignedHeader(data, chainID)
	case "light_block":
		from := then(types.LightBlockFromProto, func(block *types.LightBlock) error {
			return block.ValidateBasic(chainID)
		})
		return about(encoded{wire.LightBlock, data}, name, from, accept)
	case "duplicate_vote":
		message := encoded{wire.DuplicateVoteEvidence, data}
		return about(message, "evidence", types.DuplicateVoteEvidenceFromProto, accept)
	case "light_client_attack":
		message := encoded{wire.LightClientAttackEvidence, data}
		return about(message, "evidence", types.LightClientAttackEvidenceFromProto, accept)
	default:
		in.Fail("unknown message `%s`", name)
		return nil
	}
}

func basicSignedHeader(data []byte, chainID string) question {
	var hash []byte
	from := then(types.SignedHeaderFromProto, func(signed *types.SignedHeader) error {
		if err := signed.ValidateBasic(chainID); err != nil {
			return err
		}
		hash = signed.Hash()
		return nil
	})
	q := about(encoded{wire.SignedHeader, data}, "signed_header", from, accept)
	q.rule = func() stricter {
		// To CometBFT, no hash equals the empty one that the commit may name.
		if hash == nil {
			return stricter{"no-header-hash", cases.Malformed}
		}
		return stricter{}
	}
	return q
}

func newHash(in *cases.Inputs) question {
	data := in.Bytes("bytes")
	switch name := in.Text("message"); name {
	case "header":
		return about(encoded{wire.Header, data}, name, types.HeaderFromProto, headerHash)
	case "commit":
		return about(encoded{wire.Commit, data}, name, types.CommitFromProto, hashOf)
	case "validator_set":
		return about(encoded{wire.ValidatorSet, data}, name, types.ValidatorSetFromProto, hashOf)
	case "evidence_list":
		return about(encoded{wire.EvidenceList, data}, name, evidenceList, hashOf)
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
	verdict := cases.Accepted()
	verdict.Hash = hex.EncodeToString(value.Hash())
	return verdict
}

func newSignBytes(in *cases.Inputs) question {
	data, chainID := in.Bytes("bytes"), in.Text("chain_id")
	switch name := in.Text("message"); name {
	case "vote":
		return about(encoded{wire.Vote, data}, name, signableVote, signed(chainID, types.VoteSignBytes))
	case "extension":
		return about(encoded{wire.Vote, data}, name, signableVote,
			signed(chainID, types.VoteExtensionSignBytes))
	case "proposal":
		return about(encoded{wire.Proposal, data}, name, signableProposal,
			signed(chainID, types.ProposalSignBytes))
	default:
		in.Fail("unknown message `%s`", name)
		return nil
	}
}

func signed[M any](chainID string, signBytes func(string, *M) []byte) func(*M) cases.Verdict {
	return func(message *M) cases.Verdict {
		verdict := cases.Accepted()
		verdict.Bytes = signBytes(chainID, message)
		return verdict
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
