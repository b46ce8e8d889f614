package parhelion

import (
	"errors"
	"runtime"
	"sync"
	"time"
)

// machine is the library with one verifier, for one goroutine at a time. A method is a function of
// parhelion.h: it converts, calls, and tells the refusal. Outputs come last, and are untouched
// unless it says nil (window: see there). room is how many elements there is memory for.
type machine interface {
	trustOnFaith(block []byte, hash *[32]byte, next *TrustedState) error
	info(state *TrustedState, info *HeaderInfo) error
	fromClient(clientState []byte, known *ConsensusState, next *TrustedState) error

	verify(state *TrustedState, validators, block []byte, options *Options, now time.Time, next *TrustedState) error
	backwards(state *TrustedState, signedHeader []byte, next *TrustedState) error
	window(state *TrustedState, blocks [][]byte, options *Options, now time.Time, next *TrustedState, verified *int) error

	commit(chainID string, validators, blockID []byte, height int64, commit []byte, rule Rule, tally *Tally) error
	commitTrusting(chainID string, validators, commit []byte, threshold Threshold, rule Rule, tally *Tally) error
	examine(chainID string, validators, commit []byte, room int, entries *[]Entry, needed *int) error

	duplicateVote(chainID string, validators, evidence []byte, proof *FaultProof) error
	duplicateVoteByKey(chainID string, publicKey, evidence []byte, proof *FaultProof) error
	attack(common, commonValidators, trusted, evidence []byte, room int, attack *Attack) error
	misbehaviour(misbehaviour []byte, room int, found *Misbehaviour) error

	membership(state *TrustedState, store string, key, value, proof []byte, height *uint64) error
	absence(state *TrustedState, store string, key, proof []byte, height *uint64) error
	membershipUnderRoot(root []byte, store string, key, value, proof []byte) error
	absenceUnderRoot(root []byte, store string, key, proof []byte) error

	clientMessage(clientState []byte, known []ConsensusState, message []byte, now time.Time, outcome *Outcome) error
	attest(provider *TrustedState, release string, consumerID uint64, answers []Answer, attested *Attested) error
	consumerHeader(provider *TrustedState, release string, consumerID uint64, answers []Answer, block []byte,
		options *Options, now time.Time, next *TrustedState, attested *Attested) error
	valsetChange(members *[]Member, room int, packets [][]byte, hash *[32]byte) error

	check(message Message, chainID string, bytes []byte) error
	hash(message Message, bytes []byte, hash *[32]byte) error
	lightBlock(commit []byte, validators [][]byte, block *[]byte) error

	codeName(code Code) string
	codeText(code Code) string
	version() string
	close()
}

// scratchWords is memory for looking validators up where a function takes no verifier: two words for
// each of two sets of 10,000.
const scratchWords = 40_000

// shared runs what needs no verifier of the caller's.
var shared = new(pool)

// pool holds machines that no call uses.
type pool struct {
	mutex  sync.Mutex
	idle   []machine
	closed bool
}

// with runs a call on a machine of its own. A machine that failed is not used again.
func (p *pool) with(call func(machine) error) error {
	m, err := p.take()
	if err != nil {
		return internal(err)
	}
	err = call(m)
	if errors.Is(err, ErrInternal) {
		m.close()
		return err
	}
	p.give(m)
	return err
}

func (p *pool) take() (machine, error) {
	p.mutex.Lock()
	if last := len(p.idle) - 1; last >= 0 {
		m := p.idle[last]
		p.idle = p.idle[:last]
		p.mutex.Unlock()
		return m, nil
	}
	p.mutex.Unlock()
	return newMachine()
}

// give keeps as many machines as can run at once; a burst of goroutines leaves no more behind.
func (p *pool) give(m machine) {
	p.mutex.Lock()
	keep := !p.closed && len(p.idle) < runtime.GOMAXPROCS(0)
	if keep {
		p.idle = append(p.idle, m)
	}
	p.mutex.Unlock()
	if !keep {
		m.close()
	}
}

func (p *pool) close() {
	p.mutex.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mutex.Unlock()
	for _, m := range idle {
		m.close()
	}
}
