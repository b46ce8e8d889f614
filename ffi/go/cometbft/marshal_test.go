package cometbft_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/secp256k1"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/casefile"
)

// same fails unless both give the same bytes, or both none.
func same(t *testing.T, about string, ours []byte, ourErr error, message interface{ Marshal() ([]byte, error) }, theirErr error) {
	t.Helper()
	var theirs []byte
	if theirErr == nil {
		theirs, theirErr = message.Marshal()
	}
	if (ourErr == nil) != (theirErr == nil) {
		t.Errorf("%s: %v, CometBFT: %v", about, ourErr, theirErr)
	} else if ourErr == nil && !bytes.Equal(ours, theirs) {
		t.Errorf("%s: %x, CometBFT: %x", about, ours, theirs)
	}
}

func TestMessagesAreThoseOfCometBFT(t *testing.T) {
	count := 0
	for _, file := range []string{"cases/simulated", "cases/mainnet", "recorded/cases"} {
		err := casefile.Each(file, "light", func(c *casefile.Case) {
			var message cmtproto.LightBlock
			if message.Unmarshal(c.Untrusted) != nil {
				return
			}
			block, err := types.LightBlockFromProto(&message)
			if err != nil || block.SignedHeader == nil || block.ValidatorSet == nil ||
				block.Header == nil || block.Commit == nil {
				return
			}
			count++
			ours, ourErr := cometbft.MarshalLightBlock(block)
			theirs, err := block.ToProto()
			same(t, c.ID, ours, ourErr, theirs, err)
			ours, ourErr = cometbft.MarshalValidatorSet(block.ValidatorSet)
			same(t, c.ID+" set", ours, ourErr, theirs.ValidatorSet, nil)
			ours, ourErr = cometbft.MarshalSignedHeader(block.SignedHeader)
			same(t, c.ID+" header", ours, ourErr, theirs.SignedHeader, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if count < 1000 {
		t.Errorf("%d blocks only", count)
	}
}

func TestValuesThatNoChainHas(t *testing.T) {
	entry := types.CommitSig{
		BlockIDFlag: 255, ValidatorAddress: make([]byte, 300), Timestamp: time.Unix(-1, 5), Signature: []byte{1},
	}
	last := time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	for about, when := range map[string]time.Time{
		"zero": {}, "epoch": time.Unix(0, 0), "before": time.Unix(-5, 7), "first": time.Unix(-62135596800, 0),
		"too early": time.Unix(-62135596801, 999999999), "last": last, "too late": last.Add(1),
	} {
		entry.Timestamp = when
		commit := &types.Commit{Height: -1, Round: -2, Signatures: []types.CommitSig{entry, {}}}
		ours, err := cometbft.MarshalCommit(commit)
		same(t, about, ours, err, commit.ToProto(), nil)
	}
	id := types.BlockID{Hash: make([]byte, 200), PartSetHeader: types.PartSetHeader{Total: 1 << 31, Hash: []byte{1}}}
	message := id.ToProto()
	same(t, "block id", cometbft.MarshalBlockID(id), nil, &message, nil)
}

func TestSetsThatNoChainHas(t *testing.T) {
	ed, secp := ed25519.GenPrivKey().PubKey(), secp256k1.GenPrivKey().PubKey()
	for about, set := range map[string]*types.ValidatorSet{
		"nil": nil, "empty": {}, "secp256k1": types.NewValidatorSet([]*types.Validator{types.NewValidator(secp, 1<<40)}),
		"negative": {
			Validators: []*types.Validator{{PubKey: ed, VotingPower: -1, ProposerPriority: -1 << 63}},
			Proposer:   types.NewValidator(secp, 0),
		},
		"no key":       {Validators: []*types.Validator{{VotingPower: 1}}, Proposer: types.NewValidator(ed, 1)},
		"no validator": {Validators: []*types.Validator{types.NewValidator(ed, 1), nil}},
		"a short key":  {Validators: []*types.Validator{{PubKey: ed25519.PubKey{1}}}, Proposer: types.NewValidator(ed, 1)},
	} {
		ours, ourErr := cometbft.MarshalValidatorSet(set)
		theirs, err := set.ToProto()
		same(t, about, ours, ourErr, theirs, err)
	}
	lone := &types.ValidatorSet{Validators: []*types.Validator{types.NewValidator(ed, 1)}}
	if _, err := cometbft.MarshalValidatorSet(lone); err != nil || lone.Proposer == nil {
		t.Errorf("a set without a proposer: %v", err)
	}
}

func TestMessagesThatDoNotExist(t *testing.T) {
	header := &types.Header{}
	for about, block := range map[string]*types.LightBlock{
		"nil": nil, "empty": {}, "no commit": {SignedHeader: &types.SignedHeader{Header: header}},
		"no header": {SignedHeader: &types.SignedHeader{Commit: &types.Commit{}}},
	} {
		if message, err := cometbft.MarshalLightBlock(block); err == nil {
			t.Errorf("%s: %x", about, message)
		}
	}
	if message, err := cometbft.MarshalCommit(nil); err == nil {
		t.Errorf("%x", message)
	}
}
