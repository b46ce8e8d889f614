package parhelion_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/parhelion/parhelion/ffi/go"
)

func read(name string) []byte {
	bytes, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		panic(err)
	}
	return bytes
}

// The first trusted state, of what a node answered to /commit and /validators.
func ExampleTrustOnFaith() {
	block, err := parhelion.LightBlockFromJSON(
		read("ics/borealis-1_89.commit.json"), read("ics/borealis-1_89.validators.json"))
	if err != nil {
		fmt.Println(err)
		return
	}
	hash, _ := parhelion.Hash(parhelion.MessageHeader, header(block)) // yours comes from elsewhere
	state, err := parhelion.TrustOnFaith(block, hash)
	info, _ := state.Info()
	fmt.Println(info.ChainID, info.Height, info.Time.Format(time.DateTime), err)

	_, err = parhelion.TrustOnFaith(block, [32]byte{})
	fmt.Println(err)
	// Output:
	// borealis-1 89 2026-11-23 06:51:47 <nil>
	// parhelion: the block does not have the hash that was to be trusted
}

// header takes the header out of a light block: the first field of its first field.
func header(block []byte) []byte {
	for range 2 {
		size, shift, at := 0, 0, 1
		for {
			size |= int(block[at]&0x7f) << shift
			shift, at = shift+7, at+1
			if block[at-1] < 0x80 {
				break
			}
		}
		block = block[at : at+size]
	}
	return block
}

// recorded are steps that were recorded from public chains.
func recorded(name string) (state parhelion.TrustedState, validators, block []byte) {
	var steps []struct {
		Name              string
		State, Block      []byte
		TrustedValidators []byte `json:"trusted_validators"`
	}
	if err := json.Unmarshal(read("../ffi/tests/data/steps.json"), &steps); err != nil {
		panic(err)
	}
	for _, step := range steps {
		if step.Name == name {
			state, err := parhelion.ParseTrustedState(step.State)
			if err != nil {
				panic(err)
			}
			return state, step.TrustedValidators, step.Block
		}
	}
	panic("no step " + name)
}

func ExampleVerifier_Verify() {
	state, trustedValidators, block := recorded("skip")
	now := time.Date(2023, 9, 6, 5, 0, 0, 0, time.UTC)

	verifier := parhelion.NewVerifier()
	next, err := verifier.Verify(state, trustedValidators, block, parhelion.DefaultOptions, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	info, _ := next.Info() // next[:] is what to store
	fmt.Println("verified", info.ChainID, info.Height)

	strict := parhelion.DefaultOptions
	strict.TrustThreshold = parhelion.Threshold{Numerator: 1, Denominator: 1}
	_, err = verifier.Verify(state, trustedValidators, block, strict, now)
	var refused *parhelion.Error
	if errors.Is(err, parhelion.ErrNotEnoughTrust) && errors.As(err, &refused) {
		fmt.Println("bisect:", refused.Tallied, "of", refused.Total, "signed, and more than", refused.Needed, "have to")
	}

	_, err = verifier.Verify(state, trustedValidators, block, parhelion.DefaultOptions, now.AddDate(1, 0, 0))
	fmt.Println(errors.Is(err, parhelion.Expired), err)
	// Output:
	// verified mocha-4 10
	// bisect: 20000000 of 20000000 signed, and more than 20000000 have to
	// true parhelion: the trusting period of the trusted state is over (expired 2023-09-20T04:55:46.17235145Z)
}

// What a provider chain's state says of a consumer, and a block of the consumer by that alone.
func ExampleVerifier_VerifyConsumerHeader() {
	// Trusting on faith looks at the header alone: the set may be of another height.
	block, _ := parhelion.LightBlockFromJSON(
		read("ics/aurora-1_78.commit.json"), read("ics/aurora-1_130.validators.json"))
	hash, _ := parhelion.ParseHash("CBACFA7FEBEDF5A63D84F76E09B5FF318D2D8FF943D8F8F7D34280F6D5A8EEAF")
	provider, err := parhelion.TrustOnFaith(block, hash)
	if err != nil {
		fmt.Println(err)
		return
	}
	answers := abciAnswers(read("ics/aurora-1_77.proofs.jsonl"))
	block, _ = parhelion.LightBlockFromJSON(
		read("ics/borealis-1_89.commit.json"), read("ics/borealis-1_89.validators.json"))
	now := time.Date(2026, 11, 23, 6, 53, 0, 0, time.UTC)

	next, attested, err := parhelion.NewVerifier().VerifyConsumerHeader(
		provider, "v7.0.1", 0, answers, block, parhelion.DefaultOptions, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	info, _ := next.Info()
	fmt.Printf("verified %s %d by the set %X...\n", info.ChainID, info.Height, attested.ValidatorsHash[:4])
	fmt.Println("locked at", attested.LockedHeight, attested.LockedTime.Format(time.RFC3339Nano))
	for _, member := range attested.Members {
		fmt.Println(member.Power, "of", attested.TotalPower)
	}

	_, err = parhelion.Attest(provider, "v7.0.1", 0, answers[:len(answers)-1])
	fmt.Println(errors.Is(err, parhelion.ErrRecordsIncomplete))
	// Output:
	// verified borealis-1 89 by the set F581D77D...
	// locked at 78 2026-11-23T06:51:46.465239125Z
	// 405 of 1035
	// 300 of 1035
	// 230 of 1035
	// 100 of 1035
	// true
}

// abciAnswers reads what a node answered to /abci_query with proof, one a line.
func abciAnswers(lines []byte) []parhelion.Answer {
	var answers []parhelion.Answer
	for decoder := json.NewDecoder(bytes.NewReader(lines)); decoder.More(); {
		var line struct {
			Result struct {
				Response struct {
					Key, Value []byte
					ProofOps   struct{ Ops []struct{ Data []byte } }
				}
			}
		}
		if err := decoder.Decode(&line); err != nil {
			panic(err)
		}
		r := line.Result.Response
		answer := parhelion.Answer{Key: r.Key, Value: r.Value}
		for _, op := range r.ProofOps.Ops {
			answer.Proof = append(answer.Proof, 1<<3|2)
			answer.Proof = binary.AppendUvarint(answer.Proof, uint64(len(op.Data)))
			answer.Proof = append(answer.Proof, op.Data...)
		}
		answers = append(answers, answer)
	}
	return answers
}
