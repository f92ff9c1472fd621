package sandbox

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/vivarium-wasm/vivarium/host/wasi"
)

// keptVersion changes with what the host answers a guest that is warmed.
const keptVersion = 1

// keptKey names the image of a guest after the default warm-up. Other images are not
// kept: each takes tens of megabytes of disk, and there is no bound on how many
// warm-ups a program may try.
func keptKey() string { return fmt.Sprintf("sandbox %d %q", keptVersion, defaultWarmup) }

// keptNote is what stands beside the image.
type keptNote struct {
	// Needs is the memory that a run starts with, in bytes.
	Needs uint64
	// Monotonic is what the guest's clock said last: it goes on from there, since
	// monotonic time must not run backwards for the guest.
	Monotonic time.Duration
}

// keepImage keeps the image for the next Open. Where it cannot that one warms the guest
// again; Startup tells why.
func (s *Sandbox) keepImage() {
	note, err := json.Marshal(keptNote{Needs: s.needs, Monotonic: s.clock.Monotonic()})
	if err == nil {
		_ = s.image.Keep(keptKey(), note)
	}
}

// takeKept takes the image that keepImage kept, so that the guest need not be started.
// there is false where there is none.
func (s *Sandbox) takeKept(l *loading) (there bool, err error) {
	l.step = StepInstantiate
	image, text, err := s.world.prepared.Host().Kept(l.ctx, keptKey())
	if err != nil {
		return false, nil // the image is made anew, which finds the error of anything else
	}
	var note keptNote
	if err := json.Unmarshal(text, &note); err != nil || note.Needs < image.Size() {
		_ = image.Close()
		return false, nil
	}
	if err := s.setNeeds(note.Needs); err != nil {
		_ = image.Close()
		return true, err
	}
	s.clock, s.image = clockFrom(note.Monotonic), image
	return true, nil
}

// clockFrom is a clock whose monotonic time begins with a reading of an earlier one.
func clockFrom(reading time.Duration) *wasi.Clock {
	start := time.Now()
	return wasi.NewClock(wasi.Clock{Monotonic: func() time.Duration { return reading + time.Since(start) }})
}
