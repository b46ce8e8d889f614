package parhelion

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// notOffered are the kinds of cases that ask for what this interface does not have.
var notOffered = map[string]bool{"sign_bytes": true, "ed25519": true, "power_shaping": true}

var rules = map[string]Rule{
	"full": RuleFull, "light": RuleLight, "light_all": RuleLightAll,
	"trusting": RuleTrusting, "trusting_all": RuleTrustingAll,
}

var messages = map[string]Message{
	"header": MessageHeader, "commit": MessageCommit, "vote": MessageVote,
	"validator_set": MessageValidatorSet, "signed_header": MessageSignedHeader,
	"light_block": MessageLightBlock, "duplicate_vote": MessageDuplicateVote,
	"light_client_attack": MessageLightClientAttack, "evidence_list": MessageEvidenceList,
}

// readFirst are the kinds of which the judge says malformed where a message was not read, and invalid
// for whatever was found afterwards: a line that the class of a code does not draw. There, being
// refused is compared.
var readFirst = map[string]bool{
	"basic": true, "hash": true, "duplicate_vote": true, "consumer_double_vote": true,
	"light_client_attack": true, "consumer_misbehaviour": true, "client_update": true,
}

// errNotAsked is of cases that have no question which can be asked here.
var errNotAsked = errors.New("not asked")

func TestEveryCaseGetsTheJudgesAnswer(t *testing.T) {
	verifier := NewVerifier()
	for _, path := range caseFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			asked, left, place := 0, map[string]int{}, 0
			codes := codesOf(t, filepath.Base(path))
			eachCase(t, path, func(c *testCase) {
				code := codes[place]
				place++
				if notOffered[c.Kind] {
					left[c.Kind]++
					return
				}
				answer, err := ask(t, verifier, c)
				if errors.Is(err, errNotAsked) {
					left[err.Error()]++
					return
				}
				asked++
				judge(t, c, answer, err)
				if found := codeOf(err); code == nil || found != *code {
					t.Errorf("%s: %v, which C does not answer", c.ID, err)
				}
			})
			t.Logf("%d cases agree; not asked: %v", asked, left)
			if asked == 0 && !strings.HasPrefix(filepath.Base(path), "power_shaping") {
				t.Error("no case was asked")
			}
		})
	}
}

// codesOf are the codes that C answers to the cases of a file; nil to those that it is not asked.
func codesOf(t *testing.T, name string) []*Code {
	var files map[string][]*Code
	text, err := os.ReadFile("../tests/data/codes.json")
	if err == nil {
		err = json.Unmarshal(text, &files)
	}
	if err != nil || len(files[name]) == 0 {
		t.Fatal("no codes", name, err)
	}
	return files[name]
}

func codeOf(err error) Code {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return 0
}

func judge(t *testing.T, c *testCase, answer string, err error) {
	t.Helper()
	class := "ok"
	var refused *Error
	if errors.As(err, &refused) {
		class = refused.Class.String()
		if readFirst[c.Kind] && (class == "malformed" || class == "invalid") {
			class = c.Want.Class
		}
	} else if err != nil {
		class = err.Error()
	}
	if class != c.Want.Class || (err == nil) != c.Want.OK {
		t.Errorf("%s: %s (%v), not %s", c.ID, class, err, c.Want.Class)
	}
	if err == nil && answer != wanted(t, c) {
		t.Errorf("%s: answers %q, not %q", c.ID, answer, wanted(t, c))
	}
}

// wanted is the judge's answer beside ok, where the kind has one.
func wanted(t *testing.T, c *testCase) string {
	switch c.Kind {
	case "hash":
		return strings.ToLower(c.Want.Hash)
	case "light_client_attack", "consumer_misbehaviour":
		return strings.Join(c.Want.Byzantine, " ")
	case "valset_change":
		return fmt.Sprint(members(t, c.Want.Validators), strings.ToLower(c.Want.Hash))
	}
	return ""
}

// ask asks what a case asks.
func ask(t *testing.T, v *Verifier, c *testCase) (string, error) {
	switch c.Kind {
	case "light":
		return "", askLight(t, v, c)
	case "backwards":
		state, err := trusting(c, anySet(t))
		if err == nil {
			_, err = state.VerifyBackwards(c.Untrusted)
		}
		return "", err
	case "commit":
		return "", askCommit(t, v, c)
	case "basic", "hash":
		return askMessage(t, c)
	case "duplicate_vote":
		_, err := VerifyDuplicateVote(c.ChainID, c.bytesOf(t, c.Validators), c.Evidence)
		return "", err
	case "consumer_double_vote":
		_, err := VerifyDuplicateVoteByKey(c.ChainID, c.bytesOf(t, c.PublicKey), c.Evidence)
		return "", err
	case "light_client_attack":
		attack, err := v.VerifyLightClientAttack(c.Common, c.CommonValidators, c.Trusted, c.Evidence)
		return addresses(attack.Signers), err
	case "consumer_misbehaviour":
		found, err := VerifyMisbehaviour(c.Misbehaviour)
		return addresses(found.Signers), err
	case "ics23":
		return "", askProof(c)
	case "client_update":
		return "", askClient(t, c)
	case "valset_change":
		var list []listed
		if err := json.Unmarshal(c.Validators, &list); err != nil {
			t.Fatal(err)
		}
		after, hash, err := ApplyValsetChange(members(t, list), c.Packets)
		return fmt.Sprint(after, hex.EncodeToString(hash[:])), err
	}
	t.Fatalf("%s: unknown kind %s", c.ID, c.Kind)
	return "", nil
}

