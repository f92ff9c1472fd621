package sandbox

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestConsoleCutsAtTheLimit(t *testing.T) {
	for _, c := range []struct {
		name   string
		writes []string // to stdout, or to stderr after "!"
		stdout string
		stderr string
		limit  bool
	}{
		{"under", []string{"012", "!345"}, "012", "345", false},
		{"met exactly", []string{"01234567", "89"}, "0123456789", "", false},
		{"both streams count", []string{"01234567", "!89", "x"}, "01234567", "89", true},
		{"one write over", []string{"0123456789abc"}, "0123456789", "", true},
		{"many writes over", []string{"0123", "4567", "89ab"}, "0123456789", "", true},
		{"an empty write at the limit", []string{"0123456789", ""}, "0123456789", "", false},
		{"before a character that does not fit", []string{"01234567€"}, "01234567", "", true},
		{"after a character that fits", []string{"0123456€x"}, "0123456€", "", true},
		{"before one of four bytes", []string{"0123456😀"}, "0123456", "", true},
		{"bytes that are not text are cut anywhere", []string{"01234567\xff\xff\xff"}, "01234567\xff\xff", "", true},
		{"stray continuation bytes too", []string{"0123456\x80\x80\x80\x80"}, "0123456\x80\x80\x80", "", true},
		{"a character that is cut off by the program", []string{"01234567\xe2\x82", "\xac"}, "01234567\xe2\x82", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			console := console{most: 10}
			console.stdout.to, console.stderr.to = &stdout, &stderr
			var err error
			for _, text := range c.writes {
				require.NoError(t, err)
				to := &console.stdout
				if rest, ok := strings.CutPrefix(text, "!"); ok {
					to, text = &console.stderr, rest
				}
				err = console.write(to, []byte(text))
			}
			require.Equal(t, c.stdout, console.stdout.String())
			require.Equal(t, c.stderr, console.stderr.String())
			require.Equal(t, c.stdout, stdout.String())
			require.Equal(t, c.stderr, stderr.String())
			require.EqualValues(t, len(c.stdout)+len(c.stderr), console.used)
			if !c.limit {
				require.NoError(t, err)
				return
			}
			var limit *LimitError
			require.ErrorAs(t, err, &limit)
			require.Equal(t, LimitError{Limit: LimitOutput, Max: 10, Used: console.used}, *limit)
		})
	}
}

// Output of any size is kept in pieces of at most 1 MiB and copied once, at the end:
// a run that floods a large limit does not spend its time on copies.
func TestOutputGrowsWithoutBeingCopied(t *testing.T) {
	var s stream
	var want strings.Builder
	line := []byte(strings.Repeat("x", 99_999) + "\n")
	for range 100 {
		s.keep(line)
		want.Write(line)
	}
	s.keep([]byte("end"))
	want.WriteString("end")
	require.True(t, want.String() == s.String(), "in order")
	kept := s.kept.Len()
	for _, piece := range s.more {
		require.LessOrEqual(t, cap(piece), keptPiece)
		kept += len(piece)
	}
	require.Equal(t, want.Len(), kept)
	before := &s.more[0][0]
	require.LessOrEqual(t, testing.AllocsPerRun(20, func() { s.keep(line) }), 1.0)
	require.Same(t, before, &s.more[0][0])
}

type brokenPipe struct{}

var errBroken = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

func TestConsoleEndsTheRunWhereNobodyListens(t *testing.T) {
	console := console{most: 10}
	console.stdout.to = brokenPipe{}
	require.ErrorIs(t, console.write(&console.stdout, []byte("x")), errBroken)
	require.NoError(t, console.write(&console.stderr, []byte("x")))
}

func FuzzCut(f *testing.F) {
	f.Add([]byte("a€b"), 2)
	f.Add([]byte("\xf0\x9f\x98\x80"), 3)
	f.Fuzz(func(t *testing.T, bytes []byte, n int) {
		if n < 0 || n >= len(bytes) {
			return
		}
		at := cut(bytes, n)
		require.LessOrEqual(t, at, n)
		require.Greater(t, at, n-4)
		if at < n { // only a whole character is left out
			require.NotEqual(t, "\ufffd", string([]rune(string(bytes[at:]))[0]))
		}
	})
}

// What a run prints is kept by the host, and counts with the run's memory: a larger
// limit of output does not let a program fill the host's memory.
func TestOutputCountsWithMemory(t *testing.T) {
	t.Parallel()
	onEachGuest(t, func(t *testing.T, guest string) {
		const room = 8 << 20
		sb := openPython(t, guest, Config{Limits: Limits{Wall: time.Minute, Memory: withRoom(t, guest, room), Output: 1 << 30}})
		result, err := sb.Run(t.Context(), "while True: print('x' * 10000)")
		require.Equal(t, "limit memory", outcome(err), "%v", err)
		require.Greater(t, len(result.Stdout), room/4)
		require.Less(t, len(result.Stdout), room+heldFree)
	})
}
