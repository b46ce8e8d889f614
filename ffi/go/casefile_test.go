package parhelion

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const testdata = "../../testdata/"

// testCase is a line of a case file; see testdata/README.md.
type testCase struct {
	ID, Kind, Variant string
	ChainID           string `json:"chain_id"`
	TrustLevel        string `json:"trust_level"`
	TrustingPeriod    int64  `json:"trusting_period,string"`
	MaxClockDrift     int64  `json:"max_clock_drift,string"`
	Height            int64  `json:"height,string"`
	Now               time.Time
	Message           json.RawMessage // a name, or bytes
	Trusted           []byte
	TrustedNext       []byte `json:"trusted_next"`
	Untrusted         []byte
	Validators        json.RawMessage // a message, or a list
	BlockID           []byte          `json:"block_id"`
	Commit, Bytes     []byte
	PublicKey         json.RawMessage `json:"public_key"`
	Evidence, Common  []byte
	CommonValidators  []byte `json:"common_validators"`
	Misbehaviour      []byte
	Root, Proof       []byte
	Value             *[]byte
	Path, Packets     [][]byte
	ClientState       []byte `json:"client_state"`
	ConsensusStates   []struct {
		Height string
		Bytes  []byte
	} `json:"consensus_states"`
	Want struct {
		OK         bool
		Class      string
		Hash       string
		Byzantine  []string
		Validators []listed
	}
}

type listed struct {
	PublicKey []byte `json:"public_key"`
	Power     uint64 `json:"power,string"`
}

// eachCase reads a file of cases.
func eachCase(t testing.TB, path string, run func(*testCase)) {
	t.Helper()
	eachLine(t, path, func(line []byte) {
		var kind struct{ Kind string }
		if err := json.Unmarshal(line, &kind); err != nil {
			t.Fatal(err)
		}
		c := &testCase{Kind: kind.Kind}
		if !notOffered[c.Kind] {
			if err := json.Unmarshal(line, c); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
		run(c)
	})
}

// eachLine reads a zipped file line by line.
func eachLine(t testing.TB, path string, run func(line []byte)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		run(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func caseFiles(t testing.TB) []string {
	files, err := filepath.Glob(testdata + "cases/*.jsonl.gz")
	if err != nil || len(files) == 0 {
		t.Fatal("no case files in the clone", err)
	}
	return append(files, testdata+"recorded/cases.jsonl.gz")
}

// message gives a key with its value, as protobuf writes a field of bytes.
func message(number byte, value []byte) []byte {
	return append(binary.AppendUvarint([]byte{number<<3 | 2}, uint64(len(value))), value...)
}

// firstField gives the value of the field 1 of a message of nothing but fields of bytes.
func firstField(message []byte) []byte {
	for len(message) > 0 {
		size, n := binary.Uvarint(message[1:])
		if n <= 0 || size > uint64(len(message)-1-n) {
			return nil
		}
		value := message[1+n:][:size]
		if message[0] == 1<<3|2 {
			return value
		}
		message = message[1+n+int(size):]
	}
	return nil
}

func (c *testCase) bytesOf(t *testing.T, raw json.RawMessage) []byte {
	var bytes []byte
	if err := json.Unmarshal(raw, &bytes); err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	return bytes
}

func (c *testCase) threshold(t *testing.T) Threshold {
	var th Threshold
	var errs [2]error
	numerator, denominator, _ := strings.Cut(c.TrustLevel, "/")
	th.Numerator, errs[0] = strconv.ParseUint(numerator, 10, 64)
	th.Denominator, errs[1] = strconv.ParseUint(denominator, 10, 64)
	if errs != [2]error{} {
		t.Fatal(c.ID, errs)
	}
	return th
}

// members reads a list of validators, whose keys are all of Ed25519: field 1 of a PublicKey.
func members(t *testing.T, list []listed) []Member {
	var members []Member
	for _, v := range list {
		key, ok := bytes.CutPrefix(v.PublicKey, []byte{0x0a, 32})
		if !ok || len(key) != 32 {
			t.Fatalf("not a key of Ed25519: %s", base64.StdEncoding.EncodeToString(v.PublicKey))
		}
		members = append(members, Member{[32]byte(key), v.Power})
	}
	return members
}
