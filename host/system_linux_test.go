package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

const narrowProcess = "VIVARIUM_TEST_NARROW"

// An address space that cannot be had is the host's trouble: neither a trap nor a
// limit of the component's. It is tried in a process of its own.
func TestNoAddressSpaceIsASystemError(t *testing.T) {
	if component := os.Getenv(narrowProcess); component != "" {
		fmt.Println("found", inNarrowProcess(component))
		return
	}
	path := t.TempDir() + "/component.wasm"
	require.NoError(t, os.WriteFile(path, assembleText(t, `(component (core module $m (memory 1)) (core instance (instantiate $m)))`), 0o600))
	self := exec.Command(os.Args[0], "-test.run=^TestNoAddressSpaceIsASystemError$")
	self.Env = append(os.Environ(), narrowProcess+"="+path)
	out, err := self.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "found <nil>")
}

func inNarrowProcess(path string) error {
	ctx := context.Background()
	binary, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	e, err := NewEngine(Config{})
	if err != nil {
		return err
	}
	defer e.Close()
	c, err := e.Load(ctx, binary)
	if err != nil {
		return err
	}
	defer c.Close()
	p, err := NewLinker(e).Prepare(c)
	if err != nil {
		return err
	}
	defer p.Close()
	used, err := addressSpace()
	if err != nil {
		return err
	}
	const less = 2 << 30 // than the range of one memory
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: used + less, Max: used + less}); err != nil {
		return err
	}
	_, err = p.Instantiate(ctx, InstanceConfig{})
	var system *SystemError
	if !errors.As(err, &system) || errors.As(err, new(*Trap)) || !strings.Contains(err.Error(), "ulimit -v") {
		return fmt.Errorf("instantiate gives %T: %w", err, err)
	}
	if _, err = NewEngine(Config{}); !errors.As(err, &system) {
		return fmt.Errorf("a new engine gives %T: %w", err, err)
	}
	return nil
}

// addressSpace is how much the process has of it, in bytes.
func addressSpace() (uint64, error) {
	status, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	pages, _, _ := strings.Cut(string(status), " ")
	n, err := strconv.ParseUint(pages, 10, 64)
	return n * uint64(os.Getpagesize()), err
}
