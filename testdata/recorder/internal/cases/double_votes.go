package cases

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/record"
)

// doubleVote is evidence with all that it is held against. Votes that are changed are signed again,
// so that the change alone decides.
type doubleVote struct {
	*types.DuplicateVoteEvidence
	chainID    string
	validators *types.ValidatorSet
	sign       func(*types.Vote) error
}

// changedDoubleVotes takes one of each kind and type of key. Networks by consensus are left out: the
// driven ones have every kind, and the same in every run.
func (a *asker) changedDoubleVotes() error {
	if a.Network.Live() {
		return nil
	}
	seen := make(map[string]bool)
	for _, block := range a.Blocks {
		for _, piece := range block.Evidence {
			evidence, is := piece.(*types.DuplicateVoteEvidence)
			if !is {
				continue
			}
			set := a.At(evidence.Height()).ValidatorSet
			_, validator := set.GetByAddress(evidence.VoteA.ValidatorAddress)
			kind := record.Votes(evidence) + ", " + validator.PubKey.Type()
			if seen[kind] {
				continue
			}
			seen[kind] = true
			if err := a.changedDoubleVote(evidence, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *asker) changedDoubleVote(evidence *types.DuplicateVoteEvidence, kind string) error {
	for _, change := range doubleVoteChanges {
		q := a.doubleVoteQuestion(evidence)
		if err := change.on(q); err != nil {
			return fmt.Errorf("%s: %w", change.note, err)
		}
		message, err := q.ToProto().Marshal()
		if err != nil {
			return err
		}
		validators, err := wire(q.validators)
		if err != nil {
			return err
		}
		a.ask(Case{
			Kind:       "duplicate_vote",
			ChainID:    q.chainID,
			Evidence:   message,
			Validators: validators,
			Note:       kind + ": " + change.note,
		})
	}
	return nil
}

// doubleVoteQuestion can be changed without a change to what is recorded.
func (a *asker) doubleVoteQuestion(evidence *types.DuplicateVoteEvidence) *doubleVote {
	changed := *evidence
	changed.VoteA, changed.VoteB = voteCopy(evidence.VoteA), voteCopy(evidence.VoteB)
	number := a.Network.Numbers()[string(evidence.VoteA.ValidatorAddress)]
	return &doubleVote{
		DuplicateVoteEvidence: &changed,
		chainID:               a.Network.ChainID,
		validators:            a.At(evidence.Height()).ValidatorSet.Copy(),
		sign:                  func(vote *types.Vote) error { return a.Network.Sign(vote, number) },
	}
}

func voteCopy(vote *types.Vote) *types.Vote {
	copied := *vote
	copied.Signature = slices.Clone(vote.Signature)
	return &copied
}

// again signs both votes and puts them into their order.
func (q *doubleVote) again() error {
	for _, vote := range []*types.Vote{q.VoteA, q.VoteB} {
		if err := q.sign(vote); err != nil {
			return err
		}
		vote.ExtensionSignature = nil
	}
	if strings.Compare(q.VoteA.BlockID.Key(), q.VoteB.BlockID.Key()) > 0 {
		q.VoteA, q.VoteB = q.VoteB, q.VoteA
	}
	return nil
}

// culprit is the validator in the set, which is this question's own.
func (q *doubleVote) culprit() *types.Validator {
	at := slices.IndexFunc(q.validators.Validators, func(validator *types.Validator) bool {
		return bytes.Equal(validator.Address, q.VoteA.ValidatorAddress)
	})
	return q.validators.Validators[at]
}

// another is a validator of the set that did not vote twice here.
func (q *doubleVote) another() *types.Validator {
	at := slices.IndexFunc(q.validators.Validators, func(validator *types.Validator) bool {
		return !bytes.Equal(validator.Address, q.VoteA.ValidatorAddress)
	})
	return q.validators.Validators[at]
}

// withPower is the set with another power of a validator, and with the total that follows.
func (q *doubleVote) withPower(validator *types.Validator, power int64) {
	validator.VotingPower = power
	q.validators = &types.ValidatorSet{
		Validators: q.validators.Validators,
		Proposer:   q.validators.Proposer,
	}
}

type doubleVoteChange struct {
	note string
	on   func(*doubleVote) error
}

// doubleVoteChanges let each check fail alone, and each that there is not pass.
var doubleVoteChanges = []doubleVoteChange{
	{"another chain", func(q *doubleVote) error {
		q.chainID = otherChain(q.chainID)
		return nil
	}},
	{"an address that nobody has", func(q *doubleVote) error {
		q.VoteA.ValidatorAddress = tmhash.SumTruncated([]byte("nobody"))
		q.VoteB.ValidatorAddress = q.VoteA.ValidatorAddress
		return nil
	}},
	{"a set without the validator", func(q *doubleVote) error {
		q.validators = types.NewValidatorSet(slices.DeleteFunc(q.validators.Validators,
			func(validator *types.Validator) bool {
				return bytes.Equal(validator.Address, q.VoteA.ValidatorAddress)
			}))
		return nil
	}},
	{"another height in the second", func(q *doubleVote) error {
		q.VoteB.Height++
		return q.again()
	}},
	{"another round in the second", func(q *doubleVote) error {
		q.VoteB.Round ^= 1
		return q.again()
	}},
	{"another type of the second", func(q *doubleVote) error {
		q.VoteB.Type = cmtproto.PrevoteType + cmtproto.PrecommitType - q.VoteB.Type
		return q.again()
	}},
	{"another validator's address in the second", func(q *doubleVote) error {
		q.VoteB.ValidatorAddress = q.another().Address
		return nil
	}},
	{"another validator's address in both, and its power", func(q *doubleVote) error {
		innocent := q.another()
		q.VoteA.ValidatorAddress, q.VoteB.ValidatorAddress = innocent.Address, innocent.Address
		q.ValidatorPower = innocent.VotingPower
		return nil
	}},
	{"two blocks with one hash", func(q *doubleVote) error {
		q.VoteA.BlockID = q.VoteB.BlockID
		q.VoteA.BlockID.PartSetHeader.Hash = tmhash.Sum([]byte("other parts"))
		return q.again()
	}},
	{"two blocks with one hash, in one part and in two", func(q *doubleVote) error {
		q.VoteA.BlockID = q.VoteB.BlockID
		q.VoteA.BlockID.PartSetHeader.Total++
		return q.again()
	}},
	{"one vote a second later", func(q *doubleVote) error {
		q.VoteA.BlockID = q.VoteB.BlockID
		q.VoteA.Timestamp = q.VoteA.Timestamp.Add(time.Second)
		return q.again()
	}},
	{"the votes in the other order", func(q *doubleVote) error {
		q.VoteA, q.VoteB = q.VoteB, q.VoteA
		return nil
	}},
	{"no first vote", func(q *doubleVote) error { q.VoteA = nil; return nil }},
	{"no second vote", func(q *doubleVote) error { q.VoteB = nil; return nil }},
	{"a power more by one", func(q *doubleVote) error { q.ValidatorPower++; return nil }},
	{"a power less by one", func(q *doubleVote) error { q.ValidatorPower--; return nil }},
	{"a total more by one", func(q *doubleVote) error { q.TotalVotingPower++; return nil }},
	{"a total less by one", func(q *doubleVote) error { q.TotalVotingPower--; return nil }},
	{"a set in which the validator has less", func(q *doubleVote) error {
		q.withPower(q.culprit(), q.culprit().VotingPower-1)
		return nil
	}},
	{"a set in which another has less", func(q *doubleVote) error {
		q.withPower(q.another(), q.another().VotingPower-1)
		return nil
	}},
	{"first signature broken", func(q *doubleVote) error { q.VoteA.Signature[0] ^= 1; return nil }},
	{"second signature broken", func(q *doubleVote) error { q.VoteB.Signature[0] ^= 1; return nil }},
	{"the signatures exchanged", func(q *doubleVote) error {
		q.VoteA.Signature, q.VoteB.Signature = q.VoteB.Signature, q.VoteA.Signature
		return nil
	}},
	{"first signature of 63 bytes", func(q *doubleVote) error {
		q.VoteA.Signature = q.VoteA.Signature[:63]
		return nil
	}},
	{"first signature of 65 bytes", func(q *doubleVote) error {
		q.VoteA.Signature = append(q.VoteA.Signature, 0)
		return nil
	}},
	{"no second signature", func(q *doubleVote) error { q.VoteB.Signature = nil; return nil }},
	{"another time of a vote, not signed", func(q *doubleVote) error {
		q.VoteB.Timestamp = q.VoteB.Timestamp.Add(1)
		return nil
	}},
	{"another time of the evidence", func(q *doubleVote) error {
		q.Timestamp = q.Timestamp.Add(time.Hour)
		return nil
	}},
	{"other indices", func(q *doubleVote) error {
		q.VoteA.ValidatorIndex, q.VoteB.ValidatorIndex = 77, 78
		return nil
	}},
	{"a negative index", func(q *doubleVote) error { q.VoteA.ValidatorIndex = -1; return nil }},
	{"height 0", func(q *doubleVote) error {
		q.VoteA.Height, q.VoteB.Height = 0, 0
		return q.again()
	}},
	{"a negative round", func(q *doubleVote) error {
		q.VoteA.Round, q.VoteB.Round = -1, -1
		return q.again()
	}},
	{"the type of a proposal", func(q *doubleVote) error {
		q.VoteA.Type, q.VoteB.Type = cmtproto.ProposalType, cmtproto.ProposalType
		return q.again()
	}},
	{"a hash without parts", func(q *doubleVote) error {
		q.VoteB.BlockID.PartSetHeader = types.PartSetHeader{}
		return q.again()
	}},
	{"an address of 19 bytes", func(q *doubleVote) error {
		q.VoteB.ValidatorAddress = q.VoteB.ValidatorAddress[:19]
		return nil
	}},
	{"a signed extension of the second", func(q *doubleVote) error {
		q.VoteB.Extension, q.VoteB.ExtensionSignature = []byte("extension"), q.VoteB.Signature
		return nil
	}},
	{"a first vote with an extension, not signed", func(q *doubleVote) error {
		q.VoteA.Extension = []byte("extension")
		return nil
	}},
}
