package wire

import (
	"math"
	"unicode/utf8"
)

const (
	varintType     = 0
	fixed64Type    = 1
	lengthType     = 2
	startGroupType = 3
	endGroupType   = 4
	fixed32Type    = 5

	maxFieldNumber = 1<<29 - 1
	maxFlag        = math.MaxUint8
)

// Scan finds the oddities of an encoded message, up to where CometBFT's decoder would fail.
func (m *Message) Scan(data []byte) Oddities {
	scanner := scanner{rest: data}
	scanner.message(m)
	return scanner.found
}

// Every method that returns a bool returns false where the decoder fails.
type scanner struct {
	rest  []byte
	found Oddities
}

func (s *scanner) note(oddity Oddities, holds bool) {
	if holds {
		s.found |= oddity
	}
}

func (s *scanner) message(message *Message) bool {
	var seen uint32
	var last int32
	for len(s.rest) > 0 {
		number, wireType, ok := s.key()
		if !ok {
			return false
		}
		s.note(FieldOrder, number < last)
		last = number
		field := message.field(number)
		if field.kind != unknown || field.oneof {
			// A message has no field 0, so that its bit is free for the oneof.
			slot := uint32(1) << number
			if field.oneof {
				slot = 1
			}
			s.note(Duplicate, !field.repeated && seen&slot != 0)
			seen |= slot
		}
		if field.kind == unknown {
			s.note(UnknownField, true)
			if !s.skip(wireType) {
				return false
			}
			continue
		}
		if !s.value(field, wireType) {
			return false
		}
	}
	return true
}

func (s *scanner) key() (number int32, wireType int, ok bool) {
	key, ok := s.varint()
	if !ok || key&7 == endGroupType {
		return 0, 0, false
	}
	s.note(FieldNumber, key>>3 > maxFieldNumber)
	// CometBFT cuts the number to 32 bits.
	number = int32(key >> 3)
	return number, int(key & 7), number > 0
}

func (s *scanner) value(field field, wireType int) bool {
	switch field.kind {
	case bytesKind, textKind, messageKind:
		return wireType == lengthType && s.delimited(field)
	default:
		return wireType == varintType && s.integer(field.kind)
	}
}

func (s *scanner) delimited(field field) bool {
	content, ok := s.lengthDelimited()
	if !ok {
		return false
	}
	switch field.kind {
	case messageKind:
		inner := scanner{rest: content}
		ok = inner.message(field.message)
		s.found |= inner.found
		return ok
	case textKind:
		s.note(NotUTF8, !utf8.Valid(content))
	}
	s.note(ExplicitDefault, len(content) == 0 && !field.oneof)
	return true
}

func (s *scanner) integer(kind kind) bool {
	value, ok := s.varint()
	if !ok {
		return false
	}
	s.note(ExplicitDefault, value == 0)
	switch kind {
	case int32Kind:
		s.note(IntRange, int64(value) != int64(int32(value)))
	case uint32Kind:
		s.note(IntRange, value > math.MaxUint32)
	case flagKind:
		s.note(FlagRange, value > maxFlag)
	}
	return true
}

func (s *scanner) lengthDelimited() ([]byte, bool) {
	length, ok := s.varint()
	if !ok || length > uint64(len(s.rest)) {
		return nil, false
	}
	content := s.rest[:length]
	s.rest = s.rest[length:]
	return content, true
}

func (s *scanner) skip(wireType int) bool {
	switch wireType {
	case varintType:
		_, ok := s.varint()
		return ok
	case fixed64Type:
		return s.pass(8)
	case lengthType:
		_, ok := s.lengthDelimited()
		return ok
	case startGroupType:
		s.note(Group, true)
		return s.skipGroup()
	case fixed32Type:
		return s.pass(4)
	default:
		return false
	}
}

// skipGroup follows CometBFT through a group, of which the numbers are not compared. A strict
// reader does not get to what is inside: nothing of it is noted.
func (s *scanner) skipGroup() bool {
	inner := scanner{rest: s.rest}
	for depth := 1; depth > 0; {
		key, ok := inner.varint()
		switch {
		case !ok:
			return false
		case key&7 == startGroupType:
			depth++
		case key&7 == endGroupType:
			depth--
		case !inner.skip(int(key & 7)):
			return false
		}
	}
	s.rest = inner.rest
	return true
}

func (s *scanner) pass(length int) bool {
	if length > len(s.rest) {
		return false
	}
	s.rest = s.rest[length:]
	return true
}

func (s *scanner) varint() (uint64, bool) {
	var value uint64
	for i, b := range s.rest {
		if i == 10 {
			return 0, false
		}
		value |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			s.note(VarintOverflow, i == 9 && b > 1)
			s.note(NonMinimalVarint, i > 0 && b == 0)
			s.rest = s.rest[i+1:]
			return value, true
		}
	}
	return 0, false
}
