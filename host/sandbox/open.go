package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/wasi"
)

// NoCache is the Config.CacheDir that keeps no compiled code and no image on disk.
const NoCache = "none"

// Config configures a sandbox. The zero Config is the default guest with every
// limit on and nothing allowed.
type Config struct {
	// Guest is the name or the path of the interpreter, "micropython" say. For an
	// empty one see FindGuest. It is ignored where Component is set.
	Guest string
	// Component is the interpreter itself: the bytes of a component.
	Component []byte
	// CacheDir is the directory for compiled code, and for the image of the guest after
	// the default warm-up. Empty means vivarium/compiled in the user's cache directory;
	// where that cannot be made, nothing is kept. NoCache keeps nothing. What is in the
	// directory is executed, so one that others can write to is refused.
	CacheDir string
	// LoadTimeout is how long Open may take to compile the guest, to instantiate
	// it and to run its warm-up. It does not bound runs, and their limits do not
	// bound Open. Unlimited switches it off. Default: 2 minutes.
	LoadTimeout time.Duration
	// Limits bound each run.
	Limits Limits
	// HTTP says which requests the code may make. Default: none.
	HTTP egress.Policy
	// Tools are functions that the code may call.
	Tools []Tool
	// Files are the files that every run finds in its workspace, by path:
	// {"data.csv": ...} is open("data.csv"). A run changes only its own copy. The
	// bytes must not change while the sandbox is open.
	Files map[string][]byte
	// Packages are packages of pure Python that every run can import. They are in the
	// directory /packages of its workspace, which no run can change and which counts
	// towards no limit, and they are imported before the image is taken, so that the
	// import costs a run nothing. All together may have 64 MiB and 20,000 files.
	//
	// On CPython any package works that needs no other program, thread or socket. On
	// MicroPython those do that keep to its dialect; a package that it cannot import is
	// an exception in the program that imports it.
	Packages []Package
	// Environment is what the code finds in os.environ. Nothing of the environment
	// of the host's program is in it.
	Environment map[string]string
	// Concurrency is how many runs go on at a time. Others wait for their turn, since
	// each holds a thread. Default: 4, or twice the processors where that is more;
	// at most 4,096.
	Concurrency int
	// Warmup is code that Open runs once, before it takes the image that every run
	// starts from. Its globals are there in every run: "import json" makes json known
	// to all. It has no network, no tools and no files. An exception in it is an error
	// of Open. The default imports common modules and leaves no name. The image after
	// the default is kept in CacheDir, so that a later Open need not run it; that of
	// another warm-up is not.
	Warmup string
}

// PolicyError says that Config.HTTP is not valid. A rule that does not parse is
// an *egress.RuleError in it.
type PolicyError struct{ Err error }

func (e *PolicyError) Error() string { return "sandbox: HTTP: " + e.Err.Error() }

// Unwrap is the cause.
func (e *PolicyError) Unwrap() error { return e.Err }

// Sandbox runs programs. It may be used from several goroutines.
type Sandbox struct {
	*interpreter
	limits      Limits
	gate        *egress.Gate
	tools       toolbox
	files       map[string][]byte
	environment map[string]string
	narrowed    bool // it is another's, which closes it
	memoryUnset bool // Config.Limits.Memory is 0: what the guest takes decides
}

// interpreter is what a sandbox shares with those that were narrowed from it.
type interpreter struct {
	clock      *wasi.Clock // one for all that start from the image
	random     *wasi.Random
	world      *world
	packages   packages
	image      *host.Snapshot // nil where the component has none
	needs      uint64         // memory in bytes that a run starts with
	pool       pool
	generation atomic.Uint64
	knows      knowledge // what the guest told of itself

	turns   chan struct{} // one token for each run that goes on
	closing chan struct{}
	once    sync.Once
	closed  error
}

// Open finds the guest, compiles it or takes its compiled code from the cache,
// instantiates it once, runs the warm-up, and takes the image that runs start
// from, or takes that from the cache too. ctx and Config.LoadTimeout bound Open alone,
// not the runs after it. The caller closes the sandbox.
//
// Errors are *ConfigError, *PolicyError, *PackageError, *GuestError, *HostError where
// the system has no memory or no addresses for the guest, or that of ctx. A guest that
// is not ready in time is a *GuestError with a *LimitError of LimitLoad in it.
func Open(ctx context.Context, cfg Config) (*Sandbox, error) {
	s, err := configure(cfg)
	if err != nil {
		return nil, err
	}
	name, component, err := guestOf(cfg)
	if err != nil {
		return nil, err
	}
	l, done := beginLoading(ctx, cfg.LoadTimeout)
	defer done()
	if err := s.load(l, component, cfg); err != nil {
		return nil, openError(name, l.explain(err))
	}
	return s, nil
}

