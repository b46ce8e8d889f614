package cases

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Inputs reads the inputs of a case. The first that is not of the format is kept in Err: the case
// is then no question, which is another thing than a question with a malformed message.
type Inputs struct {
	Line *Line
	Err  error
}

// Fail keeps the first error.
func (in *Inputs) Fail(format string, values ...any) {
	if in.Err == nil {
		in.Err = fmt.Errorf(format, values...)
	}
}

func (in *Inputs) get(name string, value any, required bool) bool {
	found, err := in.Line.Get(name, value)
	switch {
	case err != nil:
		in.Fail("%w", err)
	case required && !found:
		in.Fail("no `%s`", name)
	}
	return found
}

// Value reads an input that is required into a value of a shape of its own.
func (in *Inputs) Value(name string, value any) {
	in.get(name, value, true)
}

// OptionalValue leaves the value as it is where the input is absent.
func (in *Inputs) OptionalValue(name string, value any) {
	in.get(name, value, false)
}

// Nullable reads an input of the type bytes, which is nil where it is absent or null.
func (in *Inputs) Nullable(name string) []byte {
	var text string
	if !in.get(name, &text, false) {
		return nil
	}
	return append([]byte{}, in.bytes(name, text)...)
}

// Bytes reads an input that is required.
func (in *Inputs) Bytes(name string) []byte {
	return in.bytes(name, in.Text(name))
}

// OptionalBytes reads an input that is empty where it is absent.
func (in *Inputs) OptionalBytes(name string) []byte {
	return in.bytes(name, in.OptionalText(name))
}

func (in *Inputs) bytes(name, text string) []byte {
	value, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		in.Fail("`%s`: %w", name, err)
	}
	return value
}

// Text reads an input that is required.
func (in *Inputs) Text(name string) string {
	var value string
	in.get(name, &value, true)
	return value
}

// OptionalText reads an input that is empty where it is absent.
func (in *Inputs) OptionalText(name string) string {
	var value string
	in.get(name, &value, false)
	return value
}

// Int64 reads a number, which the format writes as a string.
func (in *Inputs) Int64(name string) int64 {
	value, err := strconv.ParseInt(in.Text(name), 10, 64)
	if err != nil {
		in.Fail("`%s`: %w", name, err)
	}
	return value
}

// Duration reads nanoseconds.
func (in *Inputs) Duration(name string) time.Duration {
	return time.Duration(in.Int64(name))
}

// Time reads an instant.
func (in *Inputs) Time(name string) time.Time {
	value, err := time.Parse(time.RFC3339Nano, in.Text(name))
	if err != nil {
		in.Fail("`%s`: %w", name, err)
	}
	return value.UTC()
}

// Fraction is a trust level. Its terms are not reduced, and its denominator may be 0.
type Fraction struct {
	Numerator, Denominator uint64
}

// Fraction reads a fraction such as 1/3.
func (in *Inputs) Fraction(name string) Fraction {
	numerator, denominator, _ := strings.Cut(in.Text(name), "/")
	return Fraction{Numerator: in.term(name, numerator), Denominator: in.term(name, denominator)}
}

func (in *Inputs) term(name, text string) uint64 {
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		in.Fail("`%s`: %w", name, err)
	}
	return value
}

// IsTrustLevel tells whether the fraction lies in [1/3, 1] and its terms are signed 64-bit
// numbers, to which CometBFT converts them.
func (f Fraction) IsTrustLevel() bool {
	const sign = 1 << 63
	if (f.Numerator|f.Denominator)&sign != 0 || f.Denominator == 0 {
		return false
	}
	high, low := bits.Mul64(f.Numerator, 3)
	return (high > 0 || low >= f.Denominator) && f.Numerator <= f.Denominator
}
