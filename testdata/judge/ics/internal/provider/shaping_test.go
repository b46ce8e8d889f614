package provider

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"

	"judge/internal/cases"
	"judge/internal/judgetest"
)

// shaping is a case with validators of these powers, all opted in, whose keys count from 1.
func shaping(powers []int64, parameters map[string]any) judgetest.Case {
	all := map[string]any{
		"top_n": 0, "validators_power_cap": 0, "validator_set_cap": 0, "allowlist": []string{},
		"denylist": []string{}, "prioritylist": []string{}, "min_stake": "0", "allow_inactive": false,
	}
	maps.Copy(all, parameters)
	validators := []any{}
	for i, power := range powers {
		validators = append(validators, map[string]any{
			"address": address(i + 1), "public_key": publicKey(i + 1), "power": strconv.FormatInt(power, 10),
			"tokens": strconv.FormatInt(power, 10), "opted_in": true, "consumer_key": nil,
		})
	}
	return judgetest.Case{
		"id": "made", "kind": "power_shaping", "height": "600", "max_provider_consensus_validators": "180",
		"validators": validators, "parameters": all, "current": []any{},
	}
}

func rawKey(number int) cmted25519.PubKey {
	return slices.Repeat([]byte{byte(number)}, 32)
}

func address(number int) string {
	return hex.EncodeToString(rawKey(number).Address())
}

func publicKey(number int) string {
	return base64.StdEncoding.EncodeToString(slices.Concat([]byte{0x0a, 32}, rawKey(number)))
}

// shown are the numbers of the keys, and the powers, in order.
func shown(validators *[]cases.Validator) string {
	if validators == nil {
		return "none"
	}
	all := []string{}
	for _, validator := range *validators {
		all = append(all, fmt.Sprintf("%d:%d", validator.PublicKey[2], validator.Power))
	}
	return strings.Join(all, " ")
}

func TestPowersAreCapped(t *testing.T) {
	for _, test := range []struct {
		powers []int64
		cap    int
		want   string
	}{
		{[]int64{16, 4, 3, 1}, 40, "1:9 2:6 3:5 4:4"},
		{[]int64{60, 138, 559}, 35, "3:264 2:264 1:229"},
		{[]int64{100, 1}, 1, "1:1 2:1"},
	} {
		want := shaping(test.powers, map[string]any{"validators_power_cap": test.cap}).Judged(t, bench).Want
		if got := shown(want.Validators); got != test.want || want.MinPower != "0" || shown(want.Updates) != test.want {
			t.Errorf("%v, %d: %s", test.powers, test.cap, want)
		}
	}
}

func TestTheTopNDecideTheLeastPower(t *testing.T) {
	for topN, least := range map[int]string{100: "1", 97: "1", 96: "3", 84: "5", 64: "6", 40: "10", 1: "10"} {
		want := shaping([]int64{10, 6, 5, 3, 1}, map[string]any{"top_n": topN}).Judged(t, bench).Want
		if want.MinPower != least {
			t.Errorf("%d: %s", topN, want)
		}
	}
	for reason, question := range map[string]judgetest.Case{
		"panic: division by zero":           shaping([]int64{0, 0}, map[string]any{"top_n": 50}),
		"computing consumer next validator": shaping([]int64{1}, map[string]any{"top_n": 101}),
		"computing consumer next":           shaping(nil, map[string]any{"top_n": 50}),
	} {
		want := question.Judged(t, bench).Want
		if want.OK || want.Class != cases.Invalid || !strings.HasPrefix(want.Reason, reason) {
			t.Error(want)
		}
	}
}

func TestTheListsAndTheCapChooseWhoValidates(t *testing.T) {
	for want, parameters := range map[string]map[string]any{
		"1:9 2:8 3:7":  nil,
		"1:9 3:7":      {"denylist": []string{address(2)}},
		"2:8":          {"allowlist": []string{address(2), address(9), address(2)}},
		"3:7 1:9":      {"prioritylist": []string{address(3)}, "validator_set_cap": 2},
		"1:9 2:8":      {"min_stake": "8"},
		"3:7 1:9 2:8":  {"prioritylist": []string{address(3)}},
		"1:9 2:8 3:7 ": {"top_n": 50, "validator_set_cap": 1},
		"":             {"allowlist": []string{address(9)}},
	} {
		verdict := shaping([]int64{9, 8, 7}, parameters).Judged(t, bench).Want
		if shown(verdict.Validators) != strings.TrimSpace(want) {
			t.Errorf("%q: %s", want, verdict)
		}
	}
}

func TestTheUpdatesLeadFromTheCurrentSet(t *testing.T) {
	question := shaping([]int64{9, 8}, nil).With("current", []any{
		map[string]any{"address": address(1), "public_key": publicKey(1), "power": "9", "join_height": "7"},
		map[string]any{"address": address(2), "public_key": publicKey(5), "power": "8", "join_height": "8"},
	})
	want := question.Judged(t, bench).Want
	if shown(want.Validators) != "1:9 2:8" || shown(want.Updates) != "5:0 2:8" ||
		*(*want.Validators)[0].JoinHeight != 7 || *(*want.Validators)[1].JoinHeight != 8 {
		t.Error(want)
	}
}

func TestWhatIsNoCaseOfPowerShaping(t *testing.T) {
	good := shaping([]int64{9}, nil)
	validator := good["validators"].([]any)[0].(map[string]any)
	changed := func(name string, value any) judgetest.Case {
		other := maps.Clone(validator)
		other[name] = value
		return good.With("validators", []any{other})
	}
	for reason, question := range map[string]judgetest.Case{
		"no `height`":      good.With("height", nil),
		"no `validators`":  good.With("validators", nil),
		"no `parameters`":  good.With("parameters", nil),
		"no `current`":     good.With("current", nil),
		"no `join_height`": good.With("current", []any{map[string]any{"power": "1"}}),
		"`validators`":     changed("power", 1),
		"`tokens`":         changed("tokens", "x"),
		"an address":       changed("address", "x"),
		"`address` ":       changed("address", address(2)),
		"`public_key`":     changed("public_key", ""),
		"a key":            changed("consumer_key", "AA=="),
	} {
		if _, err := bench.Judge(question.Line(t)); err == nil || !strings.HasPrefix(err.Error(), reason) {
			t.Errorf("%s: %v", reason, err)
		}
	}
}
