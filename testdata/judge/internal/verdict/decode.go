package verdict

import "fmt"

// Unmarshaler is the half of a generated message that is used here.
type Unmarshaler[M any] interface {
	*M
	Unmarshal([]byte) error
}

// Decode reads a message, and makes of it what the judge makes of it. The name of the input comes
// before the reason.
func Decode[M, V any, P Unmarshaler[M]](name string, data []byte, from func(*M) (V, error)) (V, error) {
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
