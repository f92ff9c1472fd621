package run

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Restore makes the instance what it was when it started from its snapshot; see
// host.Instance.Restore. It gives how many pages it restored.
func (i *Instance) Restore() (pages int, err error) {
	if err := i.store.Hold(); err != nil {
		return 0, i.unavailable(context.Background(), err)
	}
	restored := false
	defer func() { // a DropFunc may panic, or end its goroutine
		if !restored {
			i.store.Discard()
			return
		}
		i.store.Release()
	}()
	i.drain()
	if i.from == nil {
		return 0, &SnapshotError{Reason: "the instance did not start from a snapshot"}
	}
	if i.saved == nil {
		if err := i.save(); err != nil {
			return 0, err
		}
	}
	if pages, err = i.store.Restore(i.saved); err != nil {
		return 0, &SnapshotError{Reason: err.Error(), Err: err}
	}
	if verify.Load() {
		if err := i.differs(); err != nil {
			return 0, &SnapshotError{Reason: "restored, and not as the snapshot: " + err.Error(), Err: err}
		}
	}
	i.poison = nil
	i.life++
	i.handles = 0
	restored = true
	return pages, nil
}

// verify has every Restore compare all that it restored with the snapshot.
var verify atomic.Bool

// VerifyRestores switches that on or off, for tests. Snapshots must stay open then.
func VerifyRestores(on bool) { verify.Store(on) }

// differs compares memories and globals with those of the snapshot.
func (i *Instance) differs() error {
	part := make([]byte, 1<<16)
	for step, images := range i.from.memories {
		for n, export := range i.prepared.steps[step].module.Memories {
			x, err := i.instances[step].Export(export)
			if err != nil {
				return err
			}
			is := x.(*engine.Memory).Bytes()
			if images[n] == nil {
				if len(is) > 0 {
					return fmt.Errorf("memory %d of step %d has %d bytes, not none", n, step, len(is))
				}
				continue
			}
			if uint64(len(is)) != images[n].Size() {
				return fmt.Errorf("memory %d of step %d has %d bytes, not %d", n, step, len(is), images[n].Size())
			}
			for at := 0; at < len(is); at += len(part) {
				was := part[:min(len(part), len(is)-at)]
				if _, err := images[n].ReadAt(was, int64(at)); err != nil {
					return err
				}
				if !bytes.Equal(was, is[at:at+len(was)]) {
					return fmt.Errorf("memory %d of step %d differs within 64 KiB from %#x", n, step, at)
				}
			}
		}
	}
	for _, g := range i.from.state {
		global, err := i.global(g.step, g.export)
		if err != nil {
			return err
		}
		if is, err := i.store.GlobalGet(global); err != nil || is != g.value {
			return fmt.Errorf("global export %d of step %d is %v, not %v (%w)", g.export, g.step, is, g.value, err)
		}
	}
	return nil
}

// DropHandles drops what the component's handles own; see host.Instance.DropHandles.
func (i *Instance) DropHandles() error {
	if err := i.store.Hold(); err != nil {
		return i.unavailable(context.Background(), err)
	}
	defer i.store.Release() // a DropFunc may panic
	i.drain()
	return nil
}

// save looks up what Restore gives back: the memories, and the globals with the
// values of the snapshot.
func (i *Instance) save() error {
	saved := &engine.Saved{}
	for step := range i.instances {
		for _, export := range i.prepared.steps[step].module.Memories {
			if _, err := i.instances[step].Export(export); err != nil {
				return err
			}
		}
	}
	for _, g := range i.from.state {
		global, err := i.global(g.step, g.export)
		if err != nil {
			return err
		}
		if err := saved.Save(global, g.value); err != nil {
			return err
		}
	}
	i.saved = saved
	return nil
}

// SetLimits replaces the limits of the calls from now on; see
// host.Instance.SetLimits.
func (i *Instance) SetLimits(cfg InstanceConfig) error {
	if err := i.store.Hold(); err != nil {
		return i.unavailable(context.Background(), err)
	}
	defer i.store.Release()
	if err := i.store.SetMemoryLimit(cfg.Memory); err != nil {
		return i.trap(context.Background(), err)
	}
	if i.prepared.cfg.Fuel {
		if err := i.store.SetFuel(cfg.Fuel); err != nil {
			return err
		}
	}
	i.fuel, i.budget, i.result = cfg.Fuel, cfg.Budget, cfg.Result
	for n := range i.components {
		i.components[n].Handles.Limit = cfg.Handles
	}
	return nil
}
