package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/wallclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
)

// wallClock is the interface wasi:clocks/wall-clock.
type wallClock struct{ *run }

func (r wallClock) Now(context.Context) (wallclock.Datetime, error) {
	if err := r.count(wallClockNow); err != nil {
		return wallclock.Datetime{}, err
	}
	now := time.Now()
	return wallclock.Datetime{Seconds: uint64(max(now.Unix(), 0)), Nanoseconds: uint32(now.Nanosecond())}, nil
}

func (r wallClock) Resolution(context.Context) (wallclock.Datetime, error) {
	return wallclock.Datetime{Nanoseconds: 1}, r.count(wallClockResolution)
}

// monotonicClock is the interface wasi:clocks/monotonic-clock. It starts at zero
// with the run, so that it tells nothing of the host.
type monotonicClock struct{ *run }

func (r monotonicClock) Now(context.Context) (uint64, error) {
	return uint64(time.Since(r.started)), r.count(monotonicNow)
}

func (r monotonicClock) Resolution(context.Context) (uint64, error) {
	return 1, r.count(monotonicResolution)
}

func (r monotonicClock) SubscribeInstant(_ context.Context, when uint64) (poll.Pollable, error) {
	return r.subscribe(when)
}

func (r monotonicClock) SubscribeDuration(_ context.Context, when uint64) (poll.Pollable, error) {
	now := uint64(time.Since(r.started))
	return r.subscribe(now + min(when, math.MaxInt64))
}

func (r monotonicClock) subscribe(at uint64) (poll.Pollable, error) {
	if err := r.count(monotonicSubscribe); err != nil {
		return nil, err
	}
	return alarm{r.run, time.Duration(min(at, math.MaxInt64))}, nil
}

// alarm is a pollable that is ready from a time of the monotonic clock on.
type alarm struct {
	*run
	at time.Duration
}

func (a alarm) left() time.Duration { return a.at - time.Since(a.started) }

func (a alarm) Ready(context.Context) (bool, error) {
	return a.left() <= 0, a.count(pollReady)
}

func (a alarm) Block(ctx context.Context) error {
	if err := a.count(pollBlock); err != nil {
		return err
	}
	return sleep(ctx, a.left())
}

func (alarm) Close(context.Context) error { return nil }

// sleep waits, or gives the error of the context where that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// polling is the interface wasi:io/poll. Alarms are all the pollables there are.
type polling struct{ *run }

func (r polling) Poll(ctx context.Context, in []poll.Pollable) ([]uint32, error) {
	if err := r.count(pollPoll); err != nil {
		return nil, err
	}
	if len(in) == 0 {
		return nil, errors.New("wasi:io/poll: an empty list would wait for ever")
	}
	first := time.Duration(math.MaxInt64)
	alarms := make([]alarm, len(in))
	for i, p := range in {
		a, ok := p.(alarm)
		if !ok {
			return nil, fmt.Errorf("wasi:io/poll: pollable %d is a %T", i, p)
		}
		alarms[i] = a
		first = min(first, a.left())
	}
	if err := sleep(ctx, first); err != nil {
		return nil, err
	}
	var ready []uint32
	for i, a := range alarms {
		if a.left() <= 0 {
			ready = append(ready, uint32(i))
		}
	}
	return ready, nil
}

// randomness is the interface wasi:random/random.
type randomness struct{ *run }

func (r randomness) GetRandomBytes(_ context.Context, n uint64) ([]byte, error) {
	if err := r.count(randomBytes); err != nil {
		return nil, err
	}
	if n > maxRead {
		return nil, fmt.Errorf("wasi:random: %d bytes at a time are too many, %d is the most", n, maxRead)
	}
	bytes := make([]byte, n)
	_, err := rand.Read(bytes)
	return bytes, err
}

func (r randomness) GetRandomU64(context.Context) (uint64, error) {
	if err := r.count(randomU64); err != nil {
		return 0, err
	}
	var bytes [8]byte
	_, err := rand.Read(bytes[:])
	return binary.LittleEndian.Uint64(bytes[:]), err
}
