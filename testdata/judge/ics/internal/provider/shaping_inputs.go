package provider

import (
	"bytes"
	"encoding/hex"

	"cosmossdk.io/math"
	cmtcrypto "github.com/cometbft/cometbft/proto/tendermint/crypto"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/cosmos/interchain-security/v7/x/ccv/provider/types"

	"judge/internal/cases"
)

// bonded is a validator of the provider, and what it does on the consumer.
type bonded struct {
	staking     stakingtypes.Validator
	address     sdk.ConsAddress
	power       int64
	optedIn     bool
	consumerKey *cmtcrypto.PublicKey
}

func readBonded(in *cases.Inputs) []bonded {
	var given []struct {
		Address     string `json:"address"`
		PublicKey   []byte `json:"public_key"`
		Tokens      string `json:"tokens"`
		Power       int64  `json:"power,string"`
		OptedIn     bool   `json:"opted_in"`
		ConsumerKey []byte `json:"consumer_key"`
	}
	in.Value("validators", &given)
	var all []bonded
	for _, one := range given {
		own, err := cryptocodec.FromCmtProtoPublicKey(*readKey(in, one.PublicKey))
		if err != nil {
			in.Fail("`public_key`: %w", err)
			return nil
		}
		address := readAddress(in, one.Address)
		if !bytes.Equal(address, own.Address()) {
			in.Fail("`address` %s is not that of the key", one.Address)
		}
		tokens, ok := math.NewIntFromString(one.Tokens)
		if !ok {
			in.Fail("`tokens`: %q", one.Tokens)
			return nil
		}
		// The operator's address is of no account here, but that no two have the same.
		operator := sdk.ValAddress(address).String()
		staking, err := stakingtypes.NewValidator(operator, own, stakingtypes.Description{})
		if err != nil {
			in.Fail("%w", err)
		}
		staking.Status, staking.Tokens = stakingtypes.Bonded, tokens
		validator := bonded{staking: staking, address: address, power: one.Power, optedIn: one.OptedIn}
		if one.ConsumerKey != nil {
			validator.consumerKey = readKey(in, one.ConsumerKey)
		}
		all = append(all, validator)
	}
	return all
}

func readParameters(in *cases.Inputs) types.PowerShapingParameters {
	var given struct {
		TopN               uint32   `json:"top_n"`
		ValidatorsPowerCap uint32   `json:"validators_power_cap"`
		ValidatorSetCap    uint32   `json:"validator_set_cap"`
		Allowlist          []string `json:"allowlist"`
		Denylist           []string `json:"denylist"`
		Prioritylist       []string `json:"prioritylist"`
		MinStake           uint64   `json:"min_stake,string"`
		AllowInactive      bool     `json:"allow_inactive"`
	}
	in.Value("parameters", &given)
	addresses := func(list []string) []string {
		var all []string
		for _, text := range list {
			all = append(all, readAddress(in, text).String())
		}
		return all
	}
	return types.PowerShapingParameters{
		Top_N:              given.TopN,
		ValidatorsPowerCap: given.ValidatorsPowerCap,
		ValidatorSetCap:    given.ValidatorSetCap,
		Allowlist:          addresses(given.Allowlist),
		Denylist:           addresses(given.Denylist),
		Prioritylist:       addresses(given.Prioritylist),
		MinStake:           given.MinStake,
		AllowInactiveVals:  given.AllowInactive,
	}
}

func readCurrent(in *cases.Inputs) []types.ConsensusValidator {
	var given []cases.Validator
	in.Value("current", &given)
	var all []types.ConsensusValidator
	for _, one := range given {
		if one.JoinHeight == nil {
			in.Fail("no `join_height`")
			return nil
		}
		all = append(all, types.ConsensusValidator{
			ProviderConsAddr: readAddress(in, one.Address),
			Power:            one.Power,
			PublicKey:        readKey(in, one.PublicKey),
			JoinHeight:       *one.JoinHeight,
		})
	}
	return all
}

func readAddress(in *cases.Inputs, text string) sdk.ConsAddress {
	address, err := hex.DecodeString(text)
	if err != nil {
		in.Fail("an address: %w", err)
	}
	return address
}

func readKey(in *cases.Inputs, data []byte) *cmtcrypto.PublicKey {
	key := new(cmtcrypto.PublicKey)
	if err := key.Unmarshal(data); err != nil {
		in.Fail("a key: %w", err)
	}
	return key
}
