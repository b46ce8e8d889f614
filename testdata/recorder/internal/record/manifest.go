package record

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

// Manifest is what a reader should know before opening the recording.
type Manifest struct {
	Network       string   `json:"network"`
	Release       string   `json:"release"`
	Date          string   `json:"date"`
	ChainID       string   `json:"chain_id"`
	Made          string   `json:"made"`
	Features      []string `json:"features"`
	InitialHeight int64    `json:"initial_height"`
	Heights       []Height `json:"heights"`
	Changes       []Change `json:"changes"`
}

// Height is what happened at a recorded height.
type Height struct {
	Height           int64 `json:"height"`
	Round            int32 `json:"round"`
	Validators       int   `json:"validators"`
	Power            int64 `json:"power"`
	Absent           int   `json:"absent"`
	Nil              int   `json:"nil"`
	PowerForBlock    int64 `json:"power_for_block"`
	NewValidators    bool  `json:"new_validators_follow"`
	EvidenceIncluded int   `json:"evidence"`
}

// Change is what the application told the network with the block of a height.
type Change struct {
	Height    int64  `json:"height"`
	Validator string `json:"validator"`
	Power     int64  `json:"power"`
}

// text has a line for each height and each change: a reader compares them one below the other.
func (m Manifest) text() ([]byte, error) {
	whole, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	text := innerBreak.ReplaceAllString(string(whole), " ")
	text = strings.ReplaceAll(text, "\n  }", " }")
	return append([]byte(text), '\n'), nil
}

// innerBreak is what stands in front of a member of an object in a list.
var innerBreak = regexp.MustCompile(`\n {3}`)

func manifest(chain *Chain) Manifest {
	n := chain.Network
	m := Manifest{
		Network:       n.Name,
		Release:       Release(),
		Date:          time.Now().UTC().Format(time.DateOnly),
		ChainID:       n.ChainID,
		Made:          "driven",
		Features:      n.Features,
		InitialHeight: n.InitialHeight,
		Heights:       make([]Height, len(chain.Blocks)),
		Changes:       changes(n),
	}
	if n.Live() {
		m.Made = "consensus"
	}
	for i, block := range chain.Blocks {
		m.Heights[i] = describe(block)
	}
	return m
}

func describe(block Block) Height {
	h := Height{
		Height:           block.Height,
		Round:            block.Commit.Round,
		Validators:       block.ValidatorSet.Size(),
		Power:            block.ValidatorSet.TotalVotingPower(),
		NewValidators:    !bytes.Equal(block.ValidatorsHash, block.NextValidatorsHash),
		EvidenceIncluded: len(block.Evidence),
	}
	for i, entry := range block.Commit.Signatures {
		switch entry.BlockIDFlag {
		case types.BlockIDFlagAbsent:
			h.Absent++
		case types.BlockIDFlagNil:
			h.Nil++
		case types.BlockIDFlagCommit:
			h.PowerForBlock += block.ValidatorSet.Validators[i].VotingPower
		}
	}
	return h
}

func changes(n *network.Network) []Change {
	described := []Change{}
	for _, change := range n.Changes {
		if change.Height > n.Last() {
			break
		}
		described = append(described, Change{
			Height:    change.Height,
			Validator: n.Key(change.Validator).PubKey().Address().String(),
			Power:     change.Power,
		})
	}
	return described
}
