package cases

import (
	"fmt"
	"time"

	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/record"
)

// maxAge is the default of the consensus parameters. Verification does not look at it.
const maxAge = 48 * time.Hour

// accusation is evidence of an attack with all that it is held against.
type accusation struct {
	*types.LightClientAttackEvidence
	// common is the last block that both sides have, trusted the accuser's own.
	common, trusted *types.SignedHeader
	commonSet       *types.ValidatorSet
	now             time.Time
}

// attacks asks about each forged block, as a light client does that sees no other, and about what the
// client reported of both sides.
func (a *asker) attacks() error {
	for _, finding := range a.Findings {
		if err := a.deceived(finding); err != nil {
			return err
		}
		message, err := wire(finding.AgainstForged)
		if err != nil {
			return err
		}
		name := finding.Plan.Name
		a.ask(Case{Kind: "basic", Message: "light_client_attack", Bytes: message, Note: name})
		err = a.accuse(finding.AgainstForged, finding.Honest, name+": against the primary")
		if err != nil {
			return err
		}
		if finding.AgainstHonest == nil {
			continue
		}
		err = a.accuse(finding.AgainstHonest, finding.Forged, name+": against the witness")
		if err != nil {
			return err
		}
	}
	return nil
}

// deceived steps from the common block or, where that is no earlier than the forged one, from where
// the client stood.
func (a *asker) deceived(finding attack.Finding) error {
	from := a.At(finding.AgainstForged.CommonHeight)
	if from.Height >= finding.Forged.Height || !from.Time.Before(finding.Forged.Time) {
		from = a.At(finding.Plan.Trusted)
	}
	s := stepTo(*from, record.Block{LightBlock: finding.Forged}, finding.Plan.Name+": the forged block")
	s.now = finding.Now
	return a.light(s)
}

func (a *asker) accuse(
	evidence *types.LightClientAttackEvidence, trusted *types.LightBlock, note string,
) error {
	common := a.At(evidence.CommonHeight)
	if common == nil {
		return fmt.Errorf("common height %d is not recorded", evidence.CommonHeight)
	}
	q := &accusation{
		LightClientAttackEvidence: evidence,
		common:                    common.SignedHeader,
		trusted:                   trusted.SignedHeader,
		commonSet:                 common.ValidatorSet,
		now:                       a.Blocks[len(a.Blocks)-1].Time,
	}
	asked, err := q.ask()
	if err != nil {
		return err
	}
	asked.Note = note
	a.ask(asked)
	return nil
}

func (q *accusation) ask() (Case, error) {
	evidence, err := wire(q.LightClientAttackEvidence)
	if err != nil {
		return Case{}, err
	}
	return q.against(evidence)
}

// against is the question with these bytes for the evidence.
func (q *accusation) against(evidence []byte) (Case, error) {
	common, err := q.common.ToProto().Marshal()
	if err != nil {
		return Case{}, err
	}
	set, err := wire(q.commonSet)
	if err != nil {
		return Case{}, err
	}
	trusted, err := q.trusted.ToProto().Marshal()
	if err != nil {
		return Case{}, err
	}
	now := q.now.UTC()
	return Case{
		Kind:             "light_client_attack",
		Evidence:         evidence,
		Common:           common,
		CommonValidators: set,
		Trusted:          trusted,
		Now:              &now,
		MaxAge:           maxAge,
	}, nil
}
