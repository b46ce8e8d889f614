package parhelion

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

// firstCase gives the first accepted case of a kind.
func firstCase(t *testing.T, file, kind string, fits func(*testCase) bool) *testCase {
	var found *testCase
	eachCase(t, testdata+file, func(c *testCase) {
		if found == nil && c.Kind == kind && c.Want.OK && (fits == nil || fits(c)) {
			found = c
		}
	})
	if found == nil {
		t.Fatalf("no %s in %s", kind, file)
	}
	return found
}

func TestTheEntriesOfACommitAddUpToItsTally(t *testing.T) {
	c := firstCase(t, "recorded/cases.jsonl.gz", "commit", func(c *testCase) bool {
		return c.Variant == "full" && len(c.Commit) > 12_000 // more entries than are guessed first
	})
	set := c.bytesOf(t, c.Validators)
	tally, err := NewVerifier().VerifyCommit(c.ChainID, set, c.BlockID, c.Height, c.Commit, RuleLightAll)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := ExamineCommit(c.ChainID, set, c.Commit)
	if err != nil {
		t.Fatal(err)
	}
	var signed, total uint64
	for _, e := range entries {
		total += e.Power
		if e.Status == EntrySigned {
			signed += e.Power
		}
		if e.Status > EntrySignedNil || e.Status != EntryAbsent && !bytes.Contains(c.Commit, e.Address[:]) {
			t.Errorf("not an entry of the commit: %+v", e)
		}
	}
	if signed != tally.Tallied || total != tally.Total || int(tally.Entries) != len(entries) {
		t.Errorf("%d of %d in %d entries, not %+v", signed, total, len(entries), tally)
	}
	if tally.Needed != total/3*2+total%3*2/3 {
		t.Errorf("needed are %d of %d", tally.Needed, total)
	}
}