// trusting trusts the header of a case, as its judge does. The set stands in for one that is not
// looked at.
func trusting(c *testCase, set []byte) (TrustedState, error) {
	hash, err := Hash(MessageHeader, firstField(c.Trusted))
	if errors.Is(err, ErrNoHeaderHash) {
		return TrustedState{}, fmt.Errorf("%w: the trusted header has no hash", errNotAsked)
	}
	if err := Check(MessageSignedHeader, "", c.Trusted); err != nil && !errors.Is(err, Invalid) {
		return TrustedState{}, err
	}
	block := message(1, c.Trusted)
	return TrustOnFaith(append(block, message(2, set)...), hash)
}

// anySet is the first set of the public chains.
func anySet(t *testing.T) []byte {
	set.Do(func() {
		eachCase(t, testdata+"cases/mainnet.jsonl.gz", func(c *testCase) {
			if c.Kind == "light" && set.bytes == nil {
				set.bytes = c.TrustedNext
			}
		})
	})
	return set.bytes
}

var set struct {
	sync.Once
	bytes []byte
}

func askLight(t *testing.T, v *Verifier, c *testCase) error {
	state, err := trusting(c, c.TrustedNext)
	if err != nil {
		return err
	}
	options := Options{c.threshold(t), time.Duration(c.TrustingPeriod), time.Duration(c.MaxClockDrift)}
	_, err = v.Verify(state, c.TrustedNext, c.Untrusted, options, c.Now)
	return err
}

func askCommit(t *testing.T, v *Verifier, c *testCase) error {
	set, rule := c.bytesOf(t, c.Validators), rules[c.Variant]
	if rule >= RuleTrusting {
		_, err := v.VerifyCommitTrusting(c.ChainID, set, c.Commit, c.threshold(t), rule)
		return err
	}
	_, err := v.VerifyCommit(c.ChainID, set, c.BlockID, c.Height, c.Commit, rule)
	return err
}

func askMessage(t *testing.T, c *testCase) (string, error) {
	var name string
	if err := json.Unmarshal(c.Message, &name); err != nil || messages[name] == 0 {
		t.Fatalf("%s: message %s", c.ID, c.Message)
	}
	if c.Kind == "basic" {
		return "", Check(messages[name], c.ChainID, c.Bytes)
	}
	hash, err := Hash(messages[name], c.Bytes)
	return hex.EncodeToString(hash[:]), err
}

func askProof(c *testCase) error {
	if len(c.Path) != 2 {
		return fmt.Errorf("%w: a path of another length", errNotAsked)
	}
	if c.Value == nil {
		return AbsenceUnderRoot(c.Root, string(c.Path[0]), c.Path[1], c.Proof)
	}
	return MembershipUnderRoot(c.Root, string(c.Path[0]), c.Path[1], *c.Value, c.Proof)
}

func askClient(t *testing.T, c *testCase) error {
	outcome, err := ClientMessage(c.ClientState, c.known(t), c.bytesOf(t, c.Message), c.Now)
	if err == nil && (outcome < OutcomeUpdate || outcome > OutcomeUndecided) {
		t.Errorf("%s: outcome %d", c.ID, outcome)
	}
	return err
}

// known is what the client of a case knows of heights, ascending.
func (c *testCase) known(t *testing.T) (known []ConsensusState) {
	for _, s := range c.ConsensusStates {
		revision, height, _ := strings.Cut(s.Height, "-")
		k := ConsensusState{State: s.Bytes}
		var errs [2]error
		k.Revision, errs[0] = strconv.ParseUint(revision, 10, 64)
		k.Height, errs[1] = strconv.ParseUint(height, 10, 64)
		if errs != [2]error{} {
			t.Fatal(c.ID, errs)
		}
		known = append(known, k)
	}
	slices.SortFunc(known, func(a, b ConsensusState) int {
		return slices.Compare([]uint64{a.Revision, a.Height}, []uint64{b.Revision, b.Height})
	})
	return known
}

func addresses(signers []Signer) string {
	var all []string
	for _, s := range signers {
		all = append(all, hex.EncodeToString(s.Address[:]))
	}
	return strings.Join(all, " ")
}
