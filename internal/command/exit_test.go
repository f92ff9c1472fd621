package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every exit code is in the help of run, in that of the whole and in the README, in
// the same order, and a story ends with it.
func TestExitCodesAreDocumented(t *testing.T) {
	t.Parallel()
	given := []int{exitDone, exitRaised, exitUsage, exitLimit, exitComponent, exitInternal, exitInterrupted, exitTerminated}
	require.Equal(t, append(append([]int{}, given[:5]...), append([]int{exitDenied}, given[5:]...)...), listedCodes(exitCodes))
	require.Equal(t, given, listedCodes(allExitCodes))
	require.Equal(t, given, listedCodes(invokeCodes))
	for _, codes := range []string{fileCodes, wastCodes} {
		require.Subset(t, given, listedCodes(codes))
	}

	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	story, err := os.ReadFile(filepath.Join("..", "..", "testdata", "script", "exit_codes.txtar"))
	require.NoError(t, err)
	var rows []int
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \| `).FindAllSubmatch(readme, -1) {
		code, err := strconv.Atoi(string(row[1]))
		require.NoError(t, err)
		rows = append(rows, code)
	}
	require.Equal(t, given, rows)
	for _, code := range given {
		switch code {
		case exitInterrupted:
			require.Contains(t, string(story), "\ninterrupt ")
		case exitTerminated:
			require.Contains(t, string(story), "\nterminate ")
		default:
			require.Contains(t, string(story), fmt.Sprintf("\nexits %d ", code))
		}
	}
}

func listedCodes(help string) []int {
	var codes []int
	for _, line := range regexp.MustCompile(`(?m)^  (\d+) +\S`).FindAllStringSubmatch(help, -1) {
		code, _ := strconv.Atoi(line[1])
		codes = append(codes, code)
	}
	return codes
}

// Which signal it was decides, wherever the end of the context comes from.
func TestSignalled(t *testing.T) {
	t.Parallel()
	p := &program{}
	ended := explained(fmt.Errorf("run: %w", context.Canceled))
	require.Equal(t, exitInterrupted, exitCode(p.signalled(ended)))
	p.terminated.Store(true)
	require.Equal(t, exitTerminated, exitCode(p.signalled(ended)))
	require.EqualError(t, p.signalled(ended), "terminated")
	require.Equal(t, exitUsage, exitCode(p.signalled(usagef("", "wrong"))))
	require.NoError(t, p.signalled(nil))
}