// load compiles and links the guest, and warms it.
func (s *Sandbox) load(l *loading, component []byte, cfg Config) error {
	engine, homeless := engineConfig(cfg.CacheDir)
	engine.Fuel = s.limits.Fuel > 0
	l.step = StepCompile
	var err error
	if s.world, err = load(l.ctx, component, engine); err != nil {
		return err
	}
	s.world.homeless = homeless
	if err := s.warm(l, cfg.Warmup); err != nil {
		_ = s.world.close()
		return err
	}
	return nil
}

// configure checks all that can be checked without the guest.
func configure(cfg Config) (*Sandbox, error) {
	limits, err := cfg.Limits.resolve()
	if err != nil {
		return nil, err
	}
	s := &Sandbox{
		interpreter: &interpreter{
			clock:   wasi.NewClock(wasi.Clock{}),
			random:  &wasi.Random{MaxBytes: maxRandom},
			closing: make(chan struct{}),
		},
		limits:      limits,
		memoryUnset: cfg.Limits.Memory == 0,
		files:       maps.Clone(cfg.Files),
		environment: maps.Clone(cfg.Environment),
	}
	if s.gate, err = egress.Compile(cfg.HTTP, limits.egress()); err != nil {
		return nil, &PolicyError{err}
	}
	if s.tools, err = newToolbox(cfg.Tools); err != nil {
		return nil, err
	}
	if s.packages, err = unpack(cfg.Packages); err != nil {
		return nil, err
	}
	if _, err := s.workspace(nil); err != nil {
		return nil, &ConfigError{Field: "Files", Message: err.Error()}
	}
	if err := checkEnvironment(s.environment); err != nil {
		return nil, &ConfigError{Field: "Environment", Message: err.Error()}
	}
	if cfg.LoadTimeout < 0 && cfg.LoadTimeout != Unlimited {
		return nil, &ConfigError{Field: "LoadTimeout", Message: fmt.Sprintf("%d is less than zero: leave it out for the default, or write sandbox.Unlimited", cfg.LoadTimeout)}
	}
	switch {
	case cfg.Concurrency < 0:
		return nil, &ConfigError{Field: "Concurrency", Message: fmt.Sprintf("%d is less than zero", cfg.Concurrency)}
	case cfg.Concurrency > maxConcurrency:
		return nil, &ConfigError{Field: "Concurrency", Message: fmt.Sprintf("%d is more than %d: each run holds a thread", cfg.Concurrency, maxConcurrency)}
	case cfg.Concurrency == 0:
		cfg.Concurrency = defaultConcurrency()
	}
	s.turns = make(chan struct{}, cfg.Concurrency)
	s.pool.closing = s.closing
	s.pool.later = runtime.GOMAXPROCS(0)
	s.pool.most = cfg.Concurrency + s.pool.later
	if err := checkCode(cfg.Warmup, limits.Code); err != nil {
		return nil, &ConfigError{Field: "Warmup", Message: err.Error()}
	}
	var first [8]byte
	if _, err := rand.Read(first[:]); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	s.generation.Store(binary.LittleEndian.Uint64(first[:]))
	return s, nil
}

func checkEnvironment(environment map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(environment)) {
		value := environment[name]
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.ContainsRune(value, 0) ||
			!utf8.ValidString(name) || !utf8.ValidString(value) {
			return fmt.Errorf("%q: the name must be UTF-8 without =, the value must be UTF-8, and neither may have a NUL byte", name)
		}
	}
	return nil
}

// guestOf is the component to run and what to call it in messages.
func guestOf(cfg Config) (string, []byte, error) {
	if cfg.Component != nil {
		return "component", cfg.Component, nil
	}
	guest, err := FindGuest(cfg.Guest)
	if err != nil {
		return "", nil, err
	}
	component, err := readGuest(guest)
	return guest.place(), component, err
}

// engineConfig says where compiled code is kept. Where the default directory cannot
// be made Open goes on without one, since nobody has asked for it. homeless is why
// there is no default directory at all.
func engineConfig(cacheDir string) (cfg host.Config, homeless error) {
	switch cacheDir {
	case NoCache:
		return host.Config{}, nil
	case "":
		_, homeless = os.UserCacheDir()
		return host.Config{CacheDir: DefaultCacheDir(), CacheOptional: true}, homeless
	}
	return host.Config{CacheDir: cacheDir}, nil
}

// DefaultCacheDir is where compiled code is kept by default, "" where the user
// has no cache directory.
func DefaultCacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "vivarium", "compiled")
}

