package bindgen

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/receiver"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/sender"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/test/io/poll"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/test/io/streams"
)

// pipe is both ends of a stream.
type pipe struct {
	streams.UnimplementedInputStream
	streams.UnimplementedOutputStream
	text   bytes.Buffer
	broken streams.StreamError
}

func (p *pipe) Write(_ context.Context, b []byte) error {
	if p.broken != nil {
		return p.broken
	}
	p.text.Write(b)
	return nil
}

func (p *pipe) Read(_ context.Context, n uint64) ([]byte, error) {
	if p.text.Len() == 0 {
		return nil, streams.StreamErrorClosed{}
	}
	return p.text.Next(int(n)), nil
}

func (p *pipe) Subscribe(context.Context) (poll.Pollable, error) {
	return poll.UnimplementedPollable{}, nil
}
func (p *pipe) Close(context.Context) error { return nil }

// The two worlds have one type of each stream, and one of its errors.
var (
	_ func(*sender.Instance, context.Context, streams.OutputStream, []byte) error    = (*sender.Instance).Send
	_ func(*receiver.Instance, context.Context, streams.InputStream) ([]byte, error) = (*receiver.Instance).Receive
)

const (
	senderCore = `(module
  (import "test:io/streams@0.2.0" "[method]output-stream.write" (func $write (param i32 i32 i32 i32)))
  (import "test:io/streams@0.2.0" "[resource-drop]output-stream" (func $drop (param i32)))` + allocator + `
  (func (export "send") (param i32 i32 i32) (result i32)
    (call $write (local.get 0) (local.get 1) (local.get 2) (i32.const 1024))
    (call $drop (local.get 0))
    (i32.const 1024)))`
	receiverCore = `(module
  (import "test:io/streams@0.2.0" "[method]input-stream.read" (func $read (param i32 i64 i32)))
  (import "test:io/streams@0.2.0" "[resource-drop]input-stream" (func $drop (param i32)))` + allocator + `
  (func (export "receive") (param i32) (result i32)
    (call $read (local.get 0) (i64.const 100) (i32.const 1024))
    (call $drop (local.get 0))
    (i32.const 1024)))`
)

// TestWorldsShareTypes passes a stream through components of two worlds: what one
// writes the other reads.
func TestWorldsShareTypes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	_, c := load(t, componentOf(t, "sharing", "sender", senderCore))
	s, err := sender.Instantiate(ctx, c, sender.Imports{})
	require.NoError(t, err)
	_, c = load(t, componentOf(t, "sharing", "receiver", receiverCore))
	r, err := receiver.Instantiate(ctx, c, receiver.Imports{})
	require.NoError(t, err)

	p := &pipe{}
	require.NoError(t, s.Send(ctx, p, []byte("from one to the other")))
	text, err := r.Receive(ctx, p)
	require.NoError(t, err)
	require.Equal(t, "from one to the other", string(text))

	_, err = r.Receive(ctx, p)
	var failed streams.StreamError
	require.ErrorAs(t, err, &failed)
	p.broken = failed // the error of one world is that of the other
	require.ErrorIs(t, s.Send(ctx, p, nil), streams.StreamErrorClosed{})
	require.NoError(t, s.Close())
	require.NoError(t, r.Close())
	require.NoError(t, r.Close(), "a second time does nothing")
}
