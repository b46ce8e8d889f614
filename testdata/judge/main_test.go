package main

import (
	"testing"

	"judge/internal/cometbft"
	"judge/internal/judgetest"
	"judge/internal/verdict"
)

const recorded = "../cases/*.jsonl.gz"

var bench = verdict.Bench{cometbft.New(judgetest.CometBFT)}

func TestTheRecordedVerdictsAreMadeAgain(t *testing.T) {
	judgetest.AreMadeAgain(t, bench, recorded)
}

func TestTheRecordedCasesHaveEveryKindAndClass(t *testing.T) {
	judgetest.HaveEveryClass(t, bench, recorded, map[string]string{
		"light":     "ok malformed expired not_enough_trust invalid",
		"backwards": "ok malformed invalid", "commit": "ok malformed not_enough_trust invalid",
		"basic": "ok malformed", "hash": "ok malformed", "sign_bytes": "ok", "ed25519": "ok malformed invalid",
		"duplicate_vote": "ok malformed invalid", "light_client_attack": "ok malformed invalid",
	}, "duplicate-field varint-overflow int-range flag-range not-utf8 group "+
		"trust-level-range trusted-next-hash no-header-hash secp256k1-range")
}
