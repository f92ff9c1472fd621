package notices

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/google/licensecheck"
)

// shippable are the licences that ask for no more than their text and notices
// beside what is shipped.
var shippable = []string{
	"0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
	"CC0-1.0", "blessing", "bzip2-1.0.6", "ISC", "MIT", "MIT-0", "PSF-2.0", "Python-2.0", "SunPro", "Unicode-3.0", "Unlicense", "Zlib", "LicenseRef-public-domain",
	// The start-up code of glibc, which may be linked without any condition.
	"LGPL-2.1-or-later WITH GCC-exception-2.0",
}

func mayBeShipped(id string) bool { return slices.Contains(shippable, id) }

// phrases tell of licences that licensecheck does not know, in texts without the
// marks of comments.
var phrases = map[string][]string{
	"Apache-2.0 WITH LLVM-exception": {"LLVM Exceptions to the Apache 2.0 License"},
	"CC0-1.0":                        {"You should have received a copy of the CC0 Public Domain Dedication along with this software"},
	"SunPro":                         {"Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved"},
	"LicenseRef-public-domain": {
		"This code is released into the public domain",
		"liblzma is in the public domain",
	},
	// The blessing of SQLite, in the place of a licence.
	"blessing": {"The author disclaims copyright to this source code"},
	"LGPL-2.1-or-later WITH GCC-exception-2.0": {"the Free Software Foundation gives you unlimited permission to link the compiled version of this file with other programs"},
}

// identify gives the SPDX identifiers of the licences whose texts are found.
func identify(texts []string) []string {
	var found []string
	for _, text := range texts {
		for _, match := range licensecheck.Scan([]byte(text)).Match {
			// A grant of patents beside the licence is not a licence.
			if !match.IsURL && match.ID != "GooglePatentsFile" {
				found = append(found, match.ID)
			}
		}
		words := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '*' }), " ")
		for id, known := range phrases {
			if slices.ContainsFunc(known, func(phrase string) bool { return strings.Contains(words, phrase) }) {
				found = append(found, id)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// expression is an SPDX licence expression.
type expression struct {
	id          string // of a leaf
	all         bool   // AND, or else OR
	left, right *expression
}

// holds evaluates the expression, where has says which licences there are.
func (e *expression) holds(has func(id string) bool) bool {
	switch {
	case e.id != "":
		return has(e.id)
	case e.all:
		return e.left.holds(has) && e.right.holds(has)
	}
	return e.left.holds(has) || e.right.holds(has)
}

// parseExpression reads an SPDX expression. The slash that older crates write is
// an OR.
func parseExpression(text string) (*expression, error) {
	words := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ", "/", " OR ").Replace(text))
	e, rest, err := parseOr(words)
	if err == nil && len(rest) > 0 {
		err = errors.New("more words than an expression has: " + strings.Join(rest, " "))
	}
	return e, err
}

func parseOr(words []string) (*expression, []string, error) {
	return parseChain(words, "OR", parseAnd)
}

func parseAnd(words []string) (*expression, []string, error) {
	return parseChain(words, "AND", parseLeaf)
}

func parseChain(words []string, operator string, operand func([]string) (*expression, []string, error)) (*expression, []string, error) {
	left, words, err := operand(words)
	for err == nil && len(words) > 0 && words[0] == operator {
		var right *expression
		right, words, err = operand(words[1:])
		left = &expression{all: operator == "AND", left: left, right: right}
	}
	return left, words, err
}

func parseLeaf(words []string) (*expression, []string, error) {
	if len(words) == 0 {
		return nil, nil, errors.New("a licence is missing")
	}
	if words[0] == "(" {
		e, rest, err := parseOr(words[1:])
		if err != nil {
			return nil, nil, err
		}
		if len(rest) == 0 || rest[0] != ")" {
			return nil, nil, errors.New("a parenthesis is not closed")
		}
		return e, rest[1:], nil
	}
	id, rest := words[0], words[1:]
	if id == ")" || id == "OR" || id == "AND" || id == "WITH" {
		return nil, nil, errors.New("a licence is missing before " + id)
	}
	if len(rest) > 1 && rest[0] == "WITH" {
		id, rest = id+" WITH "+rest[1], rest[2:]
	}
	return &expression{id: id}, rest, nil
}
