package wire

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

func bin(t *testing.T, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestOddities(t *testing.T) {
	for _, test := range []struct {
		about   string
		message *Message
		data    string
		want    Oddities
	}{
		{"an empty message", Commit, "", 0},
		{"fields in order", Commit, "0801 1002 1a00", 0},
		{"a repeated field", Commit, "2200 2200", 0},

		{"an integer twice", Commit, "0801 0801", Duplicate},
		{"a message twice", Commit, "1a00 1a00", Duplicate},
		{"twice, with another between", Commit, "0801 1001 0801", Duplicate | FieldOrder},
		{"twice in an inner message", Commit, "1a06 0a0101 0a0101", Duplicate},
		{"two members of a oneof", PublicKey, "0a0101 120101", Duplicate},
		{"one member twice", PublicKey, "220101 220101", Duplicate},
		{"a member of a later release", PublicKey, "1a0101", UnknownField},
		{"beside another", PublicKey, "0a0101 1a0101", Duplicate | UnknownField},
		{"of any type", PublicKey, "2801 0a0101", Duplicate | UnknownField | FieldOrder},
		{"two kinds of evidence", EvidenceList, "0a04 0a00 1200", Duplicate},
		{"two of a list", EvidenceList, "0a02 0a00 0a02 0a00", 0},

		{"the greatest integer", Commit, "08 ffffffffffffffffff01", 0},
		{"a bit beyond the 64th", Commit, "08 ffffffffffffffffff03", VarintOverflow},
		{"the same in a length", Commit, "1a 80808080808080808002", VarintOverflow},
		{"the same in a key", Commit, "88808080808080808002 01", VarintOverflow},
		{"the same in an unknown field", Commit, "a006 ffffffffffffffffff7f", VarintOverflow | UnknownField},

		{"the greatest int32", Commit, "10 ffffffff07", 0},
		{"one more", Commit, "10 8080808008", IntRange},
		{"the smallest int32", Commit, "10 80808080f8ffffffff01", 0},
		{"one less", Commit, "10 fffffffff7ffffffff01", IntRange},
		{"-1 without its sign", Commit, "10 ffffffff0f", IntRange},
		{"the greatest uint32", partSetHeader, "08 ffffffff0f", 0},
		{"2^32", partSetHeader, "08 8080808010", IntRange},
		{"-1 as uint32", partSetHeader, "08 ffffffffffffffffff01", IntRange},
		{"2^32 in 64 bits", Commit, "08 8080808010", 0},
		{"nanoseconds beyond 32 bits", timestamp, "10 8080808010", IntRange},
		{"an enum beyond 32 bits", Vote, "08 8280808010", IntRange},
		{"the round of a proof of lock", Proposal, "20 ffffffffffffffffff01", 0},

		{"a flag of a byte", commitSig, "08ff01", 0},
		{"a flag of 256", commitSig, "088002", FlagRange},
		{"a flag of -1", commitSig, "08 ffffffffffffffffff01", FlagRange},
		{"a flag of 2^32 + 2", commitSig, "08 8280808010", FlagRange},

		{"a chain id", Header, "1202 c3a9", 0},
		{"a chain id that is not UTF-8", Header, "1202 c328", NotUTF8},
		{"bytes that are not UTF-8", Header, "3202 c328", 0},

		{"a client id that is not UTF-8", Misbehaviour, "0a02 c328", NotUTF8},
		{"both headers", Misbehaviour, "0a0163 1200 1a00", 0},
		{"a header twice", Misbehaviour, "1200 1200", Duplicate},
		{"the trusted set is another field", Misbehaviour, "1204 1200 2200", 0},
		{"a trusted height twice", Misbehaviour, "1a08 1a020801 1a021001", Duplicate},
		{"a revision number of 0", Misbehaviour, "1206 1a04 0800 1001", ExplicitDefault},
		{"an unknown field of a header", Misbehaviour, "1202 2801", UnknownField},

		{"the greatest field number", Commit, "f8ffffff0f 01", UnknownField},
		{"one more", Commit, "8080808010 01", FieldNumber | UnknownField},
		{"one that is cut to a field", Commit, "888080808001 01", FieldNumber},
		{"one that is cut to a field that was there", Commit, "0801 888080808001 01", FieldNumber | Duplicate},

		{"an unknown group", Commit, "a306 a406", Group | UnknownField},
		{"a group in a group", Commit, "a306 0b 0801 0c a406 a80601", Group | UnknownField},
		{"a group with another end", Commit, "a306 0c", Group | UnknownField},
		{"oddities inside a group", Commit, "a306 08ffffffffffffffffff7f a406", Group | UnknownField},

		{"an unknown integer", Commit, "a00601", UnknownField},
		{"unknown fixed integers", Commit, "a106 0000000000000000 a506 00000000", UnknownField},
		{"an unknown string", Commit, "a20600", UnknownField},
		{"an unknown field first", Commit, "a00601 0801", UnknownField | FieldOrder},
		{"fields in another order", Commit, "1001 0801", FieldOrder},
		{"a zero", Commit, "0800", ExplicitDefault},
		{"no bytes", BlockID, "0a00", ExplicitDefault},
		{"no bytes in a oneof", PublicKey, "0a00", 0},
		{"an empty message inside", BlockID, "1200", 0},
		{"a superfluous byte", Commit, "088100", NonMinimalVarint},
		{"a superfluous byte in a key", Commit, "888000 01", NonMinimalVarint},
		{"a superfluous byte in a length", Commit, "1a8000", NonMinimalVarint},
	} {
		t.Run(test.about, func(t *testing.T) {
			got := test.message.Scan(bin(t, test.data))
			if got != test.want {
				t.Errorf("%v, not %v", got.Names(), test.want.Names())
			}
		})
	}
}

// What stands after a failure is not looked at, and the failure is no oddity.
func TestScanStopsWhereDecodingFails(t *testing.T) {
	for about, failure := range map[string]string{
		"a truncated key":                "80",
		"a truncated integer":            "0880",
		"eleven bytes":                   "08 8080808080808080808001",
		"a truncated message":            "1a05 00",
		"a length of 2^63":               "1a 80808080808080808001",
		"another wire type":              "0d 00000000",
		"wire type 6":                    "a606",
		"field 0":                        "0001",
		"field 2^31":                     "8080808040 01",
		"an end of a group":              "a406",
		"a group that does not end":      "a306 0801",
		"a truncated group":              "a306 0a05 00",
		"a fixed integer cut":            "a106 00",
		"an inner message that fails":    "1a01 0a",
		"a wire type 7 inside a group":   "a306 0f",
		"a truncated key inside a group": "a306 80",
	} {
		t.Run(about, func(t *testing.T) {
			scanner := scanner{rest: bin(t, failure)}
			if scanner.message(Commit) {
				t.Errorf("passes, with %v", scanner.found.Names())
			}
		})
	}
	// The second message would be a duplicate field, in a message and beside one.
	for _, data := range []string{"0d00000000 0801 0801", "1a020d00 1a00 1a00", "2201a6 0801 0801"} {
		if found := Commit.Scan(bin(t, data)); found != 0 {
			t.Errorf("%s: %v", data, found.Names())
		}
	}
}

func TestTheFirstRuleOfTheTableNamesTheCase(t *testing.T) {
	for _, test := range []struct {
		oddities Oddities
		rule     string
	}{
		{0, ""},
		{UnknownField | FieldOrder | ExplicitDefault | NonMinimalVarint, ""},
		{Duplicate | FieldNumber, "duplicate-field"},
		{VarintOverflow | Group, "varint-overflow"},
		{IntRange | FlagRange, "int-range"},
		{FlagRange | NotUTF8, "flag-range"},
		{NotUTF8 | FieldNumber, "not-utf8"},
		{FieldNumber | UnknownField, "field-number"},
		{Group | UnknownField, "group"},
	} {
		if got := test.oddities.Refused(); got != test.rule {
			t.Errorf("%v: %q, not %q", test.oddities.Names(), got, test.rule)
		}
	}
}

func TestNamesAreInAlphabeticalOrder(t *testing.T) {
	all := (NonMinimalVarint<<1 - 1).Names()
	if len(all) != len(names) || !slices.IsSorted(all) {
		t.Error(all)
	}
	if Oddities(0).Names() != nil {
		t.Error("names of nothing")
	}
}
