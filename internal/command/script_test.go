package command

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"vivarium": func() { os.Exit(Main(os.Args, os.Stdin, os.Stdout, os.Stderr, os.Environ()...)) },
	})
}

// TestScript plays the stories of testdata/script with each guest that is built; its
// name is in $NAME and its file in $GUEST, and a line that begins with [cpython] is for
// that guest alone. Beside testscript's own commands a story has:
//
//	exits CODE PROGRAM ARGS...     the program ends with this exit code
//	interrupt PROGRAM ARGS...      interrupt the program after its first line of output; it ends with 130
//	terminate PROGRAM ARGS...      the same with SIGTERM; it ends with 143
//	interruptfed FILE PROGRAM ARGS...  interrupt the program after it has read this file, larger than a
//	                               pipe, as its standard input; it ends with 130
//	waiting CODE PROGRAM ARGS...   exits, with a standard input that never gives anything
//	terminal CODE PROGRAM ARGS...  exits, with a terminal for all streams; what is shown there is stdout
//	json PATH VALUE                the last stdout is one JSON object; at PATH, it has this JSON value
//	write FILE STRING [TIMES]      write a file of a Go string literal, so many times over
//	truncate SOURCE TARGET BYTES   copy the first bytes of a file
//	assemble TEXT TARGET           make a component of its text form
//	zip TARGET DIR                 make a zip archive of the files in a directory
//	empty DIR                      the directory is missing or has no file in it
//	serve                          start an HTTP server, its address in $SERVER
func TestScript(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	tools := needs.WasmTools(t)
	for _, name := range needs.Guests(t) {
		t.Run(name, func(t *testing.T) { playStories(t, root, tools, name) })
	}
}

func playStories(t *testing.T, root, tools, name string) {
	guest := needs.Guest(t, name)
	cache := compileFor(t, guest)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join(root, "testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROOT", root)
			// A program with the race detector in it sleeps for a second when it exits,
			// so that other threads can report: the stories start hundreds.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("WASMTOOLS", tools)
			env.Setenv("GUEST", guest)
			env.Setenv("NAME", name)
			env.Setenv("VIVARIUM_GUEST", guest)
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			// Some stories change what is in the cache: each has its own.
			own := filepath.Join(env.WorkDir, "user-cache")
			if err := linkFiles(cache, own); err != nil {
				return err
			}
			env.Setenv("XDG_CACHE_HOME", own)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			return nil
		},
		Condition: func(condition string) (bool, error) {
			if !slices.Contains(needs.GuestNames(t), condition) {
				return false, fmt.Errorf("%q is the name of no guest", condition)
			}
			return condition == name, nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":        scriptExits,
			"interrupt":    scriptSignal(os.Interrupt, exitInterrupted),
			"terminate":    scriptSignal(syscall.SIGTERM, exitTerminated),
			"interruptfed": scriptInterruptFed,
			"waiting":      scriptWaiting,
			"terminal":     scriptTerminal,
			"json":         scriptJSON,
			"write":        scriptWrite,
			"truncate":     scriptTruncate,
			"assemble":     scriptAssemble,
			"empty":        scriptEmpty,
			"serve":        scriptServe,
			"zip":          scriptZip,
		},
	})
}

// linkFiles makes a directory of links to the files of another, or of copies where
// they are on different file systems.
func linkFiles(from, to string) error {
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if entry.IsDir() {
			return os.Mkdir(target, 0o700)
		}
		return os.Link(path, target)
	})
	if errors.Is(err, syscall.EXDEV) {
		return errors.Join(os.RemoveAll(to), os.CopyFS(to, os.DirFS(from)))
	}
	return err
}

// compileFor gives a cache that has the guest's code, so that the stories, which begin
// all at once, do not compile the guest each for itself.
func compileFor(t *testing.T, guest string) (cache string) {
	compiled, err := needs.Compiled()
	require.NoError(t, err)
	for _, limits := range []sandbox.Limits{{}, {Fuel: 1 << 40}} {
		sb, err := sandbox.Open(t.Context(), sandbox.Config{
			Guest:    guest,
			CacheDir: filepath.Join(compiled, "vivarium", "compiled"),
			Limits:   limits,
		})
		require.NoError(t, err)
		require.NoError(t, sb.Close())
	}
	cache = filepath.Join(t.TempDir(), "cache")
	require.NoError(t, linkFiles(compiled, cache))
	return cache
}

func arguments(ts *testscript.TestScript, neg bool, args []string, atLeast, atMost int, usage string) {
	if neg || len(args) < atLeast || len(args) > atMost {
		ts.Fatalf("usage: %s", usage)
	}
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 100, "exits CODE PROGRAM ARGS...")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var status *exec.ExitError
		if !errors.As(err, &status) {
			ts.Fatalf("%v", err)
		}
		got = status.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	for _, dump := range []string{"goroutine ", "panic:", "runtime error", ".go:"} {
		if strings.Contains(ts.ReadFile("stderr"), dump) {
			ts.Fatalf("stderr looks like a stack dump: it contains %q", dump)
		}
	}
}

// scriptSignal sends a signal after the program's first line of output.
func scriptSignal(signal os.Signal, want int) func(ts *testscript.TestScript, neg bool, args []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		arguments(ts, neg, args, 1, 100, "interrupt|terminate PROGRAM ARGS...")
		signalAfterFirstLine(ts, signal, want, args)
	}
}

