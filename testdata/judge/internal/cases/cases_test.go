package cases

import (
	"math"
	"strings"
	"testing"
	"time"
)

func parse(t *testing.T, text string) *Line {
	t.Helper()
	line, err := ParseLine([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func TestAJudgedLineDiffersInTheAnswerAlone(t *testing.T) {
	answer := &Answer{Want: Refused(Invalid, "a < b & \"c\""), Judge: "us"}
	want := `"want":{"ok":false,"class":"invalid","reason":"a < b & \"c\""},"judge":"us"`
	for question, judged := range map[string]string{
		`{}`:                                  `{` + want + `}`,
		`{"id":"é\u00e9","x":[1, {"y":1.0}]}`: `{"id":"é\u00e9","x":[1, {"y":1.0}],` + want + `}`,
		`{"id":"a","note":"n","z":null}`:      `{"id":"a",` + want + `,"note":"n","z":null}`,
		`{"want":1,"id":"a","stricter":"s","go":{},"wire":[],"judge":"them"}`: `{"id":"a",` + want + `}`,
		" { \"id\" : \"a\" } \r\n": `{"id":"a",` + want + `}`,
	} {
		if got := string(parse(t, question).Judged(answer)); got != judged+"\n" {
			t.Errorf("%s: %s", question, got)
		}
	}
}

func TestAnswersAreReadAsTheyAreWritten(t *testing.T) {
	byzantine := []string{}
	own := Verdict{OK: true, Class: OK, Byzantine: &byzantine, Bytes: []byte{1, 2}, Hash: "ab"}
	answer := &Answer{
		Want: Refused(Malformed, "stricter: group"), Stricter: "group", Go: &own,
		Wire: []string{"group", "unknown-field"}, Judge: "us",
	}
	judged := parse(t, `{"id":"a"}`).Judged(answer)
	want := `{"id":"a","want":{"ok":false,"class":"malformed","reason":"stricter: group"},"stricter":"group",` +
		`"go":{"ok":true,"class":"ok","hash":"ab","bytes":"AQI=","byzantine":[]},` +
		`"wire":["group","unknown-field"],"judge":"us"}` + "\n"
	if string(judged) != want {
		t.Errorf("%s", judged)
	}
	read, err := parse(t, string(judged)).Answer()
	if err != nil {
		t.Fatal(err)
	}
	if again := parse(t, `{"id":"a"}`).Judged(read); string(again) != want {
		t.Errorf("%s", again)
	}
}

func TestLinesThatAreNone(t *testing.T) {
	for _, text := range []string{
		"", "null", "[]", `"a"`, "{", `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1}}`, `{"a":1} 2`, `{"a":1}{}`, `{a:1}`,
	} {
		if _, err := ParseLine([]byte(text)); err == nil {
			t.Errorf("%q is a line", text)
		}
	}
}

func TestReasonsAreShort(t *testing.T) {
	for length, kept := range map[int]int{0: 0, 240: 240, 241: 240} {
		if got := len(Refused(Invalid, strings.Repeat("a", length)).Reason); got != kept {
			t.Errorf("%d bytes: %d are kept", length, got)
		}
	}
	if got := Refused(Invalid, strings.Repeat("é", 121)).Reason; got != strings.Repeat("é", 120) {
		t.Error(got)
	}
	if got := Refused(Invalid, "a"+strings.Repeat("é", 120)).Reason; got != "a"+strings.Repeat("é", 119) {
		t.Error(got)
	}
}

func TestInputs(t *testing.T) {
	in := &Inputs{Line: parse(t, `{"b":"AQI=","e":"","n":null,"i":"-9223372036854775808","d":"1000000001",`+
		`"t":"2021-12-08T01:51:39.4Z","f":"2/6","s":"x"}`)}
	if got := in.Bytes("b"); string(got) != "\x01\x02" {
		t.Error(got)
	}
	if len(in.Bytes("e")) != 0 || len(in.OptionalBytes("n")) != 0 {
		t.Error("no bytes")
	}
	if in.OptionalText("absent") != "" || in.OptionalText("s") != "x" {
		t.Error("optional inputs")
	}
	if in.Int64("i") != math.MinInt64 || in.Duration("d") != time.Second+1 {
		t.Error("numbers")
	}
	if got := in.Time("t"); got != time.Date(2021, 12, 8, 1, 51, 39, 400_000_000, time.UTC) {
		t.Error(got)
	}
	if got := in.Fraction("f"); got != (Fraction{2, 6}) {
		t.Error(got)
	}
	if in.Err != nil {
		t.Error(in.Err)
	}
}

func TestInputsThatAreNone(t *testing.T) {
	text := `{"b":"A","n":null,"i":1,"big":"9223372036854775808","t":"2021-12-08","f":"1","g":"-1/3","list":[]}`
	for about, read := range map[string]func(*Inputs){
		"`b`":      func(in *Inputs) { in.Bytes("b") },
		"no `n`":   func(in *Inputs) { in.Bytes("n") },
		"no `x`":   func(in *Inputs) { in.Text("x") },
		"`list`":   func(in *Inputs) { in.OptionalBytes("list") },
		"`i`":      func(in *Inputs) { in.Int64("i") },
		"`big`":    func(in *Inputs) { in.Int64("big") },
		"`t`":      func(in *Inputs) { in.Time("t") },
		"`f`":      func(in *Inputs) { in.Fraction("f") },
		"`g`":      func(in *Inputs) { in.Fraction("g") },
		"the list": func(in *Inputs) { in.Fail("the list"); in.Fail("another") },
	} {
		in := &Inputs{Line: parse(t, text)}
		read(in)
		if in.Err == nil || !strings.HasPrefix(in.Err.Error(), about) {
			t.Errorf("%s: %v", about, in.Err)
		}
	}
}

func TestTrustLevels(t *testing.T) {
	for level, good := range map[Fraction]bool{
		{1, 3}: true, {2, 3}: true, {1, 1}: true, {3074457345618258603, math.MaxInt64}: true,
		{math.MaxInt64, math.MaxInt64}: true,
		{0, 1}:                         false, {1, 0}: false, {0, 0}: false, {1, 4}: false, {333, 1000}: false, {4, 3}: false,
		{3074457345618258602, math.MaxInt64}: false,
		{1 << 63, 1 << 63}:                   false,
		{math.MaxUint64, math.MaxUint64}:     false,
		{1, 1 << 63}:                         false,
	} {
		if level.IsTrustLevel() != good {
			t.Errorf("%d/%d", level.Numerator, level.Denominator)
		}
	}
}
