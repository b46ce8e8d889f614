package wire

import "testing"

func TestTheOdditiesOfAPacket(t *testing.T) {
	for text, want := range map[string]Oddities{
		`{"validator_updates":[{"pub_key":{"ed25519":""},"power":"1"}],"slash_acks":["é"]}`: 0,
		`{"validator_updates":[],"validatorUpdates":null}`:                                  Duplicate,
		`{"valset_update_id":"1","valset_update_id":"1"}`:                                   Duplicate,
		`{"valset_update_id":"1","valset\u005fupdate_id":"1"}`:                              Duplicate,
		`{"validatorUpdates":[{},{"power":1,"power":1}]}`:                                   Duplicate,
		`{"validatorUpdates":[{"pubKey":{},"pub_key":{}}]}`:                                 Duplicate,
		`{"validatorUpdates":[{"pubKey":{"ed25519":"","secp256k1":null}}]}`:                 Duplicate,
		`{"validatorUpdates":[{"pubKey":{"ed25519":""}},{"pubKey":{"secp256k1":""}}]}`:      0,
		"{\"slash_acks\":[\"\xff\"]}":                                                       NotUTF8,
		"{\"power\":\"\xff\",\"power\":1}":                                                  Duplicate | NotUTF8,
		"{\"slash_acks\":[]} \xff":                                                          0,
		`{"valset_update_id":1}{"power":1,"power":1}`:                                       0,
		`{"valset_update_id":1,"valset_update_id":`:                                         Duplicate,
		`{"power":1,"power":1`:                                                              Duplicate,
		`{"power":{"a":1,"a":1}}`:                                                           Duplicate,
		"5":                                                                                 0,
		"":                                                                                  0,
		"\xff":                                                                              0,
	} {
		if found := Packet.Scan([]byte(text)); found != want {
			t.Errorf("%s: %v", text, found.Names())
		}
	}
}
