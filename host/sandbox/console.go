package sandbox

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// console takes what a run prints. It keeps it and passes it on as it comes, up
// to the limit to the byte.
type console struct {
	stdout, stderr stream
	used, most     int64
}

type stream struct {
	kept strings.Builder
	to   io.Writer // nil where nobody listens
}

// write takes all the bytes or, where they pass the limit, as many as it allows,
// and then gives the error that ends the run. The cut is not made inside of a
// character, so that what was text is text.
func (c *console) write(to *stream, bytes []byte) error {
	room := c.most - c.used
	if int64(len(bytes)) <= room {
		return c.pass(to, bytes)
	}
	if err := c.pass(to, bytes[:cut(bytes, int(room))]); err != nil {
		return err
	}
	return &LimitError{Limit: LimitOutput, Max: c.most, Used: c.used}
}

func (c *console) pass(to *stream, bytes []byte) error {
	c.used += int64(len(bytes))
	to.kept.Write(bytes)
	if to.to == nil || len(bytes) == 0 {
		return nil
	}
	if _, err := to.to.Write(bytes); err != nil {
		return fmt.Errorf("sandbox: output: %w", err)
	}
	return nil
}

// cut is where to cut bytes so that at most n stay: at n, or before the
// character that n would split.
func cut(bytes []byte, n int) int {
	for start := n; start >= 0 && n-start < utf8.UTFMax; start-- {
		if !utf8.RuneStart(bytes[start]) {
			continue
		}
		if r, size := utf8.DecodeRune(bytes[start:]); r != utf8.RuneError && start+size > n {
			return start
		}
		return n
	}
	return n
}
