package consumer

import (
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
	"github.com/cometbft/cometbft/types"
)

// updatedSet is the set after these updates, as CometBFT's block executor makes it.
func updatedSet(validators, updates []abci.ValidatorUpdate) (*types.ValidatorSet, error) {
	members, err := types.PB2TM.ValidatorUpdates(validators)
	if err != nil {
		return nil, err
	}
	set := types.NewValidatorSet(members)
	if err := haveKeysOfTheParameters(updates, types.DefaultConsensusParams().Validator); err != nil {
		return nil, err
	}
	changes, err := types.PB2TM.ValidatorUpdates(updates)
	if err != nil || len(changes) == 0 {
		return set, err
	}
	return set, set.UpdateWithChangeSet(changes)
}

// haveKeysOfTheParameters is what the executor asks of the updates itself, in a function that is
// not exported. Its own words show where in memory a key lies, which is left out here.
func haveKeysOfTheParameters(updates []abci.ValidatorUpdate, parameters types.ValidatorParams) error {
	for _, update := range updates {
		if update.Power < 0 {
			return fmt.Errorf("voting power can't be negative {{..} %d}", update.Power)
		}
		if update.Power == 0 {
			continue
		}
		key, err := cryptoenc.PubKeyFromProto(update.PubKey)
		if err != nil {
			return err
		}
		if !types.IsValidPubkeyType(parameters, key.Type()) {
			return fmt.Errorf("validator {{..} %d} is using pubkey %s, which is unsupported for consensus",
				update.Power, key.Type())
		}
	}
	return nil
}
