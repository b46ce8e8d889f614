package verdict

import (
	"encoding/base64"
	"slices"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"judge/internal/cases"
)

// additions are fields that CometBFT passes over, wherever they stand, and what we say to them.
var additions = []struct {
	rule  string
	bytes []byte
}{
	{"", []byte{0xa0, 0x06, 0x01}},
	{"varint-overflow", []byte{0xa0, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}},
	{"field-number", []byte{0x80, 0x80, 0x80, 0x80, 0x10, 0x01}},
	{"group", []byte{0xa3, 0x06, 0x0a, 0x00, 0xa4, 0x06}},
}

func TestEveryMessageOfACaseIsReadStrictly(t *testing.T) {
	all := recorded(t)
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
		question := find(t, all, accepted(kind))
		for _, name := range names {
			t.Run(kind+" "+name, func(t *testing.T) { readStrictly(t, question, name) })
		}
	}
	block := find(t, all, func(i input) bool { return accepted("commit")(i) && i["block_id"] != nil })
	t.Run("commit block_id", func(t *testing.T) { readStrictly(t, block, "block_id") })
}

func readStrictly(t *testing.T, question input, name string) {
	own := question.judged(t).Want
	for _, addition := range additions {
		data := append(slices.Clone(question.bytes(t, name)), addition.bytes...)
		answer := question.with(name, base64.StdEncoding.EncodeToString(data)).judged(t)
		if !slices.Contains(answer.Wire, "unknown-field") {
			t.Error(answer.Wire)
		}
		if addition.rule == "" {
			if answer.Want.String() != own.String() || answer.Stricter != "" || answer.Go != nil {
				t.Errorf("%+v", answer)
			}
			continue
		}
		want := cases.Refused(cases.Malformed, "stricter: "+addition.rule)
		if answer.Want.String() != want.String() || answer.Stricter != addition.rule || answer.Go.String() != own.String() {
			t.Errorf("%s: %+v, %s", addition.rule, answer, answer.Go)
		}
	}
}

func TestWhatIsMalformedToBothIsNotStricter(t *testing.T) {
	question := find(t, recorded(t), func(i input) bool { return accepted("basic")(i) && i["message"] == "header" })
	own := question.bytes(t, "bytes")
	// The proposer's address again, of another length.
	data := append(slices.Clone(own), 0x72, 0x01, 0x00)
	answer := question.with("bytes", base64.StdEncoding.EncodeToString(data)).judged(t)
	if answer.Want.Class != cases.Malformed || answer.Want.Reason != "header: invalid ProposerAddress length; got: 1, expected: 20" {
		t.Error(answer.Want)
	}
	if answer.Stricter != "" || answer.Go != nil || !slices.Equal(answer.Wire, []string{"duplicate-field"}) {
		t.Errorf("%+v", answer)
	}
}

func TestTrustLevelsAreAskedForFirst(t *testing.T) {
	all := recorded(t)
	broken := func(i input) bool { return i["stricter"] == "trusted-next-hash" }
	trusting := func(i input) bool { return accepted("commit")(i) && i["variant"] == "trusting_all" }
	for _, question := range []input{find(t, all, broken), find(t, all, trusting)} {
		answer := question.with("trust_level", "1/4").judged(t)
		if answer.Stricter != "trust-level-range" || answer.Want.Class != cases.Malformed {
			t.Errorf("%+v", answer)
		}
	}
}

// edited decodes a signed header of a case, lets a test change it, and puts it back.
func edited(t *testing.T, question input, name string, edit func(*cmtproto.SignedHeader)) input {
	t.Helper()
	var signed cmtproto.SignedHeader
	if err := signed.Unmarshal(question.bytes(t, name)); err != nil {
		t.Fatal(err)
	}
	edit(&signed)
	data, err := signed.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return question.with(name, base64.StdEncoding.EncodeToString(data))
}

func TestAHeaderWithoutAHash(t *testing.T) {
	all := recorded(t)
	signed := find(t, all, func(i input) bool { return accepted("basic")(i) && i["message"] == "signed_header" })
	nameless := edited(t, signed, "bytes", func(signed *cmtproto.SignedHeader) {
		signed.Header.ValidatorsHash = nil
		signed.Commit.BlockID.Hash = nil
	})
	answer := nameless.judged(t)
	if answer.Stricter != "no-header-hash" || answer.Want.Class != cases.Malformed || !answer.Go.OK {
		t.Errorf("%+v", answer)
	}
	var message cmtproto.SignedHeader
	if err := message.Unmarshal(nameless.bytes(t, "bytes")); err != nil {
		t.Fatal(err)
	}
	header, err := message.Header.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	hash := find(t, all, accepted("hash")).with("message", "header")
	answer = hash.with("bytes", base64.StdEncoding.EncodeToString(header)).judged(t)
	if answer.Stricter != "" || answer.Want.Class != cases.Invalid || answer.Want.Reason != "header: no hash" {
		t.Errorf("%+v", answer)
	}
}

func TestALightBlockWithoutAHash(t *testing.T) {
	question := find(t, recorded(t), accepted("light"))
	var block cmtproto.LightBlock
	if err := block.Unmarshal(question.bytes(t, "untrusted")); err != nil {
		t.Fatal(err)
	}
	block.SignedHeader.Header.ValidatorsHash = nil
	block.SignedHeader.Commit.BlockID.Hash = nil
	data, err := block.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	answer := question.with("untrusted", base64.StdEncoding.EncodeToString(data)).judged(t)
	if answer.Stricter != "no-header-hash" || answer.Want.Class != cases.Invalid || answer.Go.Class != cases.Invalid {
		t.Errorf("%+v", answer)
	}
}

func TestTheCommitOfATrustedHeaderMayBeTooShort(t *testing.T) {
	panics := 0
	for _, question := range recorded(t) {
		if !accepted("light_client_attack")(question) {
			continue
		}
		short := edited(t, question, "trusted", func(signed *cmtproto.SignedHeader) {
			signed.Commit.Signatures = signed.Commit.Signatures[:1]
		})
		if want := short.judged(t).Want; want.Reason == "panic: runtime error: index out of range [1] with length 1" {
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
