package consumer

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"judge/internal/cases"
	"judge/internal/judgetest"
	"judge/internal/verdict"
)

const recorded = "../../../../cases/valset_change.jsonl.gz"

var bench = verdict.Bench{New(judgetest.InterchainSecurity + ", " + judgetest.CometBFT)}

// key is a public key of 32 equal bytes, as it stands in a packet.
func key(b byte) string {
	return base64.StdEncoding.EncodeToString(slices.Repeat([]byte{b}, 32))
}

func update(b byte, power string) string {
	return fmt.Sprintf(`{"pub_key":{"ed25519":"%s"},"power":"%s"}`, key(b), power)
}

func packet(updates ...string) string {
	return fmt.Sprintf(`{"validator_updates":[%s],"valset_update_id":"7","slash_acks":[]}`, strings.Join(updates, ","))
}

// after judges packets, delivered to a set of the keys 1 and 2, of powers 10 and 20.
func after(t *testing.T, packets ...string) *cases.Answer {
	t.Helper()
	encoded := []string{}
	for _, packet := range packets {
		encoded = append(encoded, base64.StdEncoding.EncodeToString([]byte(packet)))
	}
	var validators []any
	for i, power := range []string{"10", "20"} {
		data := slices.Concat([]byte{0x0a, 32}, slices.Repeat([]byte{byte(i + 1)}, 32))
		validators = append(validators, map[string]any{
			"public_key": base64.StdEncoding.EncodeToString(data), "power": power,
		})
	}
	return judgetest.Case{
		"id": "made", "kind": "valset_change", "validators": validators, "packets": encoded,
	}.Judged(t, bench)
}

func TestTheRecordedCasesHaveEveryClass(t *testing.T) {
	judgetest.HaveEveryClass(t, bench, recorded, map[string]string{"valset_change": "ok malformed invalid"},
		"duplicate-field not-utf8")
}

func TestWhatIsNoCase(t *testing.T) {
	for text, reason := range map[string]string{
		`{"kind":"valset_change"}`:                                                   "no `validators`",
		`{"kind":"valset_change","validators":[]}`:                                   "no `packets`",
		`{"kind":"valset_change","validators":[],"packets":["="]}`:                   "`packets`",
		`{"kind":"valset_change","validators":[{"power":1}]}`:                        "`validators`",
		`{"kind":"valset_change","validators":[{"public_key":"AA=="}]}`:              "no `packets`",
		`{"kind":"valset_change","packets":[],"validators":[{"public_key":"AA=="}]}`: "`validators`",
	} {
		line, err := cases.ParseLine([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bench.Judge(line); err == nil || !strings.HasPrefix(err.Error(), reason) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// powers are those of the set after, in its order.
func powers(answer *cases.Answer) string {
	if answer.Want.Validators == nil {
		return answer.Want.String()
	}
	var all []string
	for _, validator := range *answer.Want.Validators {
		all = append(all, fmt.Sprintf("%d:%d", validator.PublicKey[2], validator.Power))
	}
	return strings.Join(all, " ")
}

func TestTheLaterPacketWins(t *testing.T) {
	for want, packets := range map[string][]string{
		"2:20 1:10":     nil,
		"2:20 1:11":     {packet(update(1, "12")), packet(update(1, "11"))},
		"3:30 2:20":     {packet(update(3, "30"), update(1, "0"))},
		"2:20 1:10 ":    {packet(update(3, "0"))},
		"2:20 1:10  ":   {packet(update(3, "-5"))},
		"2:20 1:10   ":  {packet()},
		"4:30 1:10 2:1": {packet(update(4, "30"), update(2, "0")), packet(update(2, "1"))},
	} {
		if got := powers(after(t, packets...)); got != strings.TrimSpace(want) {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

func TestTheReasonsOfARefusal(t *testing.T) {
	for _, test := range []struct {
		class  cases.Class
		reason string
		packet string
	}{
		{cases.Malformed, "packet 0: cannot unmarshal VSCPacket data: invalid type", `{`},
		{cases.Malformed, "packet 0: cannot unmarshal", `{"other":1}`},
		{cases.Malformed, "packet 0: error validating VSCPacket data: validator updates cannot be nil", `{"valset_update_id":1}`},
		{cases.Malformed, "packet 0: error validating VSCPacket data: valset update id", `{"validator_updates":[]}`},
		{cases.Invalid, "panic: cannot convert <nil> from Tendermint public key: invalid type", packet(`{"power":"0"}`)},
		{cases.Invalid, "panic: pubkey is incorrect size", packet(`{"pub_key":{"ed25519":""},"power":"0"}`)},
		{cases.Invalid, "voting power can't be negative {{..} -5}", packet(update(1, "-5"))},
		{cases.Invalid, "applying the validator changes would result in empty set", packet(update(1, "0"), update(2, "0"))},
		{cases.Invalid, "total voting power of resulting valset exceeds max", packet(update(3, "1152921504606846975"))},
		{
			cases.Invalid, "validator {{..} 1} is using pubkey secp256k1, which is unsupported for consensus",
			packet(`{"pub_key":{"secp256k1":"` + base64.StdEncoding.EncodeToString(make([]byte, 33)) + `"},"power":"1"}`),
		},
	} {
		want := after(t, test.packet).Want
		if want.OK || want.Class != test.class || !strings.HasPrefix(want.Reason, test.reason) {
			t.Errorf("%s: %s", test.packet, want)
		}
	}
}

func TestTheTextOfAPacketIsReadStrictly(t *testing.T) {
	twice := strings.Replace(packet(update(1, "11")), "{", `{"validatorUpdates":[],`, 1)
	latin := strings.Replace(packet(update(1, "11")), `"slash_acks":[`, "\"slash_acks\":[\"\xe9\"", 1)
	for rule, text := range map[string]string{"duplicate-field": twice, "not-utf8": latin} {
		answer := after(t, text)
		if answer.Stricter != rule || answer.Want.Class != cases.Malformed || answer.Go == nil || !answer.Go.OK {
			t.Errorf("%s: %+v", rule, answer)
		}
	}
	// What follows the first value is not read.
	if answer := after(t, packet(update(1, "11"))+"\xff{"); powers(answer) != "2:20 1:11" || answer.Wire != nil {
		t.Errorf("%+v", answer)
	}
	// The module's own refusal stands, also where a packet before it breaks a rule of ours.
	if answer := after(t, twice, `{}`); answer.Stricter != "" || answer.Want.Class != cases.Malformed {
		t.Errorf("%+v", answer)
	}
}

func TestAnAnswerIsReadAsItIsWritten(t *testing.T) {
	want := after(t, packet(update(3, "30"))).Want
	var again cases.Verdict
	if err := json.Unmarshal([]byte(want.String()), &again); err != nil || again.String() != want.String() {
		t.Errorf("%v: %s, %s", err, again, want)
	}
	if want.Hash == "" || !strings.Contains(want.String(), `"validators":[{"public_key":"CiAD`) {
		t.Error(want)
	}
}
