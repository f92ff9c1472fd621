package wit

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokIdent
	tokKeyword
	tokInteger
	tokVersion
	tokString
	tokPunct
)

// token is one token. text is the identifier without its '%', the keyword, the
// digits, the version without its '@', the string's value or the punctuation.
type token struct {
	kind tokenKind
	text string
	pos  int
	end  int
	// docs is the documentation that stands before the token.
	docs string
	// escaped says that an identifier was written with '%'.
	escaped bool
	// at says that a version was written with '@' before it.
	at bool
}

func (t token) String() string {
	switch t.kind {
	case tokEOF:
		return "end of file"
	case tokIdent:
		return fmt.Sprintf("identifier `%s`", t.text)
	case tokKeyword:
		return fmt.Sprintf("keyword `%s`", t.text)
	case tokInteger:
		return "integer " + t.text
	case tokVersion:
		return "version " + t.text
	case tokString:
		return "a string"
	}
	return fmt.Sprintf("`%s`", t.text)
}

// isKeyword tells the words that WIT.md reserves ("Keywords"), and
// error-context, which names a type.
func isKeyword(s string) bool {
	switch s {
	case "as", "async", "bool", "borrow", "char", "constructor", "enum", "export",
		"f32", "f64", "flags", "from", "func", "future", "import", "include",
		"interface", "list", "map", "option", "own", "package", "record",
		"resource", "result", "s16", "s32", "s64", "s8", "static", "stream",
		"string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant",
		"with", "world", "error-context":
		return true
	}
	return false
}

// lexer cuts one file into tokens (WIT.md, "Lexical structure").
type lexer struct {
	file string
	src  string
	off  int
	// lines holds the offset at which each line starts.
	lines []int
}

func newLexer(file, src string) (*lexer, error) {
	l := &lexer{file: file, src: src, lines: []int{0}}
	for i, r := range src {
		switch {
		case r == '\n':
			l.lines = append(l.lines, i+1)
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(src[i:]); n == 1 {
				return nil, errorf(l.pos(i), "the text is not UTF-8")
			}
		case forbidden(r):
			return nil, errorf(l.pos(i), "the character U+%04X is not allowed in WIT", r)
		}
	}
	return l, nil
}

