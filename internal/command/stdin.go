package command

import (
	"context"
	"io"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// interruptible makes reading in end with ctx, and with the time limit of the
// run, which is about to start. A read that is under way then, of a terminal
// say, is left to itself; what it gets is lost.
func interruptible(ctx context.Context, in io.Reader, wall time.Duration) (io.Reader, context.CancelFunc) {
	stop := context.CancelFunc(func() {})
	switch wall {
	case sandbox.Unlimited:
	case 0:
		ctx, stop = context.WithTimeout(ctx, sandbox.DefaultLimits().Wall)
	default:
		ctx, stop = context.WithTimeout(ctx, wall)
	}
	return &interruptibleReader{ctx: ctx, in: in}, stop
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
