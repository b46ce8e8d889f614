package cases

import (
	"fmt"
	"reflect"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
)

// changedAttacks takes the first of each kind, and of those with a set of their own. Networks by
// consensus are left out, as with double votes.
func (a *asker) changedAttacks() error {
	if a.Network.Live() {
		return nil
	}
	seen := make(map[string]bool)
	for _, finding := range a.Findings {
		kind := string(finding.Plan.Kind)
		if len(finding.Plan.Set) > 0 {
			kind += " with a set of its own"
		}
		if seen[kind] {
			continue
		}
		seen[kind] = true
		for _, change := range attackChanges {
			if err := a.changedAttack(finding, kind, change); err != nil {
				return fmt.Errorf("%s: %s: %w", kind, change.note, err)
			}
		}
		for _, part := range attackParts {
			if err := a.incompleteAttack(finding, kind, part); err != nil {
				return fmt.Errorf("%s: %s: %w", kind, part.note, err)
			}
		}
	}
	return nil
}

// changedAttack asks nothing where the change changes nothing.
func (a *asker) changedAttack(finding attack.Finding, kind string, change attackChange) error {
	recorded, err := a.changeable(finding).ask()
	if err != nil {
		return err
	}
	q := a.changeable(finding)
	if err := change.on(q); err != nil {
		return err
	}
	asked, err := q.ask()
	if err != nil || reflect.DeepEqual(asked, recorded) {
		return err
	}
	asked.Note = kind + ": " + change.note
	a.ask(asked)
	return nil
}

func (a *asker) incompleteAttack(finding attack.Finding, kind string, part attackPart) error {
	q := a.changeable(finding)
	message, err := q.ToProto()
	if err != nil {
		return err
	}
	part.leaveOut(message.ConflictingBlock)
	evidence, err := message.Marshal()
	if err != nil {
		return err
	}
	asked, err := q.against(evidence)
	if err != nil {
		return err
	}
	asked.Note = kind + ": " + part.note
	a.ask(asked)
	return nil
}

type attackPart struct {
	note     string
	leaveOut func(*cmtproto.LightBlock)
}

var attackParts = []attackPart{
	{"no signed header", func(block *cmtproto.LightBlock) { block.SignedHeader = nil }},
	{"no header", func(block *cmtproto.LightBlock) { block.SignedHeader.Header = nil }},
	{"no commit", func(block *cmtproto.LightBlock) { block.SignedHeader.Commit = nil }},
	{"no validators", func(block *cmtproto.LightBlock) { block.ValidatorSet = nil }},
}

// changeable is an accusation that can be changed without a change to what is recorded.
type changeable struct {
	accusation
	asker   *asker
	finding attack.Finding
}

// changeable is made of evidence against the primary.
func (a *asker) changeable(finding attack.Finding) *changeable {
	q := &changeable{asker: a, finding: finding}
	evidence := *finding.AgainstForged
	evidence.ConflictingBlock = blockCopy(evidence.ConflictingBlock)
	evidence.ByzantineValidators = nil
	for _, validator := range finding.AgainstForged.ByzantineValidators {
		evidence.ByzantineValidators = append(evidence.ByzantineValidators, validator.Copy())
	}
	q.LightClientAttackEvidence = &evidence
	q.trusted = blockCopy(finding.Honest).SignedHeader
	q.parted(evidence.CommonHeight)
	q.now = a.Blocks[len(a.Blocks)-1].Time
	return q
}

// parted makes another block the common one.
func (q *changeable) parted(height int64) {
	common := q.asker.At(height)
	q.common, q.commonSet = common.SignedHeader, common.ValidatorSet
}

func blockCopy(block *types.LightBlock) *types.LightBlock {
	header := *block.Header
	return &types.LightBlock{
		SignedHeader: &types.SignedHeader{Header: &header, Commit: copyOf(block.Commit)},
		ValidatorSet: block.ValidatorSet.Copy(),
	}
}
