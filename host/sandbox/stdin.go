package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// stdin is a program's standard input. Reading it ends with the run, even where
// the reader blocks.
type stdin struct {
	from   io.Reader // nil where there is none
	buffer []byte    // what the last read gave
}

func (s *stdin) read(ctx context.Context, most uint32) ([]byte, error) {
	if s.from == nil || most == 0 {
		return nil, nil
	}
	size := int(min(most, maxRead))
	if size > cap(s.buffer) {
		s.buffer = make([]byte, size)
	}
	buffer := s.buffer[:size]
	var read chunk
	if inMemory(s.from) {
		read = readChunk(s.from, buffer)
	} else {
		arrived := make(chan chunk, 1)
		go func() {
			read := chunk{nil, errReaderLeft}
			defer func() {
				// The recovery that there is around functions of the host is not on this goroutine.
				if p := recover(); p != nil {
					read.err = fmt.Errorf("the reader panicked: %v", p)
				}
				arrived <- read
			}()
			read = readChunk(s.from, buffer)
		}()
		select {
		case read = <-arrived:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if read.err != nil && !errors.Is(read.err, io.EOF) {
		return nil, fmt.Errorf("sandbox: standard input: %w", read.err)
	}
	return read.bytes, nil
}

// errReaderLeft is what a reader gives that ends its goroutine.
var errReaderLeft = errors.New("the reader called runtime.Goexit")

// inMemory tells whether a reader never blocks.
func inMemory(r io.Reader) bool {
	switch r.(type) {
	case *strings.Reader, *bytes.Reader, *bytes.Buffer:
		return true
	}
	return false
}

type chunk struct {
	bytes []byte
	err   error
}

// readChunk reads once, or until there is something: a reader may give nothing
// and no error, which is not the end.
func readChunk(from io.Reader, bytes []byte) chunk {
	const attempts = 100
	for range attempts {
		n, err := from.Read(bytes)
		if n > 0 {
			return chunk{bytes[:n], nil} // the error comes again
		}
		if err != nil {
			return chunk{nil, err}
		}
	}
	return chunk{nil, io.ErrNoProgress}
}
