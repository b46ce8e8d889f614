// Package casefile reads the cases of testdata/cases for tests: one JSON object a line, in gzip.
// testdata/README.md describes the format.
package casefile

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Case is one question with the judge's answer. What a kind does not have is empty.
type Case struct {
	ID, Kind string

	Trusted     []byte
	TrustedNext []byte `json:"trusted_next"`
	Untrusted   []byte

	TrustLevel     Fraction `json:"trust_level"`
	TrustingPeriod Duration `json:"trusting_period"`
	MaxClockDrift  Duration `json:"max_clock_drift"`
	Now            time.Time

	Variant    string
	ChainID    string `json:"chain_id"`
	Validators json.RawMessage
	BlockID    []byte `json:"block_id"`
	Height     int64  `json:",string"`
	Commit     []byte

	Evidence         []byte
	Common           []byte
	CommonValidators []byte `json:"common_validators"`

	Want     Verdict
	Stricter string
	// Go is CometBFT's own verdict, where Want is stricter.
	Go *Verdict
}

// Verdict is an answer.
type Verdict struct {
	OK        bool
	Class     string
	Reason    string
	Byzantine *[]string
}

// Judged is CometBFT's own answer.
func (c *Case) Judged() Verdict {
	if c.Go != nil {
		return *c.Go
	}
	return c.Want
}

// Set is the validator set of the kinds that have one as a message; other kinds have a list.
func (c *Case) Set() ([]byte, error) {
	var set []byte
	err := json.Unmarshal(c.Validators, &set)
	return set, err
}

// Fraction is written as "1/3".
type Fraction struct {
	Numerator, Denominator uint64
}

// UnmarshalText reads a fraction.
func (f *Fraction) UnmarshalText(text []byte) (err error) {
	numerator, denominator, _ := strings.Cut(string(text), "/")
	if f.Numerator, err = strconv.ParseUint(numerator, 10, 64); err != nil {
		return err
	}
	f.Denominator, err = strconv.ParseUint(denominator, 10, 64)
	return err
}

// Duration is written as a string of nanoseconds.
type Duration time.Duration

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	nanoseconds, err := strconv.ParseInt(string(text), 10, 64)
	*d = Duration(nanoseconds)
	return err
}

// maxLine is above the longest line of the files.
const maxLine = 1 << 22

// Each reads a file of testdata, such as cases/simulated, and calls use with the cases of this
// kind.
func Each(file, kind string, use func(*Case)) error {
	return Lines(file, func(line []byte) error {
		var is struct{ Kind string }
		if err := json.Unmarshal(line, &is); err != nil || is.Kind != kind {
			return err
		}
		found := &Case{}
		if err := json.Unmarshal(line, found); err != nil {
			return fmt.Errorf("%.80s: %w", line, err)
		}
		use(found)
		return nil
	})
}

// Lines reads a file of testdata line by line.
func Lines(file string, use func(line []byte) error) error {
	packed, err := os.Open(filepath.Join(testdata(), file+".jsonl.gz"))
	if err != nil {
		return err
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if err := use(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// testdata is beside ffi at the root of the repository.
func testdata() string {
	_, source, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(source), "../../../../../testdata")
}
