package sandbox

import "github.com/vivarium-wasm/vivarium/host"

func snapshot(i *host.Instance) (*host.Image, error) {
	if s, ok := any(i).(interface{ Snapshot() (*host.Image, error) }); ok {
		return s.Snapshot()
	}
	return nil, &host.SnapshotError{Reason: "not yet"}
}
