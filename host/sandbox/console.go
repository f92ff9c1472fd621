package sandbox

import (
	"errors"
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
	memory         *held // nil where nothing is counted
}

// stream is what was written to one of the two.
type stream struct {
	kept strings.Builder
	more [][]byte  // what kept is full of: output grows without being copied
	to   io.Writer // nil where nobody listens
}

const (
	keptFirst = 64 * kib
	keptPiece = 1 * mib
)

func (s *stream) keep(bytes []byte) {
	if len(s.more) == 0 && s.kept.Len()+len(bytes) <= keptFirst {
		s.kept.Write(bytes)
		return
	}
	for len(bytes) > 0 {
		last := len(s.more) - 1
		if last < 0 || len(s.more[last]) == cap(s.more[last]) {
			s.more = append(s.more, make([]byte, 0, max(min(len(bytes), keptPiece), min(keptFirst<<min(last+1, 8), keptPiece))))
			last++
		}
		piece := s.more[last]
		n := min(len(bytes), cap(piece)-len(piece))
		s.more[last] = append(piece, bytes[:n]...)
		bytes = bytes[n:]
	}
}

// String is all of it.
func (s *stream) String() string {
	if len(s.more) == 0 {
		return s.kept.String()
	}
	size := s.kept.Len()
	for _, piece := range s.more {
		size += len(piece)
	}
	var all strings.Builder
	all.Grow(size)
	all.WriteString(s.kept.String())
	for _, piece := range s.more {
		all.Write(piece)
	}
	return all.String()
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

// errNoMemory says that the memory limit leaves no room to keep the output.
var errNoMemory = errors.New("sandbox: output: no memory")

func (c *console) pass(to *stream, bytes []byte) error {
	if c.memory != nil && !c.memory.Take(int64(len(bytes))) {
		return errNoMemory
	}
	c.used += int64(len(bytes))
	to.keep(bytes)
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
func cut[T []byte | string](bytes T, n int) int {
	for start := n; start >= 0 && n-start < utf8.UTFMax; start-- {
		if !utf8.RuneStart(bytes[start]) {
			continue
		}
		if r, size := utf8.DecodeRuneInString(string(bytes[start:min(start+utf8.UTFMax, len(bytes))])); r != utf8.RuneError && start+size > n {
			return start
		}
		return n
	}
	return n
}
