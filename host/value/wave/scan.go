package wave

import (
	"strings"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value/internal/text"
)

// parser reads text from its start to its end. Its methods are recursive as far
// as types are deep, not as far as text nests; but for calls, whose depth is
// bounded.
type parser struct {
	text string
	pos  int
	// params are the parameters of a function, where calls stand for handles, and
	// calls how many the parser is in.
	params func(name string, want types.Type) ([]types.Param, error)
	calls  int
}

// space skips white space and comments.
func (p *parser) space() {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.pos++
		case strings.HasPrefix(p.text[p.pos:], "//"):
			end := strings.IndexByte(p.text[p.pos:], '\n')
			if end < 0 {
				end = len(p.text) - p.pos
			}
			p.pos += end
		default:
			return
		}
	}
}

// peek says whether the character c is next.
func (p *parser) peek(c byte) bool { return p.pos < len(p.text) && p.text[p.pos] == c }

// eat takes the character c if it is next, with the space before it.
func (p *parser) eat(c byte) bool {
	p.space()
	if !p.peek(c) {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(c byte, what string) error {
	if p.eat(c) {
		return nil
	}
	return p.expected(what)
}

// items reads things up to the closing bracket, separated by commas, of which
// one may follow the last.
func (p *parser) items(end byte, item func() error) error {
	for !p.eat(end) {
		if err := item(); err != nil {
			return err
		}
		if !p.eat(',') && !p.peek(end) {
			return p.expected("a comma or " + string(end))
		}
	}
	return nil
}

// run takes the characters that fit.
func (p *parser) run(fits func(c byte) bool) string {
	start := p.pos
	for p.pos < len(p.text) && fits(p.text[p.pos]) {
		p.pos++
	}
	return p.text[start:p.pos]
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func inLabel(c byte) bool  { return isLetter(c) || isDigit(c) || c == '-' }
func inNumber(c byte) bool { return inLabel(c) || c == '.' || c == '+' }

// word takes a label, which is empty where none is next. plain says that it has
// no % before it and so may be a keyword.
func (p *parser) word() (name string, plain bool) {
	at := p.pos
	plain = !p.peek('%')
	if !plain {
		p.pos++
	}
	if p.pos == len(p.text) || !isLetter(p.text[p.pos]) {
		p.pos = at
		return "", true
	}
	return p.run(inLabel), plain
}

// character takes one character of a char or string, or its escape.
func (p *parser) character() (rune, error) {
	if p.peek('\\') {
		return p.escape()
	}
	r, size := utf8.DecodeRuneInString(p.text[p.pos:])
	p.pos += size
	return r, nil
}

var escapes = map[byte]rune{'\'': '\'', '"': '"', '\\': '\\', 't': '\t', 'n': '\n', 'r': '\r'}

func (p *parser) escape() (rune, error) {
	at := p.pos
	p.pos++ // the backslash
	if p.pos == len(p.text) {
		return 0, p.expected("an escape")
	}
	c := p.text[p.pos]
	p.pos++
	if r, ok := escapes[c]; ok {
		return r, nil
	}
	if c != 'u' || !p.peek('{') {
		return 0, p.errorAt(at, `there is no such escape; escapes are \' \" \\ \t \n \r and \u{...}`)
	}
	p.pos++
	r, digits := rune(0), 0
	for ; p.pos < len(p.text); p.pos++ {
		digit := hexDigit(p.text[p.pos])
		if digit < 0 {
			break
		}
		digits++
		r = min(r<<4|digit, utf8.MaxRune+1)
	}
	switch {
	case digits == 0 || !p.peek('}'):
		return 0, p.errorAt(at, `want hexadecimal digits and } after \u{`)
	case !utf8.ValidRune(r):
		return 0, p.errorAt(at, "%s is not a character of Unicode", text.Clip(p.text[at:p.pos+1]))
	}
	p.pos++
	return r, nil
}

func hexDigit(c byte) rune {
	switch {
	case isDigit(c):
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}

// char takes a character in quotes.
func (p *parser) char() (rune, error) {
	at := p.pos
	p.pos++ // the quote
	switch {
	case p.pos == len(p.text):
		return 0, p.errorAt(at, "the character does not end")
	case p.peek('\''), p.peek('\n'):
		return 0, p.errorAt(at, `want one character between the quotes; ' is written '\'' and a new line '\n'`)
	}
	r, err := p.character()
	if err != nil {
		return 0, err
	}
	if !p.peek('\'') {
		return 0, p.errorAt(at, "want one character and a closing quote")
	}
	p.pos++
	return r, nil
}

const threeQuotes = `"""`

// quoted takes a string in quotes, which are one or three.
func (p *parser) quoted() (string, error) {
	if strings.HasPrefix(p.text[p.pos:], threeQuotes) {
		return p.lines()
	}
	at := p.pos
	p.pos++
	if plain := strings.IndexAny(p.text[p.pos:], "\"\\\n"); plain >= 0 && p.text[p.pos+plain] == '"' {
		s := p.text[p.pos : p.pos+plain]
		p.pos += plain + 1
		return s, nil
	}
	var b strings.Builder
	for {
		switch {
		case p.pos == len(p.text):
			return "", p.errorAt(at, "the string does not end")
		case p.peek('\n'):
			return "", p.errorAt(p.pos, `a string in single quotes " ends on its line; a new line is written \n`)
		case p.peek('"'):
			p.pos++
			return b.String(), nil
		}
		r, err := p.character()
		if err != nil {
			return "", err
		}
		b.WriteRune(r)
	}
}

// lines takes a string of several lines: between three quotes and the end of
// their line, and a line of spaces and three quotes. As many spaces as are there
// are taken off every line.
func (p *parser) lines() (string, error) {
	at := p.pos
	p.pos += len(threeQuotes)
	start := p.pos
	size := strings.Index(p.text[start:], threeQuotes)
	if size < 0 {
		return "", p.errorAt(at, `the string does not end: want """`)
	}
	end := start + size
	content := p.text[start:end]
	last := strings.LastIndexByte(content, '\n')
	if !strings.HasPrefix(content, "\n") && !strings.HasPrefix(content, "\r\n") {
		return "", p.errorAt(start, `want a new line after """`)
	}
	indent := content[last+1:]
	if strings.Trim(indent, " ") != "" {
		return "", p.errorAt(end, `want """ on a line of its own, with nothing but spaces before it`)
	}
	first := strings.IndexByte(content, '\n')
	var b strings.Builder
	line := parser{text: p.text[:start+last+1]} // to read escapes with positions in the whole text
	for line.pos = start + first + 1; line.pos < len(line.text); {
		if line.pos > start+first+1 {
			b.WriteByte('\n')
		}
		if !strings.HasPrefix(line.text[line.pos:], indent) {
			return "", p.errorAt(line.pos, `want %d spaces at least, as before the closing """`, len(indent))
		}
		line.pos += len(indent)
		for !line.peek('\n') {
			if strings.HasPrefix(line.text[line.pos:], "\r\n") {
				line.pos++
				continue
			}
			r, err := line.character()
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
		}
		line.pos++
	}
	p.pos = end + len(threeQuotes)
	return b.String(), nil
}
