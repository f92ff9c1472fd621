package host

import (
	"runtime"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Restore makes the instance what it was when it started from its snapshot
// (InstanceConfig.Snapshot), in place, which takes a fraction of the time of a new
// instance: its memories, their sizes, its globals and its handles, which are dropped.
// Handles in the hands of the host are of no use any more. A trap no longer poisons
// the instance, and Usage starts anew. HostState and the limits stay as they are:
// SetLimits gives the limits of the next use.
//
// It gives how many pages of the system it restored. The error is a *SnapshotError where
// the instance cannot be restored: it did not start from a snapshot, the system has no
// way (see Restores), or the engine keeps exceptions or objects of core code that it does
// not free. The instance is closed then. Other errors are ErrClosed, and ErrReentered
// while a call is in progress.
func (i *Instance) Restore() (pages int, err error) { return i.run.Restore() }

// DropHandles drops what the handles of the component own, as Close and Restore do:
// the DropFuncs of the host's resources run. The code of the component does not notice,
// so call only Restore or Close afterwards. The error is ErrClosed, or ErrReentered
// while a call is in progress.
func (i *Instance) DropHandles() error { return i.run.DropHandles() }

// SetLimits replaces InstanceConfig.Limits, but for TableElements, and
// InstanceConfig.Result for the calls from now on. Fuel starts anew. The error is a
// *Trap with a *LimitError where more memory is in use than the new limit allows.
func (i *Instance) SetLimits(l Limits, result LiftBound) error {
	return i.run.SetLimits(l.of(result))
}

// RestoreWay says how Instance.Restore finds what to restore.
type RestoreWay int

// The ways, from none to the quickest.
const (
	// RestoreNone: Restore refuses.
	RestoreNone RestoreWay = iota
	// RestoreByDropping: every page of a memory is dropped, and read from the snapshot
	// when it is used again.
	RestoreByDropping
	// RestoreByScanning: the pages that are no longer those of the snapshot are looked
	// for among all that a memory has, and copied.
	RestoreByScanning
	// RestoreByWatching: the system notes the first write to each page, and those are
	// copied.
	RestoreByWatching
)

// Restores says which way this system has. Linux 6.7 and later can watch writes where
// the process may call userfaultfd, and can scan where /proc is there. Earlier ones drop
// pages, and other systems than Linux have no way.
func Restores() RestoreWay {
	switch engine.Pages() {
	case engine.PagesWatched:
		return RestoreByWatching
	case engine.PagesCopied:
		return RestoreByScanning
	}
	if runtime.GOOS == "linux" {
		return RestoreByDropping
	}
	return RestoreNone
}

func (w RestoreWay) String() string {
	switch w {
	case RestoreByWatching:
		return "writes are watched"
	case RestoreByScanning:
		return "written pages are searched for"
	case RestoreByDropping:
		return "all pages are dropped"
	}
	return "none"
}
