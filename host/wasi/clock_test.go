package wasi_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/wallclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
	"github.com/vivarium-wasm/vivarium/host/wasi"
)

// virtual is a clock on which sleeping is what makes time pass.
func virtual() (*wasi.Clock, *time.Duration) {
	now := new(time.Duration)
	return wasi.NewClock(wasi.Clock{
		Wall:      func() time.Time { return time.Unix(1_000_000_000, 5).Add(*now) },
		Monotonic: func() time.Duration { return *now },
		Sleep: func(ctx context.Context, d time.Duration, wake <-chan struct{}) error {
			select {
			case <-wake:
			default:
				*now += d
			}
			return nil
		},
		Resolution: 1500 * time.Millisecond,
	}), now
}

func TestWallClock(t *testing.T) {
	clock, _ := virtual()
	now, err := clock.WallClock().Now(t.Context())
	require.NoError(t, err)
	require.Equal(t, wallclock.Datetime{Seconds: 1_000_000_000, Nanoseconds: 5}, now)
	r, err := clock.WallClock().Resolution(t.Context())
	require.NoError(t, err)
	require.Equal(t, wallclock.Datetime{Seconds: 1, Nanoseconds: 500_000_000}, r)

	before := wasi.NewClock(wasi.Clock{Wall: func() time.Time { return time.Unix(-5, 0) }})
	now, err = before.WallClock().Now(t.Context())
	require.NoError(t, err)
	require.Equal(t, wallclock.Datetime{}, now, "a time before 1970 is told as 1970")
}

func TestMonotonicClock(t *testing.T) {
	clock, now := virtual()
	m := clock.MonotonicClock()
	*now = 42
	at, err := m.Now(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 42, at)

	timer, err := m.SubscribeDuration(t.Context(), 100)
	require.NoError(t, err)
	requireReady(t, timer, false)
	require.NoError(t, timer.Block(t.Context()))
	require.EqualValues(t, 142, *now, "blocking sleeps for what is left")
	requireReady(t, timer, true)

	past, err := m.SubscribeInstant(t.Context(), 7)
	require.NoError(t, err)
	requireReady(t, past, true)

	never, err := m.SubscribeDuration(t.Context(), math.MaxUint64)
	require.NoError(t, err)
	requireReady(t, never, false)
}

func requireReady(t *testing.T, p poll.Pollable, want bool) {
	t.Helper()
	ready, err := p.Ready(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, ready)
}

// TestMachineClock checks the defaults without waiting for them.
func TestMachineClock(t *testing.T) {
	clock := wasi.NewClock(wasi.Clock{})
	a, err := clock.MonotonicClock().Now(t.Context())
	require.NoError(t, err)
	b, err := clock.MonotonicClock().Now(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, b, a)

	ended := errors.New("the run is over")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(ended)
	hour, err := clock.MonotonicClock().SubscribeDuration(ctx, uint64(time.Hour))
	require.NoError(t, err)
	require.ErrorIs(t, hour.Block(ctx), ended, "a sleep ends with its context")
	_, err = clock.Poll().Poll(ctx, []poll.Pollable{hour})
	require.ErrorIs(t, err, ended)
}

func TestPoll(t *testing.T) {
	clock, now := virtual()
	m := clock.MonotonicClock()
	timer := func(d uint64) poll.Pollable {
		p, err := m.SubscribeDuration(t.Context(), d)
		require.NoError(t, err)
		return p
	}
	late, early, same := timer(300), timer(100), timer(100)
	ready, err := clock.Poll().Poll(t.Context(), []poll.Pollable{late, early, same})
	require.NoError(t, err)
	require.Equal(t, []uint32{1, 2}, ready)
	require.EqualValues(t, 100, *now, "it waits for the first")

	event := &event{}
	ready, err = clock.Poll().Poll(t.Context(), []poll.Pollable{late, event})
	require.NoError(t, err)
	require.Equal(t, []uint32{1}, ready, "an event that becomes ready ends the wait")
	require.EqualValues(t, 100, *now)
	require.Equal(t, 1, event.stopped)

	_, err = clock.Poll().Poll(t.Context(), nil)
	require.ErrorIs(t, err, wasi.ErrEmptyPoll)

	_, err = clock.Poll().Poll(t.Context(), []poll.Pollable{foreign{}})
	require.ErrorContains(t, err, "cannot be polled")
}

// event becomes ready as soon as someone waits for it.
type event struct {
	ready   bool
	stopped int
}

func (e *event) Ready(context.Context) (bool, error) { return e.ready, nil }
func (*event) Block(context.Context) error           { return nil }
func (*event) Close(context.Context) error           { return nil }

func (e *event) Notify(wake chan<- struct{}) (stop func()) {
	e.ready = true
	wake <- struct{}{}
	return func() { e.stopped++ }
}

type foreign struct{ poll.UnimplementedPollable }

func (foreign) Ready(context.Context) (bool, error) { return false, nil }

func TestRandom(t *testing.T) {
	ctx := t.Context()
	fixed := func() *wasi.Random {
		return &wasi.Random{Source: bytes.NewReader([]byte("0123456789abcdefghij")), MaxBytes: 20}
	}
	b, err := fixed().GetRandomBytes(ctx, 4)
	require.NoError(t, err)
	require.Equal(t, "0123", string(b))
	n, err := fixed().GetInsecureRandomU64(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 0x3736353433323130, n)
	seed, err := fixed().InsecureSeed(ctx)
	require.NoError(t, err)
	require.NotEqual(t, seed.F0, seed.F1)

	_, err = fixed().GetRandomBytes(ctx, 21)
	require.ErrorContains(t, err, "20 is the most")
	_, err = (&wasi.Random{}).GetInsecureRandomBytes(ctx, math.MaxUint64)
	require.ErrorContains(t, err, "is the most", "asking for everything allocates nothing")

	broken := errors.New("no entropy")
	_, err = (&wasi.Random{Source: iotest.ErrReader(broken)}).GetRandomU64(ctx)
	require.ErrorIs(t, err, broken)

	a, err := (&wasi.Random{}).GetRandomBytes(ctx, 16)
	require.NoError(t, err)
	b, err = (&wasi.Random{}).GetRandomBytes(ctx, 16)
	require.NoError(t, err)
	require.NotEqual(t, a, b)
}
