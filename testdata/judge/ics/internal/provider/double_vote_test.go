package provider

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/judgetest"
)

// doubleVote is a case about two votes of a key, which signs those that have no signature.
func doubleVote(t *testing.T, key crypto.PrivKey, votes ...*types.Vote) judgetest.Case {
	t.Helper()
	for _, vote := range votes {
		vote.ValidatorAddress = key.PubKey().Address()
		if vote.Signature == nil {
			vote.Signature = sign(t, key, signBytes(vote))
		}
	}
	message, err := cryptoenc.PubKeyToProto(key.PubKey())
	if err != nil {
		t.Fatal(err)
	}
	evidence := &types.DuplicateVoteEvidence{VoteA: votes[0], VoteB: votes[1], Timestamp: when}
	return question("consumer_double_vote", map[string][]byte{
		"evidence": marshal(t, evidence.ToProto()), "public_key": marshal(t, &message),
	}).With("chain_id", chainID)
}

func vote(block byte) *types.Vote {
	return &types.Vote{
		Type: cmtproto.PrecommitType, Height: height, Timestamp: when,
		BlockID: blockID(bytes.Repeat([]byte{block}, 32)),
	}
}

func signBytes(vote *types.Vote) []byte {
	return types.VoteSignBytes(chainID, vote.ToProto())
}

func TestADoubleVote(t *testing.T) {
	key := ed25519.GenPrivKeyFromSecret([]byte("a"))
	made := doubleVote(t, key, vote(1), vote(2))
	if want := made.Judged(t, bench).Want; want.String() != cases.Accepted().String() {
		t.Error(want)
	}
	answer := made.With("chain_id", "consumer-2").Judged(t, bench)
	if answer.Want.String() != cases.Refused(cases.Invalid, "verifying VoteA: invalid signature").String() {
		t.Error(answer.Want)
	}
	if answer.Judge != "interchain-security v7.0.1, cometbft v0.38.26" {
		t.Error(answer.Judge)
	}
}

func TestTheKeyOfADoubleVote(t *testing.T) {
	made := doubleVote(t, ed25519.GenPrivKeyFromSecret([]byte("a")), vote(1), vote(2))
	for reason, key := range map[string][]byte{
		"no key":           nil,
		"0 bytes":          {0x0a, 0},
		"31 bytes":         slices.Concat([]byte{0x0a, 31}, make([]byte, 31)),
		"32 bytes":         slices.Concat([]byte{0x12, 32}, make([]byte, 32)),
		"unexpected EOF":   {0x0a, 1},
		"cannot convert &": {0x22, 0},
	} {
		want := made.WithBytes("public_key", key).Judged(t, bench).Want
		if want.Class != cases.Malformed || !strings.HasPrefix(want.Reason, "public_key: "+reason) {
			t.Errorf("%s: %s", reason, want)
		}
	}
	other := slices.Concat([]byte{0x12, 33}, make([]byte, 33))
	want := made.WithBytes("public_key", other).Judged(t, bench).Want
	if want.Class != cases.Invalid || !strings.HasPrefix(want.Reason, "public key PubKeySecp256k1{000000") {
		t.Error(want)
	}
	twice := slices.Concat(made.Bytes(t, "public_key"), other)
	answer := made.WithBytes("public_key", twice).Judged(t, bench)
	if answer.Stricter != "duplicate-field" || answer.Go.String() != want.String() {
		t.Errorf("%+v", answer)
	}
	// The evidence is read first.
	want = made.WithBytes("public_key", nil).WithBytes("evidence", []byte{0x0a, 1}).Judged(t, bench).Want
	if want.String() != cases.Refused(cases.Malformed, "evidence: unexpected EOF").String() {
		t.Error(want)
	}
}

func TestADoubleVoteOfASignatureOutOfRange(t *testing.T) {
	for _, at := range []int{0, 1} {
		votes := []*types.Vote{vote(1), vote(2)}
		key, signature := residueKey(signBytes(votes[at]))
		votes[at].Signature = signature
		answer := doubleVote(t, key, votes...).Judged(t, bench)
		if answer.Stricter != "secp256k1-range" || answer.Want.Class != cases.Invalid || !answer.Go.OK {
			t.Errorf("%+v, %v", answer, answer.Go)
		}
	}
	// Where something else is wrong first, that decides.
	votes := []*types.Vote{vote(1), vote(2)}
	key, signature := residueKey(signBytes(votes[1]))
	votes[0].Signature, votes[1].Signature = signature, signature
	answer := doubleVote(t, key, votes...).Judged(t, bench)
	want := cases.Refused(cases.Invalid, "verifying VoteA: invalid signature")
	if answer.Stricter != "" || answer.Want.String() != want.String() {
		t.Errorf("%+v", answer)
	}
}

func TestADoubleVoteIsReadStrictly(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Accepted(t, "consumer_double_vote")
	for _, name := range []string{"evidence", "public_key"} {
		t.Run(name, func(t *testing.T) { judgetest.IsReadStrictly(t, bench, accepted, name) })
	}
}
