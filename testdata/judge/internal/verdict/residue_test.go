package verdict

import (
	"bytes"
	"slices"
	"testing"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/secp256k1"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
)

func TestTheRangeOfASignature(t *testing.T) {
	below := slices.Clone(groupOrder)
	below[31]--
	small := make([]byte, 32)
	for _, test := range []struct {
		r, s []byte
		out  bool
	}{
		{small, small, false}, {below, below, false}, {groupOrder, small, true}, {small, groupOrder, true},
		{bytes.Repeat([]byte{0xff}, 32), small, true}, {groupOrder, nil, false}, {groupOrder, groupOrder[:31], false},
	} {
		if got := outOfRange(slices.Concat(test.r, test.s)); got != test.out {
			t.Errorf("%x %x: %t", test.r, test.s, got)
		}
	}
}

func TestSignaturesOfOtherKeysAreLeft(t *testing.T) {
	secp, ed := secp256k1.GenPrivKey().PubKey(), ed25519.GenPrivKey().PubKey()
	set := types.NewValidatorSet([]*types.Validator{types.NewValidator(secp, 1), types.NewValidator(ed, 1)})
	high := bytes.Repeat([]byte{0xff}, 64)
	entry := func(address []byte, signature []byte) types.CommitSig {
		return types.CommitSig{BlockIDFlag: types.BlockIDFlagCommit, ValidatorAddress: address, Signature: signature}
	}
	commit := &types.Commit{Height: 3, Round: 2, Signatures: []types.CommitSig{
		entry(secp.Address(), high), entry(ed.Address(), high), entry(make([]byte, 20), high),
		entry(secp.Address(), make([]byte, 64)),
	}}
	replaced, found := WithoutResidues(commit, set)
	if !found || replaced.Height != 3 || replaced.Round != 2 {
		t.Errorf("%v", replaced)
	}
	if !bytes.Equal(replaced.Signatures[0].Signature, refusedSignature()) || !bytes.Equal(commit.Signatures[0].Signature, high) {
		t.Error("the first signature")
	}
	for i := 1; i < 4; i++ {
		if !bytes.Equal(replaced.Signatures[i].Signature, commit.Signatures[i].Signature) {
			t.Errorf("signature %d is another", i)
		}
	}
	if secp.VerifySignature([]byte("message"), refusedSignature()) {
		t.Error("the signature that is put in is good")
	}
	if _, found := WithoutResidues(&types.Commit{Signatures: commit.Signatures[1:]}, set); found {
		t.Error("found where there is none")
	}
}

func TestTheRuleHoldsWhereTheFaultIsAnother(t *testing.T) {
	first := cases.Refused(cases.Invalid, "wrong signature (#0): AA")
	for _, test := range []struct {
		own, again cases.Verdict
		holds      bool
	}{
		{cases.Accepted(), first, true},
		{cases.Refused(cases.NotEnoughTrust, "not enough: 1"), first, true},
		{cases.Refused(cases.Invalid, "wrong signature (#1): BB"), first, true},
		{cases.Refused(cases.Invalid, "wrong signature (#0): BB"), first, false},
		{cases.Refused(cases.Expired, "expired"), cases.Refused(cases.Expired, "expired"), false},
	} {
		rule := ResidueRule(true, test.own, func() cases.Verdict { return test.again })
		want := Stricter{}
		if test.holds {
			want = Stricter{"secp256k1-range", cases.Invalid}
		}
		if rule != want {
			t.Errorf("%s, %s: %v", test.own, test.again, rule)
		}
	}
	if ResidueRule(false, cases.Accepted(), nil) != (Stricter{}) {
		t.Error("asked again for nothing")
	}
}
