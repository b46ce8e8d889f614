package network

import (
	"fmt"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/secp256k1"
	"github.com/cometbft/cometbft/types"
)

// Key is the private key of a validator. It follows from the network's name and the number alone.
func (n *Network) Key(validator int) crypto.PrivKey {
	secret := fmt.Appendf(nil, "parhelion recorder/%s/%d", n.Name, validator)
	if n.keyType(validator) == Secp256k1 {
		return secp256k1.GenPrivKeySecp256k1(secret)
	}
	return ed25519.GenPrivKeyFromSecret(secret)
}

// Signer signs without a record of what it signed: a driven network never asks twice.
func (n *Network) Signer(validator int) types.MockPV {
	return types.NewMockPVWithParams(n.Key(validator), false, false)
}

// Sign signs a vote as a validator, without a signature for a vote extension: these networks have
// none.
func (n *Network) Sign(vote *types.Vote, validator int) error {
	message := vote.ToProto()
	if err := n.Signer(validator).SignVote(n.ChainID, message); err != nil {
		return err
	}
	vote.Signature = message.Signature
	return nil
}

// Numbers gives the number of each validator by its address.
func (n *Network) Numbers() map[string]int {
	numbers := make(map[string]int, n.Validators())
	for i := range n.Validators() {
		numbers[string(n.Key(i).PubKey().Address())] = i
	}
	return numbers
}

// SetOf is a set of these validators, in the order of a set.
func (n *Network) SetOf(powers map[int]int64) *types.ValidatorSet {
	validators := make([]*types.Validator, 0, len(powers))
	for validator, power := range powers {
		validators = append(validators, types.NewValidator(n.Key(validator).PubKey(), power))
	}
	return types.NewValidatorSet(validators)
}

// Genesis is the document that every node of the network starts from.
func (n *Network) Genesis() (*types.GenesisDoc, error) {
	genesis := &types.GenesisDoc{
		GenesisTime:     n.GenesisTime,
		ChainID:         n.ChainID,
		InitialHeight:   n.InitialHeight,
		ConsensusParams: types.DefaultConsensusParams(),
		Validators:      make([]types.GenesisValidator, len(n.Powers)),
	}
	if genesis.GenesisTime.IsZero() {
		genesis.GenesisTime = genesisTime
	}
	genesis.ConsensusParams.Validator.PubKeyTypes = []string{string(Ed25519), string(Secp256k1)}
	genesis.ConsensusParams.ABCI.VoteExtensionsEnableHeight = n.Extensions
	for i, power := range n.Powers {
		key := n.Key(i).PubKey()
		genesis.Validators[i] = types.GenesisValidator{
			Address: key.Address(),
			PubKey:  key,
			Power:   power,
			Name:    fmt.Sprintf("validator %d", i),
		}
	}
	return genesis, genesis.ValidateAndComplete()
}

func (n *Network) keyType(validator int) KeyType {
	if n.KeyOf == nil {
		return Ed25519
	}
	return n.KeyOf(validator)
}
