package sandbox

import "time"

// Startup tells what it took to open a sandbox.
type Startup struct {
	// Compile is how long it took to compile the guest, or to take its compiled
	// code from the cache.
	Compile time.Duration
	// CacheDir is where compiled code is kept, empty where it is kept nowhere.
	CacheDir string
	// NoCache is why compiled code is not kept although Config.CacheDir did not ask
	// for that: there is no home, or nothing can be written to it. Each Open of such
	// a program takes as long as Compile says. It is nil where code is kept.
	NoCache error
}

// Startup tells what it took to open the sandbox. It may be called at any time, and
// from several goroutines.
func (s *Sandbox) Startup() Startup {
	startup := Startup{Compile: s.world.compiled}
	startup.CacheDir, startup.NoCache = s.world.engine.Cache()
	if s.world.homeless != nil {
		startup.NoCache = s.world.homeless
	}
	return startup
}
