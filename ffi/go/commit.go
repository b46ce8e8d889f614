package parhelion

import "errors"

// Rule is how a commit is verified. Enough is more than two thirds of the power of the set, or, of a
// trusted set, more than the threshold.
type Rule int32

const (
	// RuleFull checks every signature, those of nil votes too; the votes for the block count.
	RuleFull Rule = 1
	// RuleLight checks and counts votes for the block until they are enough.
	RuleLight Rule = 2
	// RuleLightAll checks and counts all votes for the block.
	RuleLightAll Rule = 3
	// RuleTrusting checks votes for the block by members of a trusted set, until they are enough.
	RuleTrusting Rule = 4
	// RuleTrustingAll checks all votes for the block by members of a trusted set.
	RuleTrustingAll Rule = 5
)

// Tally is how much power signed.
type Tally struct {
	// Tallied is the power that was counted; Needed had to be exceeded; Total is that of the set.
	Tallied, Needed, Total uint64
	// Entries is how many entries of the commit were looked at.
	Entries uint32
}

// VerifyCommit verifies a commit by the validator set of its height, which is the caller's to vouch
// for: [RuleFull], [RuleLight] or [RuleLightAll].
func (v *Verifier) VerifyCommit(
	chainID string, validators, blockID []byte, height int64, commit []byte, rule Rule,
) (Tally, error) {
	var tally Tally
	err := v.with(func(m machine) error {
		return m.commit(chainID, validators, blockID, height, commit, rule, &tally)
	})
	return tally, err
}

// VerifyCommitTrusting verifies that enough of a trusted set signed a commit, at whatever height:
// [RuleTrusting] or [RuleTrustingAll].
func (v *Verifier) VerifyCommitTrusting(
	chainID string, validators, commit []byte, threshold Threshold, rule Rule,
) (Tally, error) {
	var tally Tally
	err := v.with(func(m machine) error {
		return m.commitTrusting(chainID, validators, commit, threshold, rule, &tally)
	})
	return tally, err
}

// EntryStatus is what an entry of a commit is.
type EntryStatus uint32

const (
	// EntryAbsent: nothing was received from the validator.
	EntryAbsent EntryStatus = 0
	// EntrySigned: it signed for the block, and the signature is right.
	EntrySigned EntryStatus = 1
	// EntrySignedNil: it signed for no block, and the signature is right.
	EntrySignedNil EntryStatus = 2
	// EntryWrongAddress: the entry names another validator than stands at its place.
	EntryWrongAddress EntryStatus = 3
	// EntryWrongSignature: the signature is wrong.
	EntryWrongSignature EntryStatus = 4
	// EntryUnsupported: this build cannot check signatures by such a key.
	EntryUnsupported EntryStatus = 5
)

// Entry is one entry of an examined commit.
type Entry struct {
	// Address and Power are those of the validator at this place of the set.
	Address [20]byte
	Power   uint64
	Status  EntryStatus
}

// ExamineCommit tells of every entry of a commit what it is, whatever is found. No error says that
// all was looked at, not that all is well.
func ExamineCommit(chainID string, validators, commit []byte) ([]Entry, error) {
	var entries []Entry
	err := shared.with(func(m machine) error {
		room, needed := 100, 0
		err := m.examine(chainID, validators, commit, room, &entries, &needed)
		if errors.Is(err, ErrArgument) && needed > room {
			err = m.examine(chainID, validators, commit, needed, &entries, &needed)
		}
		return err
	})
	return entries, err
}
