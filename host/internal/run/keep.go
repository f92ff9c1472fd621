package run

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
)

// Keep keeps the snapshot in the cache; see host.Snapshot.Keep.
func (m *Snapshot) Keep(key string, note []byte) error {
	if m.closed.Load() {
		return ErrClosed
	}
	s := &code.State{Memories: m.memories, Note: note}
	for _, g := range m.state {
		s.Globals = append(s.Globals, code.Global{Step: g.step, Export: g.export, Value: g.value})
	}
	name, err := m.prepared.stateKey(key)
	if err != nil {
		return err
	}
	return m.prepared.cfg.Compiler.KeepState(name, s)
}

// stateKey is the hash of what is instantiated and of the caller's key.
func (p *Prepared) stateKey(key string) ([32]byte, error) {
	modules := make([][32]byte, len(p.steps))
	for n := range p.steps {
		modules[n] = p.steps[n].module.Digest
	}
	all, err := json.Marshal(struct {
		Components [32]byte
		Modules    [][32]byte
		Key        string
	}{p.cfg.Identity, modules, key})
	return sha256.Sum256(all), err
}

// Kept gives the snapshot that Keep kept; see host.Prepared.Kept.
func (p *Prepared) Kept(ctx context.Context, key string) (*Snapshot, []byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if err := p.use(); err != nil {
		return nil, nil, err
	}
	defer p.release()
	name, err := p.stateKey(key)
	if err != nil {
		return nil, nil, err
	}
	s, err := p.cfg.Compiler.KeptState(name)
	if err != nil {
		return nil, nil, err
	}
	m, err := p.snapshotOf(ctx, s)
	if err != nil {
		s.Close()
		return nil, nil, Closed(err)
	}
	return m, s.Note, nil
}

var errState = errors.New("host: the snapshot in the cache is not one of this component")

// snapshotOf makes a snapshot of a state that was kept, whose images are the
// snapshot's then.
func (p *Prepared) snapshotOf(ctx context.Context, s *code.State) (*Snapshot, error) {
	form, err := p.snapshotForm(ctx)
	if err != nil {
		return nil, err
	}
	if len(s.Memories) != len(p.steps) {
		return nil, errState
	}
	m := &Snapshot{prepared: p, memories: s.Memories}
	left := s.Globals
	for step := range p.steps {
		module := p.steps[step].module
		if len(s.Memories[step]) != len(module.Memories) || len(left) < len(module.Globals) {
			return nil, errState
		}
		for n, export := range module.Globals {
			if left[n].Step != step || left[n].Export != export {
				return nil, errState
			}
			g := globalValue{step: step, export: export, value: left[n].Value}
			m.state = append(m.state, g)
			if g.value != form.start[step][n] {
				m.globals = append(m.globals, g)
			}
		}
		left = left[len(module.Globals):]
	}
	if len(left) > 0 {
		return nil, errState
	}
	if err := p.cfg.Engine.Acquire(); err != nil {
		return nil, err
	}
	return m, nil
}
