package verdict

import "errors"

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
		return value, named(name, err)
	}
	value, err := from(message)
	if err != nil {
		return value, named(name, err)
	}
	return value, nil
}

// named does not wrap: where it is formatted, an error of the Cosmos SDK adds the line of the source
// that it comes from.
func named(name string, err error) error {
	return errors.New(name + ": " + err.Error())
}