func TestAFaultNamesItsVotes(t *testing.T) {
	c := firstCase(t, "cases/simulated.jsonl.gz", "duplicate_vote", nil)
	proof, err := VerifyDuplicateVote(c.ChainID, c.bytesOf(t, c.Validators), c.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	vote := firstField(c.Evidence) // type, height, round: fields 1 to 3, of numbers
	if len(vote) < 4 || uint32(vote[1]) != proof.VoteType || proof.Fault != DoubleVote ||
		proof.Height == 0 || !bytes.Contains(vote, proof.Validator[:]) {
		t.Errorf("%+v is not of % x", proof, vote)
	}
}

func TestTheGuiltyHaveTheirPlacesInTheCommit(t *testing.T) {
	c := firstCase(t, "cases/simulated.jsonl.gz", "light_client_attack", func(c *testCase) bool {
		return len(c.Want.Byzantine) > 1
	})
	attack, err := NewVerifier().VerifyLightClientAttack(c.Common, c.CommonValidators, c.Trusted, c.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	if attack.Kind != AttackLunatic && attack.Kind != AttackEquivocation {
		t.Errorf("the kind is %d", attack.Kind)
	}
	places := map[uint32]bool{}
	last := attack.Signers[0].Power
	for _, s := range attack.Signers {
		if places[s.Index] || s.Index > 10_000 || s.Power == 0 || s.Power > last {
			t.Errorf("%+v after one with %d", s, last)
		}
		places[s.Index], last = true, s.Power
	}
}

func TestAStateTellsWhatItsHeaderSays(t *testing.T) {
	c := firstCase(t, "cases/mainnet.jsonl.gz", "light", nil)
	hash, err := Hash(MessageHeader, firstField(c.Trusted))
	if err != nil {
		t.Fatal(err)
	}
	state, err := trusting(c, c.TrustedNext)
	if err != nil {
		t.Fatal(err)
	}
	set, err := Hash(MessageValidatorSet, c.TrustedNext)
	if err != nil {
		t.Fatal(err)
	}
	info, err := state.Info()
	if err != nil {
		t.Fatal(err)
	}
	header := firstField(c.Trusted)
	if !bytes.Equal(info.HeaderHash, hash[:]) || !bytes.Equal(info.NextValidatorsHash, set[:]) ||
		!bytes.Contains(header, info.LastBlockHash) || bytes.Equal(info.LastBlockHash, info.NextValidatorsHash) ||
		!bytes.Contains(header, info.AppHash) || len(info.AppHash) != 32 ||
		!bytes.Contains(header, []byte(info.ChainID)) || info.Height == 0 || info.Time.After(c.Now) {
		t.Errorf("%+v", info)
	}
	again, err := ParseTrustedState(state[:])
	if err != nil || again != state {
		t.Error("the stored bytes are not the state", err)
	}
	state[40]++
	if _, err := ParseTrustedState(state[:]); err == nil {
		t.Error("changed bytes are a state")
	}
}

func TestAClientsKnowledgeIsAState(t *testing.T) {
	c := firstCase(t, "cases/client_update.jsonl.gz", "client_update", nil)
	known := ConsensusState{Revision: 1, Height: 30, State: c.ConsensusStates[0].Bytes}
	if c.ConsensusStates[0].Height != "1-30" {
		t.Fatal("another case than it was")
	}
	state, err := TrustedStateFromClient(c.ClientState, known)
	if err != nil {
		t.Fatal(err)
	}
	info, err := state.Info()
	if err != nil || info.Height != 30 || info.HeaderHash != nil || len(info.NextValidatorsHash) != 32 {
		t.Errorf("%+v %v", info, err)
	}
	known.Revision = 2
	if _, err := TrustedStateFromClient(c.ClientState, known); err == nil {
		t.Error("a height of another revision is trusted")
	}
	all := c.known(t)
	if outcome, err := ClientMessage(c.ClientState, all, c.bytesOf(t, c.Message), c.Now); err != nil || outcome != OutcomeUpdate {
		t.Errorf("the outcome is %d, %v", outcome, err)
	}
}

// abciAnswers reads answers to /abci_query, one a line.
func abciAnswers(t *testing.T, name string) (answers []Answer) {
	lines, err := os.ReadFile(testdata + name)
	if err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(bytes.NewReader(lines)); decoder.More(); {
		var line struct {
			Result struct {
				Response struct {
					Key, Value []byte
					ProofOps   struct{ Ops []struct{ Data []byte } }
				}
			}
		}
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		r := line.Result.Response
		answer := Answer{Key: r.Key, Value: r.Value}
		for _, op := range r.ProofOps.Ops {
			answer.Proof = append(answer.Proof, message(1, op.Data)...)
		}
		answers = append(answers, answer)
	}
	return answers
}

func TestProofsAreOfTheStateBelowTheHeader(t *testing.T) {
	commit, err := os.ReadFile(testdata + "ics/aurora-1_78.commit.json")
	if err != nil {
		t.Fatal(err)
	}
	set, err := os.ReadFile(testdata + "ics/aurora-1_130.validators.json")
	if err != nil {
		t.Fatal(err)
	}
	block, err := LightBlockFromJSON(commit, set)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := ParseHash("CBACFA7FEBEDF5A63D84F76E09B5FF318D2D8FF943D8F8F7D34280F6D5A8EEAF")
	if err != nil {
		t.Fatal(err)
	}
	state, err := TrustOnFaith(block, hash)
	if err != nil {
		t.Fatal(err)
	}
	answers := abciAnswers(t, "ics/aurora-1_77.proofs.jsonl")
	phase, gap := answers[0], answers[len(answers)-1]
	if height, err := state.Membership("provider", phase.Key, phase.Value, phase.Proof); err != nil || height != 77 {
		t.Errorf("present at %d: %v", height, err)
	}
	if height, err := state.Absence("provider", gap.Key, gap.Proof); err != nil || height != 77 {
		t.Errorf("absent at %d: %v", height, err)
	}
	if _, err := state.Membership("provider", phase.Key, nil, phase.Proof); err == nil {
		t.Error("another value is proven")
	}
	if _, err := state.Absence("provider", phase.Key, gap.Proof); err == nil {
		t.Error("a key that is present is absent")
	}
	if _, err := state.VerifyBackwards(nil); err == nil {
		t.Error("nothing is the header before")
	}
}
