package sandbox

import "encoding/json"

const (
	// maxValueDepth is how deep the lists and objects of a value may nest; see the
	// record value in wit/types.wit.
	maxValueDepth = 64
	// maxArgumentsDepth is the same for the arguments of a tool. What reads them may
	// put them into JSON of its own, and encoding/json reads 10,000.
	maxArgumentsDepth = 1000
)

// isJSON tells whether a text is JSON whose lists and objects nest no deeper than
// this.
func isJSON(text string, depth int) bool {
	return nests(text, depth) && json.Valid([]byte(text))
}

// nests tells whether the brackets of a text outside of its strings nest no deeper
// than this.
func nests(text string, depth int) bool {
	open, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			if open++; open > depth {
				return false
			}
		case c == ']', c == '}':
			open--
		}
	}
	return true
}
