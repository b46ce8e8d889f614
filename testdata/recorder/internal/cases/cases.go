// Package cases asks questions about a recorded chain. It gives no answers: the judge does, with
// the same CometBFT.
package cases

import (
	"fmt"
	"time"

	"github.com/cosmos/gogoproto/proto"

	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/record"
)

// Case is one question, in the format of the cases beside it.
type Case struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Message string `json:"message,omitempty"`
	Variant string `json:"variant,omitempty"`
	ChainID string `json:"chain_id,omitempty"`
	Bytes   []byte `json:"bytes,omitempty"`

	Trusted     []byte `json:"trusted,omitempty"`
	TrustedNext []byte `json:"trusted_next,omitempty"`
	Untrusted   []byte `json:"untrusted,omitempty"`

	Validators []byte `json:"validators,omitempty"`
	BlockID    []byte `json:"block_id,omitempty"`
	Height     int64  `json:"height,string,omitempty"`
	Commit     []byte `json:"commit,omitempty"`
	Evidence   []byte `json:"evidence,omitempty"`

	Common           []byte `json:"common,omitempty"`
	CommonValidators []byte `json:"common_validators,omitempty"`

	TrustLevel     string        `json:"trust_level,omitempty"`
	TrustingPeriod time.Duration `json:"trusting_period,string,omitempty"`
	MaxClockDrift  time.Duration `json:"max_clock_drift,string,omitempty"`
	MaxAge         time.Duration `json:"max_age,string,omitempty"`
	Now            *time.Time    `json:"now,omitempty"`

	Note string `json:"note"`
}

// asker collects the questions about one chain.
type asker struct {
	*record.Chain
	asked []Case
}

// Of gives all questions about a chain.
func Of(chain *record.Chain) ([]Case, error) {
	a := &asker{Chain: chain}
	asks := []func() error{
		a.adjacent, a.skips, a.limits, a.altered, a.backwards, a.commits, a.bytes, a.doubleVotes,
	}
	if chain.Network.Cases == network.EvidenceCases {
		asks = []func() error{
			a.doubleVotes, a.changedDoubleVotes, a.attacks, a.changedAttacks,
		}
	}
	for _, ask := range asks {
		if err := ask(); err != nil {
			return nil, fmt.Errorf("cases of %s: %w", chain.Network.Name, err)
		}
	}
	return a.asked, nil
}

func (a *asker) ask(question Case) {
	question.ID = fmt.Sprintf("rec-%s-%d", a.Network.Name, len(a.asked))
	a.asked = append(a.asked, question)
}

// samples are the positions of a few blocks that stand for all.
func (a *asker) samples() []int {
	last := len(a.Blocks) - 1
	if a.Network.Cases == network.FewCases {
		return []int{last}
	}
	return []int{0, last / 2, last}
}

// pick chooses between what is asked about a network of each size.
func (a *asker) pick(few, all []string) []string {
	if a.Network.Cases == network.FewCases {
		return few
	}
	return all
}

// message is anything of CometBFT that has a protobuf form which may fail.
type message[P proto.Message] interface{ ToProto() (P, error) }

func wire[P proto.Message](value message[P]) ([]byte, error) {
	form, err := value.ToProto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(form)
}
