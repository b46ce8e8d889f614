package cases

import (
	"maps"
	"slices"

	"github.com/cometbft/cometbft/crypto/tmhash"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/network"
)

type attackChange struct {
	note string
	on   func(*changeable) error
}

// attackChanges let each check fail alone, and each that there is not pass.
var attackChanges = slices.Concat(evidenceChanges, commitChangesOfAttack, trustedChanges, thresholds)

// plainly is a change that cannot fail.
func plainly(note string, on func(*changeable)) attackChange {
	return attackChange{note, func(q *changeable) error {
		on(q)
		return nil
	}}
}

// evidenceChanges are to what the evidence says beside the block.
var evidenceChanges = []attackChange{
	plainly("a total more by one", func(q *changeable) { q.TotalVotingPower++ }),
	plainly("a total less by one", func(q *changeable) { q.TotalVotingPower-- }),
	plainly("a total of 0", func(q *changeable) { q.TotalVotingPower = 0 }),
	plainly("a negative total", func(q *changeable) { q.TotalVotingPower = -1 }),
	plainly("a common height less by one", func(q *changeable) { q.CommonHeight-- }),
	plainly("a common height that is the block's", func(q *changeable) {
		q.CommonHeight = q.ConflictingBlock.Height
	}),
	plainly("a common height above the block's", func(q *changeable) {
		q.CommonHeight = q.ConflictingBlock.Height + 1
	}),
	plainly("common height 0", func(q *changeable) { q.CommonHeight = 0 }),
	plainly("another time of the evidence", func(q *changeable) { q.Timestamp = q.Timestamp.Add(1) }),
	plainly("an age above the greatest", func(q *changeable) { q.now = q.now.Add(2 * maxAge) }),
	plainly("nobody accused", func(q *changeable) { q.ByzantineValidators = nil }),
	plainly("the last accused left out", func(q *changeable) {
		q.ByzantineValidators = q.ByzantineValidators[:max(len(q.ByzantineValidators)-1, 0)]
	}),
	plainly("one accused more", func(q *changeable) {
		more := q.commonSet.Validators[q.commonSet.Size()-1]
		q.ByzantineValidators = append(q.ByzantineValidators, more)
	}),
	plainly("the accused in the other order", func(q *changeable) {
		slices.Reverse(q.ByzantineValidators)
	}),
	plainly("an accused twice in place of another", func(q *changeable) {
		if accused := q.ByzantineValidators; len(accused) > 1 {
			accused[0] = accused[1]
		}
	}),
	plainly("another power of an accused", func(q *changeable) {
		q.eachAccused(func(validator *types.Validator) { validator.VotingPower++ })
	}),
	plainly("another priority of an accused", func(q *changeable) {
		q.eachAccused(func(validator *types.Validator) { validator.ProposerPriority++ })
	}),
	plainly("a stranger in place of an accused", func(q *changeable) {
		q.eachAccused(func(validator *types.Validator) {
			validator.PubKey = q.asker.Network.Key(1 << 20).PubKey()
			validator.Address = validator.PubKey.Address()
		})
	}),
	plainly("the key of a stranger under the address of an accused", func(q *changeable) {
		q.eachAccused(func(validator *types.Validator) {
			validator.PubKey = q.asker.Network.Key(1 << 20).PubKey()
		})
	}),
}

// eachAccused changes the last: the others are compared before it.
func (q *changeable) eachAccused(change func(*types.Validator)) {
	if last := len(q.ByzantineValidators) - 1; last >= 0 {
		change(q.ByzantineValidators[last])
	}
}

// commitChangesOfAttack are to the commit of the conflicting block.
var commitChangesOfAttack = []attackChange{
	plainly("first signature broken", func(q *changeable) {
		breakSignature(q.ConflictingBlock.Commit, firstFor)
	}),
	plainly("last signature broken", func(q *changeable) {
		breakSignature(q.ConflictingBlock.Commit, lastFor)
	}),
	plainly("a nil vote's signature broken", func(q *changeable) {
		breakSignature(q.ConflictingBlock.Commit, firstNil)
	}),
	plainly("a nil vote taken for the block", func(q *changeable) { turnNil(q.ConflictingBlock.Commit) }),
	plainly("the address of a stranger in the last entry", func(q *changeable) {
		entry := &q.ConflictingBlock.Commit.Signatures[lastFor(q.ConflictingBlock.Commit)]
		entry.ValidatorAddress = tmhash.SumTruncated([]byte("nobody"))
	}),
	plainly("another round, not signed", func(q *changeable) { q.ConflictingBlock.Commit.Round ^= 1 }),
	plainly("another height of the commit", func(q *changeable) { q.ConflictingBlock.Commit.Height++ }),
	plainly("an entry too few", func(q *changeable) {
		commit := q.ConflictingBlock.Commit
		commit.Signatures = commit.Signatures[:len(commit.Signatures)-1]
	}),
	plainly("validators in the other order", func(q *changeable) {
		slices.Reverse(q.ConflictingBlock.ValidatorSet.Validators)
	}),
	plainly("a time that is not signed", func(q *changeable) {
		q.ConflictingBlock.Time = q.ConflictingBlock.Time.Add(1)
	}),
}

