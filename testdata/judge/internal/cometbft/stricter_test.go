package cometbft

import (
	"slices"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"judge/internal/cases"
	"judge/internal/judgetest"
)

func TestEveryMessageOfACaseIsReadStrictly(t *testing.T) {
	all := judgetest.Recorded(t, bench, recorded)
	for kind, names := range map[string][]string{
		"light":               {"trusted", "trusted_next", "untrusted"},
		"backwards":           {"trusted", "untrusted"},
		"commit":              {"validators", "commit"},
		"basic":               {"bytes"},
		"hash":                {"bytes"},
		"sign_bytes":          {"bytes"},
		"duplicate_vote":      {"evidence", "validators"},
		"light_client_attack": {"evidence", "common", "common_validators", "trusted"},
	} {
		question := all.Accepted(t, kind)
		for _, name := range names {
			t.Run(kind+" "+name, func(t *testing.T) { judgetest.IsReadStrictly(t, bench, question, name) })
		}
	}
	block := all.AcceptedWith(t, "commit", "variant", "full")
	t.Run("commit block_id", func(t *testing.T) { judgetest.IsReadStrictly(t, bench, block, "block_id") })
}

func TestWhatIsMalformedToBothIsNotStricter(t *testing.T) {
	question := judgetest.Recorded(t, bench, recorded).AcceptedWith(t, "basic", "message", "header")
	own := question.Bytes(t, "bytes")
	// The proposer's address again, of another length.
	data := append(slices.Clone(own), 0x72, 0x01, 0x00)
	answer := question.WithBytes("bytes", data).Judged(t, bench)
	if answer.Want.Class != cases.Malformed || answer.Want.Reason != "header: invalid ProposerAddress length; got: 1, expected: 20" {
		t.Error(answer.Want)
	}
	if answer.Stricter != "" || answer.Go != nil || !slices.Equal(answer.Wire, []string{"duplicate-field"}) {
		t.Errorf("%+v", answer)
	}
}

func TestTrustLevelsAreAskedForFirst(t *testing.T) {
	all := judgetest.Recorded(t, bench, recorded)
	broken := func(c judgetest.Case) bool { return c["stricter"] == "trusted-next-hash" }
	for _, question := range []judgetest.Case{
		all.Find(t, broken), all.AcceptedWith(t, "commit", "variant", "trusting_all"),
	} {
		answer := question.With("trust_level", "1/4").Judged(t, bench)
		if answer.Stricter != "trust-level-range" || answer.Want.Class != cases.Malformed {
			t.Errorf("%+v", answer)
		}
	}
}

// edited decodes a signed header of a case, lets a test change it, and puts it back.
func edited(t *testing.T, question judgetest.Case, name string, edit func(*cmtproto.SignedHeader)) judgetest.Case {
	t.Helper()
	var signed cmtproto.SignedHeader
	if err := signed.Unmarshal(question.Bytes(t, name)); err != nil {
		t.Fatal(err)
	}
	edit(&signed)
	data, err := signed.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return question.WithBytes(name, data)
}

func TestAHeaderWithoutAHash(t *testing.T) {
	all := judgetest.Recorded(t, bench, recorded)
	signed := all.AcceptedWith(t, "basic", "message", "signed_header")
	nameless := edited(t, signed, "bytes", func(signed *cmtproto.SignedHeader) {
		signed.Header.ValidatorsHash = nil
		signed.Commit.BlockID.Hash = nil
	})
	answer := nameless.Judged(t, bench)
	if answer.Stricter != "no-header-hash" || answer.Want.Class != cases.Malformed || !answer.Go.OK {
		t.Errorf("%+v", answer)
	}
	var message cmtproto.SignedHeader
	if err := message.Unmarshal(nameless.Bytes(t, "bytes")); err != nil {
		t.Fatal(err)
	}
	header, err := message.Header.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	hash := all.Accepted(t, "hash").With("message", "header")
	answer = hash.WithBytes("bytes", header).Judged(t, bench)
	if answer.Stricter != "" || answer.Want.Class != cases.Invalid || answer.Want.Reason != "header: no hash" {
		t.Errorf("%+v", answer)
	}
}

func TestALightBlockWithoutAHash(t *testing.T) {
	question := judgetest.Recorded(t, bench, recorded).Accepted(t, "light")
	var block cmtproto.LightBlock
	if err := block.Unmarshal(question.Bytes(t, "untrusted")); err != nil {
		t.Fatal(err)
	}
	block.SignedHeader.Header.ValidatorsHash = nil
	block.SignedHeader.Commit.BlockID.Hash = nil
	data, err := block.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	answer := question.WithBytes("untrusted", data).Judged(t, bench)
	if answer.Stricter != "no-header-hash" || answer.Want.Class != cases.Invalid || answer.Go.Class != cases.Invalid {
		t.Errorf("%+v", answer)
	}
}

func TestTheCommitOfATrustedHeaderMayBeTooShort(t *testing.T) {
	panics := 0
	for _, question := range judgetest.Recorded(t, bench, recorded) {
		if !question.IsAccepted("light_client_attack") {
			continue
		}
		short := edited(t, question, "trusted", func(signed *cmtproto.SignedHeader) {
			signed.Commit.Signatures = signed.Commit.Signatures[:1]
		})
		if want := short.Judged(t, bench).Want; want.Reason == "panic: runtime error: index out of range [1] with length 1" {
			panics++
			if want.OK || want.Class != cases.Invalid {
				t.Error(want)
			}
		}
	}
	if panics == 0 {
		t.Error("no case panics")
	}
}
