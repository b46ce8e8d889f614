// Package wire finds what a strict protobuf reader would not pass over in silence.
//
// It knows nothing of CometBFT's decoder but what that forgives: where the decoder fails, the
// scanner stops, because the verdict is then the decoder's.
package wire

import "slices"

// Oddities is a set of departures from the encoding that CometBFT itself writes.
type Oddities uint16

// Duplicate and those after it up to Group are the ones that Parhelion refuses, in the order in
// which the format of cases lists them: where one case has several, the first names it.
const (
	Duplicate Oddities = 1 << iota
	VarintOverflow
	IntRange
	FlagRange
	NotUTF8
	FieldNumber
	Group
	UnknownField
	FieldOrder
	ExplicitDefault
	NonMinimalVarint
)

var names = []string{
	"duplicate-field", "varint-overflow", "int-range", "flag-range", "not-utf8", "field-number",
	"group", "unknown-field", "field-order", "explicit-default", "non-minimal-varint",
}

// Refused gives the identifier of the rule for which a strict reader refuses, or "".
func (o Oddities) Refused() string {
	for i, name := range names {
		if bit := Oddities(1) << i; bit <= Group && o&bit != 0 {
			return name
		}
	}
	return ""
}

// Names lists the identifiers of the set in alphabetical order.
func (o Oddities) Names() []string {
	var found []string
	for i, name := range names {
		if o&(1<<i) != 0 {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}