// forbidden tells the characters that WIT text must not contain: bidirectional
// overrides, control codes, and what Unicode deprecates or discourages.
func forbidden(r rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return false
	case r < 0x20 || r >= 0x7f && r <= 0x9f:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	case r == 0x149, r == 0x673, r == 0xf77, r == 0xf79, r == 0x17a3, r == 0x17a4, r == 0x17b4, r == 0x17b5:
		return true
	case r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

func (l *lexer) pos(off int) Pos {
	lo, hi := 0, len(l.lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; l.lines[mid] <= off {
			lo = mid
		} else {
			hi = mid
		}
	}
	return Pos{File: l.file, Line: lo + 1, Column: off - l.lines[lo] + 1}
}

func (l *lexer) next() (token, error) {
	docs, err := l.space()
	if err != nil {
		return token{}, err
	}
	t := token{pos: l.off, docs: docs}
	if l.off >= len(l.src) {
		t.end = l.off
		return t, nil
	}
	switch c := l.src[l.off]; {
	case c == '%' || isLetter(c):
		return l.word(t)
	case isDigit(c):
		return l.number(t)
	case c == '@' && l.off+1 < len(l.src) && isDigit(l.src[l.off+1]):
		l.off++
		v, err := l.number(t)
		if err == nil && v.kind != tokVersion {
			return v, errorf(l.pos(t.pos+1), "`%s` is not a version of three numbers", v.text)
		}
		v.at = true
		return v, err
	case c == '"':
		return l.str(t)
	case strings.HasPrefix(l.src[l.off:], "->"):
		return l.punct(t, 2), nil
	case strings.IndexByte("=,:;(){}<>*/.@_+-", c) >= 0:
		return l.punct(t, 1), nil
	}
	r, _ := utf8.DecodeRuneInString(l.src[l.off:])
	return t, errorf(l.pos(l.off), "unexpected character %q", r)
}

func (l *lexer) punct(t token, n int) token {
	t.kind, t.text = tokPunct, l.src[l.off:l.off+n]
	l.off += n
	t.end = l.off
	return t
}

// space skips white space and comments and collects the documentation in them:
// comments that start with exactly `///`, or with `/**`.
func (l *lexer) space() (docs string, err error) {
	var lines []string
	for l.off < len(l.src) {
		rest := l.src[l.off:]
		switch {
		case rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\r' || rest[0] == '\t':
			l.off++
		case strings.HasPrefix(rest, "//"):
			line, _, _ := strings.Cut(rest, "\n")
			l.off += len(line)
			if text, ok := strings.CutPrefix(line, "///"); ok && !strings.HasPrefix(text, "/") {
				lines = append(lines, strings.TrimRight(strings.TrimPrefix(text, " "), " \t\r"))
			}
		case strings.HasPrefix(rest, "/*"):
			n, ok := blockComment(rest)
			if !ok {
				return "", errorf(l.pos(l.off), "block comment has no end")
			}
			l.off += n
			if text, ok := strings.CutPrefix(rest[:n], "/**"); ok && n > 4 {
				lines = append(lines, blockDocs(strings.TrimSuffix(text, "*/"))...)
			}
		default:
			return strings.Trim(strings.Join(lines, "\n"), "\n"), nil
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n"), nil
}

// blockComment is the length of the comment that s starts with; such comments nest.
func blockComment(s string) (n int, ok bool) {
	depth := 0
	for i := 0; i+1 < len(s); {
		switch s[i : i+2] {
		case "/*":
			depth++
			i += 2
		case "*/":
			depth--
			i += 2
			if depth == 0 {
				return i, true
			}
		default:
			i++
		}
	}
	return 0, false
}

func blockDocs(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if i > 0 {
			line = strings.TrimPrefix(strings.TrimPrefix(line, "*"), " ")
		}
		lines[i] = line
	}
	return lines
}

func (l *lexer) word(t token) (token, error) {
	start := l.off
	if l.src[start] == '%' {
		t.escaped = true
		start++
	}
	end := start
	for end < len(l.src) && (isLetter(l.src[end]) || isDigit(l.src[end]) || l.src[end] == '-') {
		// `a->b` is not written, but `func()->T` is: an arrow ends a word.
		if strings.HasPrefix(l.src[end:], "->") {
			break
		}
		end++
	}
	l.off = end
	t.text, t.end = l.src[start:end], end
	if !t.escaped && isKeyword(t.text) {
		t.kind = tokKeyword
		return t, nil
	}
	t.kind = tokIdent
	if why := checkLabel(t.text); why != "" {
		return t, errorf(l.pos(t.pos), "`%s` is not a kebab-case name: %s", t.text, why)
	}
	return t, nil
}

// number lexes an integer or, where a dot and a digit follow, a semantic version.
func (l *lexer) number(t token) (token, error) {
	start := l.off
	l.digits()
	t.kind = tokInteger
	if l.dotDigit() {
		t.kind = tokVersion
		l.off++
		l.digits()
		if !l.dotDigit() {
			return t, errorf(l.pos(start), "`%s` is not a version of three numbers", l.src[start:l.off])
		}
		l.off++
		l.digits()
		for _, mark := range []byte("-+") {
			if l.off < len(l.src) && l.src[l.off] == mark {
				l.off++
				l.dotted()
			}
		}
	}
	t.text, t.end = l.src[start:l.off], l.off
	if t.kind == tokVersion {
		if _, err := ParseVersion(t.text); err != nil {
			return t, errorf(l.pos(start), "%s", err)
		}
	}
	return t, nil
}

func (l *lexer) digits() {
	for l.off < len(l.src) && isDigit(l.src[l.off]) {
		l.off++
	}
}

func (l *lexer) dotDigit() bool {
	return l.off+1 < len(l.src) && l.src[l.off] == '.' && isDigit(l.src[l.off+1])
}

// dotted skips the identifiers of a pre-release or of build metadata; a dot
// belongs to them only where another identifier follows it.
func (l *lexer) dotted() {
	inWord := func(i int) bool {
		return i < len(l.src) && (isLetter(l.src[i]) || isDigit(l.src[i]) || l.src[i] == '-')
	}
	for inWord(l.off) || l.off < len(l.src) && l.src[l.off] == '.' && inWord(l.off+1) {
		l.off++
	}
}

// str lexes a string literal, which is a name of the core text format.
func (l *lexer) str(t token) (token, error) {
	var b strings.Builder
	i := l.off + 1
	for i < len(l.src) && l.src[i] != '"' && l.src[i] != '\n' {
		if l.src[i] != '\\' {
			b.WriteByte(l.src[i])
			i++
			continue
		}
		s, n := unescape(l.src[i:])
		if n == 0 {
			return t, errorf(l.pos(i), "not an escape that a string may have")
		}
		b.WriteString(s)
		i += n
	}
	if i >= len(l.src) || l.src[i] != '"' {
		return t, errorf(l.pos(l.off), "string has no end")
	}
	if !utf8.ValidString(b.String()) {
		return t, errorf(l.pos(l.off), "the string is not UTF-8")
	}
	l.off = i + 1
	t.kind, t.text, t.end = tokString, b.String(), l.off
	return t, nil
}

// unescape reads the escape that s starts with; n is its length, 0 if it is none.
func unescape(s string) (text string, n int) {
	if len(s) < 2 {
		return "", 0
	}
	switch s[1] {
	case 't':
		return "\t", 2
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case '"', '\'', '\\':
		return s[1:2], 2
	case 'u':
		digits, _, ok := strings.Cut(strings.TrimPrefix(s[2:], "{"), "}")
		var r rune
		if !ok || len(digits) == 0 || len(digits) > 8 || s[2] != '{' {
			return "", 0
		}
		for i := range len(digits) {
			d, ok := hexDigit(digits[i])
			if !ok {
				return "", 0
			}
			if r = r<<4 | rune(d); r > utf8.MaxRune {
				return "", 0
			}
		}
		if !utf8.ValidRune(r) {
			return "", 0
		}
		return string(r), len(digits) + 4
	}
	if len(s) < 3 {
		return "", 0
	}
	hi, ok1 := hexDigit(s[1])
	lo, ok2 := hexDigit(s[2])
	if !ok1 || !ok2 {
		return "", 0
	}
	return string([]byte{hi<<4 | lo}), 3
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
