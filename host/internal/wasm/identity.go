package wasm

import (
	"strconv"
	"strings"
)

// Identities gives defined types numbers by which they can be compared: two types
// have the same number where they have the same structure, their groups included
// (core specification, "Type Equivalence"). It may be asked about types of several
// spaces, and is for one goroutine at a time. The zero Identities is ready for use.
type Identities struct {
	first map[string]uint32 // the number of the first type of each group, by its text
	known map[origin]uint32 // the same by where the group begins
	next  uint32
}

// Of is the number of type index, which is there. What is done is in proportion to
// the size of the groups that the type refers to, once for each group.
func (d *Identities) Of(s *Types, index uint32) uint32 {
	s, index = s.origin(index)
	group := s.list[index].group
	return d.group(s, group) + index - group
}

// group is the number of the first type of a group. A group refers to others at most
// maxTypeDepth deep, and so does this function.
func (d *Identities) group(s *Types, begin uint32) uint32 {
	if number, ok := d.known[origin{s, begin}]; ok {
		return number
	}
	if d.first == nil {
		d.first, d.known = map[string]uint32{}, map[origin]uint32{}
	}
	types := s.list[begin : begin+s.list[begin].size]
	text := d.text(s, types, begin)
	number, ok := d.first[text]
	if !ok {
		number = d.next
		d.first[text] = number
		d.next += uint32(len(types))
	}
	d.known[origin{s, begin}] = number
	return number
}

// text is equal for equal groups: a type of the group is named by its place in it,
// another one by its number.
func (d *Identities) text(s *Types, types []SubType, begin uint32) string {
	var b strings.Builder
	name := func(index uint32) {
		if place := index - begin; index >= begin && place < uint32(len(types)) {
			b.WriteString("rec." + strconv.FormatUint(uint64(place), 10))
			return
		}
		b.WriteString("#" + strconv.FormatUint(uint64(d.Of(s, index)), 10))
	}
	value := func(v ValType) {
		index, ok := v.defined()
		if !ok {
			b.WriteString(v.String())
			return
		}
		if byte(v) == codeRefNull {
			b.WriteByte('?')
		}
		name(index)
	}
	for i := range types {
		t := &types[i]
		b.WriteByte(byte(t.Form))
		if t.Final {
			b.WriteByte('!')
		}
		if t.hasSuper {
			b.WriteByte('<')
			name(t.super)
			b.WriteByte(' ')
		}
		for _, list := range [...][]ValType{t.Func.Params, t.Func.Results} {
			for _, v := range list {
				value(v)
				b.WriteByte(',')
			}
			b.WriteByte(';')
		}
		for _, f := range t.Fields {
			if f.Mutable {
				b.WriteByte('=')
			}
			value(f.Type)
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	return b.String()
}
