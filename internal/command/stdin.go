package command

import (
	"context"
	"io"
)

// interruptible makes reading in end with ctx. A read that is under way then,
// of a terminal say, is left to itself; what it gets is lost.
func interruptible(ctx context.Context, in io.Reader) io.Reader {
	return &interruptibleReader{ctx: ctx, in: in}
}

type interruptibleReader struct {
	ctx context.Context
	in  io.Reader
}

type readResult struct {
	bytes []byte
	err   error
}

func (r *interruptibleReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	done := make(chan readResult, 1)
	go func() {
		buffer := make([]byte, len(p))
		n, err := r.in.Read(buffer)
		done <- readResult{buffer[:n], err}
	}()
	select {
	case got := <-done:
		return copy(p, got.bytes), got.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}
