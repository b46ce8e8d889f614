package follow

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// TestFollow asks the command what CometBFT's client is asked.
func TestFollow(t *testing.T) {
	t.Parallel()
	program(t)
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			asked := s.question(t)
			folder := t.TempDir()
			store, evidence := filepath.Join(folder, "store"), filepath.Join(folder, "evidence")
			said := say(t, append(asked.arguments(store), "--evidence", evidence)...)
			if said.verdict != s.ours {
				t.Errorf("%v:\n%s", said.verdict, said.output)
			}
			if named := named(said.events); s.says == "" && len(named) > 0 ||
				s.says != "" && !slices.Contains(named, s.says) {
				t.Errorf("it names %v, and not %q", named, s.says)
			}
			s.checkStore(t, status(t, store, asked.now))
			if said.verdict != forked {
				if _, err := os.Stat(evidence); err == nil {
					t.Error("there is evidence, and no fork")
				}
				return
			}
			s.checkFork(t, asked, said.last("fork"), evidence)
			if again := say(t, asked.arguments(store)...); again.verdict != forked {
				t.Errorf("and then: %v:\n%s", again.verdict, again.output)
			}
		})
	}
}

// named is what went wrong, by name.
func named(events []event) []string {
	var names []string
	for _, one := range events {
		switch one.text("event") {
		case "failed", "dropped":
			names = append(names, one.text("name"))
		case "fork":
			names = append(names, one.text("kind"))
		}
	}
	return names
}

// checkStore holds a store to have what was verified and, of the rest, nothing.
func (s scenario) checkStore(t *testing.T, store event) {
	t.Helper()
	if s.unbegun {
		if store != nil {
			t.Errorf("a store was begun: %v", store)
		}
		return
	}
	height := s.root
	if s.ours == verified {
		height = max(s.root, s.target())
	}
	honest := fmt.Sprintf("%X", lightBlock(t, "chain", height).Hash())
	if store.height("height") != height || store.text("hash") != honest {
		t.Errorf("it trusts another block than %d, %s: %v", height, honest, store)
	}
	lowest := s.root
	if s.ours == verified {
		lowest = min(s.root, s.target())
	}
	if store.height("lowest_height") != lowest {
		t.Errorf("its lowest block is not %d: %v", lowest, store)
	}
	if (store.object("fork") != nil) != (s.ours == forked) {
		t.Errorf("of a fork it says: %v", store)
	}
}

// checkFork holds the evidence to convince a node, and to be what CometBFT's client makes of the
// same.
func (s scenario) checkFork(t *testing.T, asked question, said event, folder string) {
	t.Helper()
	theirs := cometbft(t, asked)
	accusations, _ := said["accusations"].([]any)
	if len(accusations) != len(theirs.reported) {
		t.Errorf("%d accusations, CometBFT has %d: %v", len(accusations), len(theirs.reported), said)
	}
	for _, accusation := range accusations {
		against := event(accusation.(map[string]any))
		side := "witness"
		if against.text("accused") == said.object("primary").text("peer") {
			side = "primary"
		}
		found := readEvidence(t, filepath.Join(folder, "against-"+side))
		convinces(t, against.text("accuser"), found)
		expected := theirs.reported[against.text("accuser")]
		if expected == nil {
			t.Errorf("CometBFT does not accuse %s", side)
			continue
		}
		if bytes.Equal(found.Bytes(), expected.Bytes()) == s.otherWay {
			t.Errorf("against the %s, ours: %v\nCometBFT's: %v", side, summary(found), summary(expected))
		}
	}
}

func summary(e *types.LightClientAttackEvidence) string {
	return fmt.Sprintf("block %d, common %d, %v, power %d, guilty %v",
		e.ConflictingBlock.Height, e.CommonHeight, e.Timestamp, e.TotalVotingPower, e.ByzantineValidators)
}

// readEvidence reads both forms in which it is written, and holds them to be the same.
func readEvidence(t *testing.T, path string) *types.LightClientAttackEvidence {
	t.Helper()
	text, err := os.ReadFile(path + ".broadcast_evidence.json")
	if err != nil {
		t.Fatal(err)
	}
	var read types.Evidence
	if err := cmtjson.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	found := read.(*types.LightClientAttackEvidence)
	binary, err := os.ReadFile(path + ".evidence.pb")
	if err != nil {
		t.Fatal(err)
	}
	var message cmtproto.LightClientAttackEvidence
	if err := message.Unmarshal(binary); err != nil {
		t.Fatal(err)
	}
	same, err := types.LightClientAttackEvidenceFromProto(&message)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(same.Bytes(), found.Bytes()) {
		t.Errorf("%s: two forms, two pieces of evidence", path)
	}
	return found
}