// openError is the error of the configuration or of the caller's context, or else
// says which guest it was.
func openError(name string, err error) error {
	var ended *loadEnded
	if errors.As(err, &ended) {
		return ended
	}
	var config *ConfigError
	if errors.As(err, &config) {
		return config
	}
	var failure *HostError
	if errors.As(err, &failure) {
		return failure
	}
	var cache *host.CacheError
	if errors.As(err, &cache) {
		return &ConfigError{Field: "CacheDir", Message: cache.Dir + ": " + cache.Reason + ": " + cache.Hint, Err: cache}
	}
	return &GuestError{Guest: name, Err: err}
}

// over is the error of a context that has ended. The engine's clock may see its
// deadline before the context's own timer does.
func over(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return nil
}

// CheckGuest compiles a component and tells whether it is one of the world
// python-runner, within 2 minutes. The error is a *GuestError with path in it, a
// *ConfigError where the user's cache is not safe, or that of ctx.
func CheckGuest(ctx context.Context, path string, component []byte) error {
	l, done := beginLoading(ctx, 0)
	defer done()
	l.step = StepCompile
	engine, _ := engineConfig("")
	w, err := load(l.ctx, component, engine)
	if err != nil {
		return openError(path, l.explain(err))
	}
	return w.close()
}

// world is a guest that is compiled and linked.
type world struct {
	engine    *host.Engine
	component *host.Component
	prepared  *runner.Prepared
	calls     *callGuard
	compiled  time.Duration // how long it took to compile the guest, or to take its code from the cache
	homeless  error         // why there is no default directory for compiled code
}

func load(ctx context.Context, component []byte, cfg host.Config) (*world, error) {
	w := &world{}
	var err error
	if w.engine, err = host.NewEngine(cfg); err != nil {
		if errors.As(err, new(*host.CacheError)) {
			return nil, err
		}
		return nil, &HostError{Where: startingGuest, Err: err}
	}
	began := time.Now()
	if w.component, err = w.engine.Load(ctx, component); err != nil {
		_ = w.close()
		return nil, err
	}
	w.compiled = time.Since(began)
	linker := host.NewLinker(w.engine)
	w.calls = guardCalls(linker)
	if w.prepared, err = runner.Prepare(linker, w.component); err != nil {
		_ = w.close()
		return nil, err
	}
	return w, nil
}

// instantiate makes an instance that serves a run.
func (w *world) instantiate(ctx context.Context, r *run, cfg host.InstanceConfig) (*seat, error) {
	s := &seat{pages: -1}
	s.serve(w, r)
	cfg.HostState = w.calls.hostState(s)
	var err error
	s.instance, err = w.prepared.Instantiate(ctx, s.imports(r.sandbox.clock, r.sandbox.random), cfg)
	return s, err
}

// close frees the guest. It is an error where an instance of it is still there.
func (w *world) close() error {
	var errs []error
	if w.prepared != nil {
		errs = append(errs, w.prepared.Close())
	}
	if w.component != nil {
		errs = append(errs, w.component.Close())
	}
	return errors.Join(append(errs, w.engine.Close())...)
}

// Close waits for the runs that go on, and for the instances that are restored after
// them, and frees everything. Runs that wait for their turn, and later ones, get
// ErrClosed. To wait less, end the contexts of the runs first. It may be called more
// than once. For a sandbox that was narrowed it does nothing.
func (s *Sandbox) Close() error {
	if s.narrowed {
		return nil
	}
	s.once.Do(func() {
		close(s.closing)
		for range cap(s.turns) {
			s.turns <- struct{}{}
		}
		s.pool.close()
		var image error
		if s.image != nil {
			image = s.image.Close()
		}
		s.closed = errors.Join(image, s.world.close())
	})
	return s.closed
}

// enter takes a turn and gives how long it had to wait for it; leave gives the
// turn back. Where it may not wait the error is a *BusyError.
func (s *Sandbox) enter(ctx context.Context, wait bool) (time.Duration, error) {
	select {
	case <-s.closing:
		return 0, ErrClosed
	default:
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	waited := time.Duration(0)
	select {
	case s.turns <- struct{}{}:
	default:
		if !wait {
			return 0, &BusyError{Turns: cap(s.turns)}
		}
		began := time.Now()
		select {
		case s.turns <- struct{}{}:
			waited = time.Since(began)
		case <-s.closing:
			return time.Since(began), ErrClosed
		case <-ctx.Done():
			return time.Since(began), ctx.Err()
		}
	}
	select {
	case <-s.closing: // both were ready
		s.leave()
		return waited, ErrClosed
	default:
		return waited, nil
	}
}

func (s *Sandbox) leave() { <-s.turns }
