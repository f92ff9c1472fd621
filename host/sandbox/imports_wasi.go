package sandbox

import (
	"context"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/wallclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
	"github.com/vivarium-wasm/vivarium/host/wasi"
)

// wallClock is the interface wasi:clocks/wall-clock.
type wallClock struct{ *run }

func (r wallClock) Now(ctx context.Context) (wallclock.Datetime, error) {
	if err := r.count(wallClockNow); err != nil {
		return wallclock.Datetime{}, err
	}
	return r.sandbox.clock.WallClock().Now(ctx)
}

func (r wallClock) Resolution(ctx context.Context) (wallclock.Datetime, error) {
	if err := r.count(wallClockResolution); err != nil {
		return wallclock.Datetime{}, err
	}
	return r.sandbox.clock.WallClock().Resolution(ctx)
}

// monotonicClock is the interface wasi:clocks/monotonic-clock.
type monotonicClock struct{ *run }

func (r monotonicClock) Now(ctx context.Context) (uint64, error) {
	if err := r.count(monotonicNow); err != nil {
		return 0, err
	}
	return r.sandbox.clock.MonotonicClock().Now(ctx)
}

func (r monotonicClock) Resolution(ctx context.Context) (uint64, error) {
	if err := r.count(monotonicResolution); err != nil {
		return 0, err
	}
	return r.sandbox.clock.MonotonicClock().Resolution(ctx)
}

func (r monotonicClock) SubscribeInstant(ctx context.Context, when uint64) (poll.Pollable, error) {
	return r.subscribe(ctx, when, r.sandbox.clock.MonotonicClock().SubscribeInstant)
}

func (r monotonicClock) SubscribeDuration(ctx context.Context, when uint64) (poll.Pollable, error) {
	return r.subscribe(ctx, when, r.sandbox.clock.MonotonicClock().SubscribeDuration)
}

func (r monotonicClock) subscribe(ctx context.Context, when uint64, by func(context.Context, uint64) (poll.Pollable, error)) (poll.Pollable, error) {
	if err := r.count(monotonicSubscribe); err != nil {
		return nil, err
	}
	timer, err := by(ctx, when)
	if err != nil {
		return nil, err
	}
	return pollable{timer, r.run}, nil
}

// pollable is one whose uses are counted.
type pollable struct {
	poll.Pollable
	run *run
}

func (p pollable) Ready(ctx context.Context) (bool, error) {
	if err := p.run.count(pollReady); err != nil {
		return false, err
	}
	return p.Pollable.Ready(ctx)
}

func (p pollable) Block(ctx context.Context) error {
	if err := p.run.count(pollBlock); err != nil {
		return err
	}
	return p.Pollable.Block(ctx)
}

// polling is the interface wasi:io/poll.
type polling struct{ *run }

func (r polling) Poll(ctx context.Context, in []poll.Pollable) ([]uint32, error) {
	if err := r.count(pollPoll); err != nil {
		return nil, err
	}
	bare := make([]poll.Pollable, len(in))
	for i, p := range in {
		bare[i] = p
		if counted, ok := p.(pollable); ok {
			bare[i] = counted.Pollable
		}
	}
	return r.sandbox.clock.Poll().Poll(ctx, bare)
}

// randomness is the interface wasi:random/random, from the machine's own source.
type randomness struct{ *run }

func (r randomness) GetRandomBytes(ctx context.Context, n uint64) ([]byte, error) {
	if err := r.count(randomBytes); err != nil {
		return nil, err
	}
	source := wasi.Random{MaxBytes: maxRead}
	return source.GetRandomBytes(ctx, n)
}

func (r randomness) GetRandomU64(ctx context.Context) (uint64, error) {
	if err := r.count(randomU64); err != nil {
		return 0, err
	}
	return new(wasi.Random).GetRandomU64(ctx)
}
