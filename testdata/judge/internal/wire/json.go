package wire

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Object is the shape of an object in ProtoJSON: its members, by each of their spellings.
type Object struct {
	members map[string]member
}

// member is a field under its one name, and the shape of the objects in its value.
type member struct {
	name    string
	message *Object
}

// Packet is a packet of validator updates. The names of both keys are those of one oneof.
var Packet = &Object{members: spelled(map[string]member{
	"validatorUpdates": {name: "validator_updates", message: &Object{members: spelled(map[string]member{
		"pubKey": {name: "pub_key", message: &Object{members: map[string]member{
			"ed25519": {name: "sum"}, "secp256k1": {name: "sum"},
		}}},
		"power": {name: "power"},
	})}},
	"valsetUpdateId": {name: "valset_update_id"},
	"slashAcks":      {name: "slash_acks"},
})}

// spelled adds the names of the fields to their names in JSON.
func spelled(members map[string]member) map[string]member {
	both := make(map[string]member)
	for spelling, member := range members {
		both[spelling] = member
		both[member.name] = member
	}
	return both
}

// Scan finds the oddities of the first JSON value of a text, of which the reader of packets reads
// no more.
func (o *Object) Scan(data []byte) Oddities {
	var value json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(data))
	if decoder.Decode(&value) != nil {
		return 0
	}
	found := o.scan(value)
	if !utf8.Valid(value) {
		found |= NotUTF8
	}
	return found
}

// scan goes through an object, or through the objects of a list. A value that the reader drops,
// because a later member has the same name, is scanned like the others.
func (o *Object) scan(value json.RawMessage) Oddities {
	var found Oddities
	decoder := json.NewDecoder(bytes.NewReader(value))
	switch opening, _ := decoder.Token(); opening {
	case json.Delim('['):
		for decoder.More() {
			var element json.RawMessage
			if decoder.Decode(&element) != nil {
				return found
			}
			found |= o.scan(element)
		}
	case json.Delim('{'):
		seen := make(map[string]bool)
		for decoder.More() {
			spelling, _ := decoder.Token()
			var content json.RawMessage
			if decoder.Decode(&content) != nil {
				return found
			}
			name, _ := spelling.(string)
			known, isKnown := o.members[name]
			if isKnown {
				name = known.name
			}
			if seen[name] {
				found |= Duplicate
			}
			seen[name] = true
			if known.message != nil {
				found |= known.message.scan(content)
			}
		}
	}
	return found
}
