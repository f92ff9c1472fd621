package command

import (
	"bytes"
	"encoding/json"
	"errors"
)

// encodeJSON gives a value as JSON with a newline behind it, indented for a reader
// unless that would make it many times as large: a value of a program may be
// nested so deep that every line is mostly spaces.
func encodeJSON(v any) ([]byte, error) {
	var compact bytes.Buffer
	encoder := json.NewEncoder(&compact)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	const indent, small = "  ", 64 << 10
	if indentation(compact.Bytes(), len(indent)) > small+4*compact.Len() {
		if !json.Valid(compact.Bytes()) { // the whole may be nested deeper than JSON is read
			return nil, errors.New("nested too deep")
		}
		return compact.Bytes(), nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, compact.Bytes(), "", indent); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// indentation is how many bytes of line ends and spaces json.Indent adds to valid
// JSON, or a few more.
func indentation(compact []byte, width int) int {
	added, depth, inString := 0, 0, false
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			added += 1 + width*depth
		case c == '}' || c == ']':
			depth--
			added += 1 + width*depth
		case c == ',':
			added += 1 + width*depth
		}
	}
	return added
}

// printJSON prints one JSON value. On a terminal control characters in it come out
// as escapes.
func (p *program) printJSON(v any) error {
	text, err := encodeJSON(v)
	if err != nil {
		return err
	}
	return p.print(text)
}

// print writes text to stdout.
func (p *program) print(text []byte) error {
	out := newStream(p.stdout)
	_, _ = out.Write(text)
	return out.err
}
