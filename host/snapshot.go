package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/run"
)

// Snapshot is the state of an instance between two calls, from which others of the
// same Prepared start: the contents of its memories, which are shared until they
// are written, and its globals. It may be used from several goroutines.
type Snapshot struct{ state *run.Snapshot }

// Size is the sum of the sizes of its memories, in bytes.
func (m *Snapshot) Size() uint64 { return m.state.Size() }

// Keep keeps the snapshot on disk, in Config.CacheDir, for Prepared.Kept of this process
// and of later ones. key names all that the state depends on beside the components
// themselves and the engine's configuration: what ran in the instance, and what the
// host answered it, say. note is kept with it. An engine without a cache keeps nothing,
// and that is no error. The error is ErrClosed, or that of the system; Engine.Cache
// tells it too.
//
// The file is as large as the memories are, but for zeros, and nothing removes it.
func (m *Snapshot) Keep(key string, note []byte) error { return m.state.Keep(key, note) }

// Kept gives the snapshot that Snapshot.Keep kept under the key, with its note, for the
// same components on an engine of the same configuration. Its memories are mapped over
// the file: see Config.CacheDir for who may write to it. The error is fs.ErrNotExist
// where there is none. After any error make the snapshot anew: an entry that is damaged,
// or of another user, was removed.
func (p *Prepared) Kept(ctx context.Context, key string) (s *Snapshot, note []byte, err error) {
	state, note, err := p.run.Kept(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	return &Snapshot{state}, note, nil
}

// Close frees the snapshot. Instances that started from it live on. It may be
// called more than once. To start from it then gives ErrClosed.
func (m *Snapshot) Close() error { return m.state.Close() }

// Snapshot takes a snapshot of the state. It is refused with a *SnapshotError
// where the state is more than a snapshot holds: a handle is open, on either
// side; a call has trapped; or the code of the component can change its tables
// or segments, or has a memory that it does not export. Other errors are
// ErrClosed where the instance, its Prepared or the engine is closed, ErrReentered
// while a call is in progress, and that of ctx.
//
// The first Snapshot of a Prepared may compile code, which ctx can end.
//
// State that the host keeps for the instance, such as InstanceConfig.HostState, is not
// in the snapshot.
func (i *Instance) Snapshot(ctx context.Context) (*Snapshot, error) {
	state, err := i.run.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return &Snapshot{state}, nil
}
