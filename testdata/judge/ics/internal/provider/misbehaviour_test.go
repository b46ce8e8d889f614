package provider

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/types"
	tendermint "github.com/cosmos/ibc-go/v10/modules/light-clients/07-tendermint"

	"judge/internal/cases"
	"judge/internal/judgetest"
)

func judged(t *testing.T, misbehaviour *tendermint.Misbehaviour) *cases.Answer {
	t.Helper()
	data := map[string][]byte{"misbehaviour": marshal(t, misbehaviour)}
	return question("consumer_misbehaviour", data).Judged(t, bench)
}

func TestWhoSignedBothHeaders(t *testing.T) {
	a, b, c, d := ordinary("a"), ordinary("b"), ordinary("c"), ordinary("d")
	absent := d
	absent.flag = types.BlockIDFlagAbsent
	answer := judged(t, misbehaviour(t, signed("x", a, b, c, d), signed("y", c, b, a, absent)))
	var both []string
	for _, signer := range []signer{c, b, a} {
		both = append(both, hex.EncodeToString(signer.key.PubKey().Address()))
	}
	if !answer.Want.OK || !slices.Equal(*answer.Want.Byzantine, both) || answer.Stricter != "" || answer.Wire != nil {
		t.Errorf("%+v", answer)
	}
	// Other rounds and the same state: nobody can be named, which is an answer too.
	later := signed("y", a)
	later.round = 1
	want := judged(t, misbehaviour(t, signed("x", a), later)).Want
	if want.String() != `{"ok":true,"class":"ok","byzantine":[]}` {
		t.Error(want)
	}
}

func TestTooLittleOfASetIsInvalid(t *testing.T) {
	a, b := ordinary("a"), ordinary("b")
	nilVote := b
	nilVote.flag = types.BlockIDFlagNil
	for _, made := range []*tendermint.Misbehaviour{
		misbehaviour(t, signed("x", a, nilVote), signed("y", a, b)),
		misbehaviour(t, signed("x", a, b), signed("y", a, nilVote)),
	} {
		want := judged(t, made).Want
		reason := "validator set did not commit to header: invalid light client misbehaviour"
		if want.String() != cases.Refused(cases.Invalid, reason).String() {
			t.Error(want)
		}
	}
}

func TestWhatPanicsInTheBasicRulesIsMalformed(t *testing.T) {
	headless := misbehaviour(t, signed("x", ordinary("a")), signed("y", ordinary("a")))
	headless.Header2.SignedHeader = nil
	first, second := signed("x", ordinary("a")), signed("y", ordinary("a"))
	first.chainID = "consumer-99999999999999999999"
	second.chainID = first.chainID
	for reason, made := range map[string]*tendermint.Misbehaviour{
		"runtime error: invalid memory address or nil pointer dereference":              headless,
		"regex allowed non-number value as last split element for chainID: consumer-99": misbehaviour(t, first, second),
	} {
		want := judged(t, made).Want
		if want.OK || want.Class != cases.Malformed || !strings.HasPrefix(want.Reason, "panic: "+reason) {
			t.Error(want)
		}
	}
}

// A nil vote does not name the block, of which the set is a part: its key may be made of it.
func TestASignatureOutOfRangeInACommit(t *testing.T) {
	a, nilVote := ordinary("a"), signer{power: 1, flag: types.BlockIDFlagNil}
	nilVote.key, nilVote.signature = residueKey(nilVoteSignBytes())
	answer := judged(t, misbehaviour(t, signed("x", a, nilVote), signed("y", a, nilVote)))
	if answer.Stricter != "secp256k1-range" || answer.Want.Class != cases.Invalid || len(*answer.Go.Byzantine) != 2 {
		t.Errorf("%+v, %v", answer, answer.Go)
	}
	// Of who is absent from the other header, no signature is verified.
	absent := nilVote
	absent.flag = types.BlockIDFlagAbsent
	for _, made := range []*tendermint.Misbehaviour{
		misbehaviour(t, signed("x", a, nilVote), signed("y", a, absent)),
		misbehaviour(t, signed("x", a, absent), signed("y", a, nilVote)),
	} {
		answer = judged(t, made)
		if answer.Stricter != "" || len(*answer.Want.Byzantine) != 1 {
			t.Errorf("%+v", answer)
		}
	}
}

func nilVoteSignBytes() []byte {
	commit := &types.Commit{Height: height, Signatures: []types.CommitSig{
		{BlockIDFlag: types.BlockIDFlagNil, Timestamp: when},
	}}
	return commit.VoteSignBytes(chainID, 0)
}

func TestMisbehaviourIsReadStrictly(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Accepted(t, "consumer_misbehaviour")
	judgetest.IsReadStrictly(t, bench, accepted, "misbehaviour")
}
