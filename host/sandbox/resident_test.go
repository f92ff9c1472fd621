package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// attacks want the host to take more memory than the limit of the run: programs
// for Python, and letters for testdata/greedy.wat.
var attacks = map[string]struct{ python, greedy string }{
	"write over the quota":        {python: "f = open('f', 'wb')\nb = bytes(28 << 20)\nwhile True:\n  try: f.write(b)\n  except OSError: pass"},
	"write and cut":               {python: "f = open('f', 'wb')\nb = bytes(1 << 20)\nwhile True:\n  f.seek(0); f.truncate(0)\n  for i in range(14): f.write(b)"},
	"write little by little":      {python: "f = open('f', 'wb')\nwhile True:\n  f.seek(0); f.truncate(0)\n  for i in range(15000): f.write(bytes(1000))"},
	"fill the workspace":          {python: "try:\n  for i in range(1000): open('f%d' % i, 'wb').write(bytes(1 << 20))\nexcept OSError: pass\nb = bytes(40 << 20)"},
	"many entries":                {python: "import os\ntry:\n  for i in range(10000): os.mkdir('d' * 200 + str(i))\nexcept OSError: pass\nwhile True: os.listdir('')"},
	"print":                       {python: "while True: print('x' * 100000)"},
	"an answer over the limit":    {python: "'x' * (20 << 20)"},
	"an answer within the limit":  {python: "'x' * (3 << 20)"},
	"an exception over the limit": {python: "raise Exception('x' * (20 << 20))"},
	"displays":                    {python: "while True: display('x' * 100000)"},
	"many displays":               {python: "for i in range(70000): display(1)"},
	"tool arguments":              {python: "while True: tools.echo(a='x' * 900000)"},
	"tool arguments over":         {python: "s = 'x' * (10 << 20)\nwhile True:\n  try: tools.echo(a=s)\n  except TypeError: pass"},
	"a path":                      {python: "p = 'x' * (10 << 20)\nwhile True:\n  try: open(p)\n  except OSError: pass"},
	"a body":                      {python: "b = bytes(20 << 20)\nwhile True:\n  try: safe_http.post('http://a/', data=b)\n  except OSError: pass"},
	"standard input":              {python: "import sys\nwhile True: sys.stdin.read(1 << 20)"},

	"a component's value":     {greedy: "v"},
	"a component's exception": {greedy: "e"},
	"a component's print":     {greedy: "p"},
	"a component's path":      {greedy: "s"},
	"a component's paths":     {greedy: "r"},
	"a component's write":     {greedy: "w"},
	"a component's cuts":      {greedy: "t"},
	"a component's reads":     {greedy: "q"},
	"a component's tool":      {greedy: "c"},
	"a component's tool name": {greedy: "n"},
	"a component's URL":       {greedy: "u"},
	"a component's headers":   {greedy: "h"},
	"a component's body":      {greedy: "b"},
	"a component's input":     {greedy: "i"},
}

// residentVariable names the component and tells a process of this test's own
// that it is to be measured.
const residentVariable = "SANDBOX_TEST_RESIDENT"

// The memory of the process stays within the sum of the limits of the runs that go
// on and 64 MB, whatever their code does. What a Result holds that the caller has
// dropped is garbage of Go's, and not in it.
func TestResidentMemoryStaysWithinTheLimit(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells the most memory that a process had")
	}
	if slack > 0 {
		t.Skip("the race detector has memory of its own")
	}
	if greedy := os.Getenv(residentVariable); greedy != "" {
		measureResident(t, greedy)
		return
	}
	path := t.TempDir() + "/greedy.wasm"
	require.NoError(t, os.WriteFile(path, assemble(t, "greedy"), 0o600))
	// This fills the cache, so that the process that is measured takes no memory for
	// compiling.
	for _, guest := range needs.Guests(t) {
		openPython(t, guest, Config{})
	}
	component, err := os.ReadFile(path)
	require.NoError(t, err)
	open(t, Config{Component: component})
	binary, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(binary, "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), residentVariable+"="+path)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err)
}

func measureResident(t *testing.T, greedy string) {
	component, err := os.ReadFile(greedy)
	require.NoError(t, err)
	for _, guest := range needs.Guests(t) {
		measureAttacks(t, guest, Config{Guest: needs.Guest(t, guest)}, func(name string) string { return attacks[name].python })
	}
	measureAttacks(t, "greedy", Config{Component: component}, func(name string) string { return attacks[name].greedy })
}

// measureAttacks runs those of the attacks that code has a program for.
func measureAttacks(t *testing.T, guest string, cfg Config, code func(name string) string) {
	cfg.Limits = Limits{Wall: 200 * time.Millisecond}
	cfg.Concurrency = 4
	cfg.Tools = []Tool{{Name: "echo", Call: func(_ context.Context, arguments json.RawMessage) (any, error) { return arguments, nil }}}
	sb, err := Open(t.Context(), cfg)
	require.NoError(t, err)
	defer sb.Close()
	for _, runs := range []int{1, 4} {
		for name := range attacks {
			if code(name) == "" {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s, %d at a time", guest, name, runs), func(t *testing.T) {
				debug.FreeOSMemory()
				require.NoError(t, os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)) // VmHWM starts anew
				var done sync.WaitGroup
				for range runs {
					done.Go(func() {
						_, err := sb.RunProgram(context.Background(), Program{Code: code(name), Stdin: zeros{}})
						t.Logf("%.200v", err)
					})
				}
				done.Wait()
				most := status(t, "VmHWM")
				t.Logf("%d MB", most>>20)
				require.LessOrEqual(t, most, int64(runs)*sb.limits.Memory+64<<20)
			})
		}
	}
}

// zeros is a reader without end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// status is a number of bytes that the system tells of this process.
func status(t *testing.T, name string) int64 {
	text, err := os.ReadFile("/proc/self/status")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			require.NoError(t, err)
			return n << 10
		}
	}
	t.Fatalf("no %s in /proc/self/status", name)
	return 0
}
