package verdict

import (
	"fmt"

	"github.com/cometbft/cometbft/types"
)

// unmarshaler is the half of a generated message that is used here.
type unmarshaler[M any] interface {
	*M
	Unmarshal([]byte) error
}

// decode reads a message, and makes of it what CometBFT makes of it. The name of the input comes
// before the reason.
func decode[M, V any, P unmarshaler[M]](name string, data []byte, from func(*M) (V, error)) (V, error) {
	var value V
	message := new(M)
	if err := P(message).Unmarshal(data); err != nil {
		return value, fmt.Errorf("%s: %w", name, err)
	}
	value, err := from(message)
	if err != nil {
		return value, fmt.Errorf("%s: %w", name, err)
	}
	return value, nil
}

func signedHeader(name string, data []byte) (*types.SignedHeader, error) {
	signed, err := decode(name, data, types.SignedHeaderFromProto)
	if err != nil {
		return nil, err
	}
	return signed, complete(name, signed)
}

func lightBlock(name string, data []byte) (*types.LightBlock, error) {
	block, err := decode(name, data, types.LightBlockFromProto)
	if err != nil {
		return nil, err
	}
	if err := complete(name, block.SignedHeader); err != nil {
		return nil, err
	}
	if block.ValidatorSet == nil {
		return nil, fmt.Errorf("%s: validator set is missing", name)
	}
	return block, nil
}

// complete refuses parts that the functions of package light take for granted.
func complete(name string, signed *types.SignedHeader) error {
	if signed == nil || signed.Header == nil || signed.Commit == nil {
		return fmt.Errorf("%s: header or commit is missing", name)
	}
	return nil
}