// trustedChanges are to what the evidence is held against, of which no signature is verified.
var trustedChanges = []attackChange{
	plainly("another chain", func(q *changeable) { q.trusted.ChainID = otherChain(q.trusted.ChainID) }),
	plainly("the block itself is trusted", func(q *changeable) {
		q.trusted = blockCopy(q.ConflictingBlock).SignedHeader
	}),
	plainly("the trusted commit is of another round", func(q *changeable) { q.trusted.Commit.Round ^= 1 }),
	plainly("an entry of the trusted commit is nil", func(q *changeable) {
		entry := &q.trusted.Commit.Signatures[firstFor(q.trusted.Commit)]
		entry.BlockIDFlag = types.BlockIDFlagNil
	}),
	plainly("the trusted block is as old as the conflicting one", func(q *changeable) {
		q.trusted.Time = q.ConflictingBlock.Time
	}),
	plainly("the trusted block is older than the conflicting one", func(q *changeable) {
		q.trusted.Time = q.ConflictingBlock.Time.Add(-1)
	}),
	plainly("another app hash is trusted", func(q *changeable) {
		q.trusted.AppHash = tmhash.Sum([]byte("a third state"))
	}),
	plainly("another common block, with a set of another power", func(q *changeable) {
		total := q.commonSet.TotalVotingPower()
		for _, block := range q.asker.Blocks {
			if block.ValidatorSet.TotalVotingPower() != total && block.Height < q.ConflictingBlock.Height {
				q.parted(block.Height)
				return
			}
		}
	}),
	plainly("the common block is the trusted one", func(q *changeable) { q.parted(q.trusted.Height) }),
}

// thresholds are blocks that were forged anew, in whose set only some of the common one sit. They are
// of the chain's own height, so that the set is no fault where a set may be another.
var thresholds = []attackChange{
	{"signed by a third of the common set", func(q *changeable) error {
		return q.forgedBySome(q.commonSet.TotalVotingPower() / 3)
	}},
	{"signed by one more than a third of the common set", func(q *changeable) error {
		return q.forgedBySome(q.commonSet.TotalVotingPower()/3 + 1)
	}},
	{"signed by two thirds of its own set", func(q *changeable) error {
		return q.forgedByTwoThirds(0)
	}},
	{"signed by one more than two thirds of its own set", func(q *changeable) error {
		return q.forgedByTwoThirds(1)
	}},
}

// forgedBySome has validators of the common set with exactly this power sign, and no others in the
// set.
func (q *changeable) forgedBySome(power int64) error {
	signers := q.some(power)
	if signers == nil {
		return nil
	}
	set := make(map[int]int64)
	for _, signer := range signers {
		set[signer] = 1
	}
	return q.forgeAgain(set, signers)
}

// forgedByTwoThirds has a set with one that does not sign, who has a third of the power, or that much
// less.
func (q *changeable) forgedByTwoThirds(less int64) error {
	signers := q.some(q.commonSet.TotalVotingPower()/3 + 1)
	if signers == nil {
		return nil
	}
	set := map[int]int64{q.asker.Network.Validators(): int64(len(signers)) - less}
	for _, signer := range signers {
		set[signer] = 2
	}
	return q.forgeAgain(set, signers)
}

// forgeAgain makes another conflicting block, and accuses whom CometBFT would.
func (q *changeable) forgeAgain(set map[int]int64, signers []int) error {
	plan := q.finding.Plan
	if plan.Kind != network.Lunatic && plan.Kind != network.ForwardLunatic {
		return nil
	}
	plan.Set, plan.Signers, plan.NilVoters = set, signers, nil
	block, err := attack.Forge(q.asker.Network, plan, q.finding.Honest)
	if err != nil {
		return err
	}
	q.ConflictingBlock = block
	q.ByzantineValidators = q.GetByzantineValidators(q.commonSet, q.trusted)
	return nil
}

// some finds validators of the common set that have exactly this power, or nil.
func (q *changeable) some(power int64) []int {
	numbers := q.asker.Network.Numbers()
	// Who has it, for each power that the first few can have together.
	found := map[int64][]int{0: {}}
	for _, validator := range q.commonSet.Validators {
		for had, who := range maps.Clone(found) {
			sum := had + validator.VotingPower
			if found[sum] == nil {
				found[sum] = append(slices.Clone(who), numbers[string(validator.Address)])
			}
		}
	}
	return found[power]
}