func signalAfterFirstLine(ts *testscript.TestScript, signal os.Signal, want int, args []string) {
	c, closeStdin := waitingCommand(ts, args)
	defer closeStdin()
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		_ = c.Wait()
		ts.Fatalf("it ended before its first line was there: %v\n%s", err, stderr.String())
	}
	ts.Check(c.Process.Signal(signal))
	rest, err := io.ReadAll(lines)
	ts.Check(err)
	err = c.Wait()
	fmt.Fprint(ts.Stdout(), first, string(rest))
	fmt.Fprint(ts.Stderr(), stderr.String())
	if code := c.ProcessState.ExitCode(); code != want {
		ts.Fatalf("exit code %d (%v), want %d", code, err, want)
	}
}

func scriptInterruptFed(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 100, "interruptfed FILE PROGRAM ARGS...")
	const pipe = 64 << 10
	data := ts.ReadFile(args[0])
	if len(data) <= pipe {
		ts.Fatalf("%s has %d bytes, which a pipe takes whether they are read or not", args[0], len(data))
	}
	c, closeStdin := waitingCommand(ts, args[1:])
	closeStdin()
	c.Stdin = nil
	in, err := c.StdinPipe()
	ts.Check(err)
	c.Stdout, c.Stderr = ts.Stdout(), ts.Stderr()
	ts.Check(c.Start())
	_, err = io.WriteString(in, data)
	ts.Check(err)
	ts.Check(in.Close())
	ts.Check(c.Process.Signal(os.Interrupt))
	err = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitInterrupted {
		ts.Fatalf("exit code %d (%v), want %d", code, err, exitInterrupted)
	}
}

func scriptWaiting(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 100, "waiting CODE PROGRAM ARGS...")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	c, closeStdin := waitingCommand(ts, args[1:])
	defer closeStdin()
	c.Stdout, c.Stderr = ts.Stdout(), ts.Stderr()
	err = c.Run()
	if code := c.ProcessState.ExitCode(); code != want {
		ts.Fatalf("exit code %d (%v), want %d", code, err, want)
	}
}

// waitingCommand is a command whose standard input is open and gives nothing.
func waitingCommand(ts *testscript.TestScript, args []string) (c *exec.Cmd, closeStdin func()) {
	c = exec.Command(lookPath(ts, args[0]), args[1:]...)
	c.Dir, c.Env = ts.Getenv("WORK"), scriptEnvironment(ts)
	in, out, err := os.Pipe()
	ts.Check(err)
	c.Stdin = in
	return c, func() { _, _ = in.Close(), out.Close() }
}

// scriptEnvironment is the part of a story's environment that programs get which
// testscript does not start.
func scriptEnvironment(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "VIVARIUM_GUEST", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "NO_COLOR", "TERM"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}

func lookPath(ts *testscript.TestScript, name string) string {
	for _, folder := range filepath.SplitList(ts.Getenv("PATH")) {
		file := filepath.Join(folder, name)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return file
		}
	}
	ts.Fatalf("no program %s", name)
	return ""
}

func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 2, "json PATH VALUE")
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var at, want any
	if err := decoder.Decode(&at); err != nil {
		ts.Fatalf("stdout is not JSON: %v", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		ts.Fatalf("stdout has more than one JSON value")
	}
	if err := json.Unmarshal([]byte(args[1]), &want); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[1], err)
	}
	for _, step := range strings.Split(args[0], ".") {
		switch here := at.(type) {
		case map[string]any:
			inner, ok := here[step]
			if !ok {
				ts.Fatalf("%s: no field %q in %v", args[0], step, here)
			}
			at = inner
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(here) {
				ts.Fatalf("%s: no element %q in %v", args[0], step, here)
			}
			at = here[i]
		default:
			ts.Fatalf("%s: no %q in %v", args[0], step, here)
		}
	}
	if diff := cmp.Diff(want, at); diff != "" {
		ts.Fatalf("%s (-want +got):\n%s", args[0], diff)
	}
}

func scriptWrite(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 3, "write FILE STRING [TIMES]")
	text, err := strconv.Unquote(args[1])
	ts.Check(err)
	times := 1
	if len(args) == 3 {
		times, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte(text), times), 0o644))
}

func scriptTruncate(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 3, 3, "truncate SOURCE TARGET BYTES")
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data[:n], 0o644))
}

func scriptAssemble(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 2, "assemble TEXT TARGET")
	ts.Check(ts.Exec(ts.Getenv("WASMTOOLS"), "parse", ts.MkAbs(args[0]), "-o", ts.MkAbs(args[1])))
}

func scriptZip(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 2, "zip TARGET DIR")
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := zip.NewWriter(file)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
	ts.Check(file.Close())
}

func scriptEmpty(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 1, 1, "empty DIR")
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			ts.Fatalf("%s has the file %s", args[0], path)
		}
		return err
	})
	if !errors.Is(err, fs.ErrNotExist) {
		ts.Check(err)
	}
}

func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 0, 0, "serve")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello from outside") })
	mux.HandleFunc("GET /away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/secret", http.StatusFound) })
	mux.HandleFunc("GET /secret", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "secret") })
	mux.HandleFunc("GET /slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	server := httptest.NewServer(mux)
	ts.Defer(server.Close)
	ts.Setenv("SERVER", server.URL)
}
