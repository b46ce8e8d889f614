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
// no more, up to where it would fail. A member that it drops, because a later one has the same
// name, is scanned like the others.
func (o *Object) Scan(data []byte) Oddities {
	scanner := textScanner{decoder: json.NewDecoder(bytes.NewReader(data))}
	scanner.decoder.UseNumber()
	if !scanner.value(o) {
		return scanner.found
	}
	if !utf8.Valid(data[:scanner.decoder.InputOffset()]) {
		scanner.found |= NotUTF8
	}
	return scanner.found
}

// textScanner goes through JSON. Its methods return false where it ends.
type textScanner struct {
	decoder *json.Decoder
	found   Oddities
}

func (s *textScanner) value(shape *Object) bool {
	opening, err := s.decoder.Token()
	if err != nil {
		return false
	}
	switch opening {
	case json.Delim('['):
		for s.decoder.More() {
			if !s.value(shape) {
				return false
			}
		}
	case json.Delim('{'):
		if !s.members(shape) {
			return false
		}
	default:
		return true
	}
	_, err = s.decoder.Token()
	return err == nil
}

func (s *textScanner) members(shape *Object) bool {
	seen := make(map[string]bool)
	for s.decoder.More() {
		spelling, err := s.decoder.Token()
		if err != nil {
			return false
		}
		name := spelling.(string)
		known, isKnown := shape.member(name)
		if isKnown {
			name = known.name
		}
		if seen[name] {
			s.found |= Duplicate
		}
		seen[name] = true
		if !s.value(known.message) {
			return false
		}
	}
	return true
}

// member knows nothing in a value that has no shape.
func (o *Object) member(spelling string) (member, bool) {
	if o == nil {
		return member{}, false
	}
	known, found := o.members[spelling]
	return known, found
}
