package sandbox

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// checkCode refuses what no interpreter should get: text over the limit, which
// is not UTF-8, or has a NUL byte in it.
func checkCode(code string, most int64) error {
	if int64(len(code)) > most {
		return &LimitError{Limit: LimitCode, Max: most, Used: int64(len(code))}
	}
	if i := strings.IndexByte(code, 0); i >= 0 {
		return codeError(code, i, "a NUL byte")
	}
	if !utf8.ValidString(code) {
		i := 0
		for {
			r, size := utf8.DecodeRuneInString(code[i:])
			if r == utf8.RuneError && size == 1 {
				return codeError(code, i, fmt.Sprintf("byte 0x%02x is not UTF-8", code[i]))
			}
			i += size
		}
	}
	return nil
}

// withoutMark is the code without the byte order mark that some editors put in
// front of a file. It is not part of the program (PEP 263).
func withoutMark(code string) string { return strings.TrimPrefix(code, "\ufeff") }

func codeError(code string, offset int, message string) error {
	return &CodeError{Offset: offset, Line: 1 + strings.Count(code[:offset], "\n"), Message: message}
}
