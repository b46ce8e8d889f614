package record

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/network"
)

// evidenceLine is the evidence of one block, which its header's evidence_hash covers.
type evidenceLine struct {
	Height       int64  `json:"height,string"`
	EvidenceHash string `json:"evidence_hash"`
	// List is an EvidenceList, as it stands in the block.
	List     []byte  `json:"list"`
	Evidence []piece `json:"evidence"`
}

// piece is one of a list. Its bytes are a leaf of the hash: a DuplicateVoteEvidence or a
// LightClientAttackEvidence.
type piece struct {
	Kind string `json:"kind"`
	// Height is that of the votes, or of the last block that both sides of an attack have in common.
	Height int64 `json:"height,string"`
	// Votes are the step, and what the first and the second vote are for.
	Votes string `json:"votes,omitempty"`
	// Attack is the height and the hash of the forged block.
	Attack string `json:"attack,omitempty"`
	Bytes  []byte `json:"bytes"`
}

func evidenceLines(blocks []Block) ([]evidenceLine, error) {
	var lines []evidenceLine
	for _, block := range blocks {
		if len(block.Evidence) == 0 {
			continue
		}
		data := types.EvidenceData{Evidence: block.Evidence}
		list, err := data.ToProto()
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(block.Evidence.Hash(), block.EvidenceHash) {
			return nil, fmt.Errorf("height %d: evidence_hash covers another list", block.Height)
		}
		line := evidenceLine{Height: block.Height, EvidenceHash: block.EvidenceHash.String()}
		if line.List, err = list.Marshal(); err != nil {
			return nil, err
		}
		for _, evidence := range block.Evidence {
			described, err := describePiece(evidence)
			if err != nil {
				return nil, err
			}
			line.Evidence = append(line.Evidence, described)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func describePiece(evidence types.Evidence) (piece, error) {
	described := piece{Height: evidence.Height(), Bytes: evidence.Bytes()}
	switch evidence := evidence.(type) {
	case *types.DuplicateVoteEvidence:
		described.Kind = "duplicate_vote"
		described.Votes = Votes(evidence)
	case *types.LightClientAttackEvidence:
		described.Kind = "light_client_attack"
		forged := evidence.ConflictingBlock
		described.Attack = fmt.Sprintf("%d %X", forged.Height, forged.Hash())
	default:
		return piece{}, fmt.Errorf("%T in a block", evidence)
	}
	return described, nil
}

// Votes says in words which two votes there are. Nil comes first in every evidence.
func Votes(evidence *types.DuplicateVoteEvidence) string {
	step := "prevote"
	if evidence.VoteA.Type == cmtproto.PrecommitType {
		step = "precommit"
	}
	if evidence.VoteA.BlockID.IsZero() {
		return step + ", nil and a block"
	}
	return step + ", two blocks"
}

// complete tells whether the chain has the evidence that was planned. By consensus it may have come
// too late to be recorded.
func (chain *Chain) complete() error {
	for _, planned := range chain.Network.DoubleVotes {
		if !slices.ContainsFunc(chain.Blocks, func(block Block) bool {
			return slices.ContainsFunc(block.Evidence, func(evidence types.Evidence) bool {
				return chain.isPlanned(evidence, planned)
			})
		}) {
			return fmt.Errorf("no block has this double vote: %+v", planned)
		}
	}
	for _, finding := range chain.Findings {
		if finding.Refused == nil && included(chain, finding) == 0 {
			return fmt.Errorf("no block has this attack: %s", finding.Plan.Name)
		}
	}
	return nil
}

func (chain *Chain) isPlanned(evidence types.Evidence, planned network.DoubleVote) bool {
	double, is := evidence.(*types.DuplicateVoteEvidence)
	if !is || double.VoteA.Type != planned.Type || double.Height() < planned.Height {
		return false
	}
	culprit := chain.Network.Key(planned.Validator).PubKey().Address()
	second := planned.BlockID()
	return bytes.Equal(double.VoteA.ValidatorAddress, culprit) &&
		(double.VoteA.BlockID.Equals(second) || double.VoteB.BlockID.Equals(second))
}

// attackLine is an attack on a light client, and what that reported of it.
type attackLine struct {
	Name    string       `json:"name"`
	Kind    network.Kind `json:"kind"`
	Trusted int64        `json:"trusted_height,string"`
	Height  int64        `json:"height,string"`
	// Honest is the height of the chain's block that the forged one conflicts with.
	Honest int64     `json:"honest_height,string"`
	Now    time.Time `json:"now"`
	// Conflicting is the forged LightBlock.
	Conflicting    []byte `json:"conflicting"`
	AgainstPrimary []byte `json:"against_primary"`
	AgainstWitness []byte `json:"against_witness,omitempty"`
	// Common is the common height of the evidence against the primary, Byzantine who it accuses.
	Common    int64    `json:"common_height,string"`
	Byzantine []string `json:"byzantine"`
	// Included is the height of the block that has the evidence against the primary.
	Included int64 `json:"included,omitempty,string"`
	// Refused is what a node says that does not take it.
	Refused string `json:"refused,omitempty"`
}

func attackLines(chain *Chain) ([]attackLine, error) {
	lines := make([]attackLine, len(chain.Findings))
	for i, finding := range chain.Findings {
		forged, err := finding.Forged.ToProto()
		if err != nil {
			return nil, err
		}
		line := attackLine{
			Name:           finding.Plan.Name,
			Kind:           finding.Plan.Kind,
			Trusted:        finding.Plan.Trusted,
			Height:         finding.Plan.Height,
			Honest:         finding.Honest.Height,
			Now:            finding.Now.UTC(),
			AgainstPrimary: finding.AgainstForged.Bytes(),
			Common:         finding.AgainstForged.CommonHeight,
			Byzantine:      []string{},
			Included:       included(chain, finding),
		}
		if line.Conflicting, err = forged.Marshal(); err != nil {
			return nil, err
		}
		if finding.AgainstHonest != nil {
			line.AgainstWitness = finding.AgainstHonest.Bytes()
		}
		if finding.Refused != nil {
			line.Refused = reason(finding.Refused)
		}
		for _, validator := range finding.AgainstForged.ByzantineValidators {
			line.Byzantine = append(line.Byzantine, hex.EncodeToString(validator.Address))
		}
		lines[i] = line
	}
	return lines, nil
}

// reason leaves out who passed an error on, and the whole evidence behind it.
func reason(refused error) string {
	text, _, _ := strings.Cut(refused.Error(), ". Evidence: ")
	if _, after, is := strings.Cut(text, "Invalid evidence: "); is {
		return after
	}
	return text
}

// included is 0 where no recorded block has the evidence.
func included(chain *Chain, finding attack.Finding) int64 {
	for _, block := range chain.Blocks {
		for _, evidence := range block.Evidence {
			if bytes.Equal(evidence.Bytes(), finding.AgainstForged.Bytes()) {
				return block.Height
			}
		}
	}
	return 0
}
