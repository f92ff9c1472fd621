//go:build vivarium_lts

package sandbox

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// endlessThrowing is the limit that stops code which throws and catches without
// end: this engine frees exceptions that were caught.
const endlessThrowing = LimitWall

// A program may catch a million exceptions: it runs to its end, and needs no more
// memory than one that catches some thousand.
func TestAMillionExceptions(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Wall: time.Minute, Memory: withRoom(t, guest, 7*mib)}})
		peak := func(n string) int64 {
			result, err := sb.Run(context.Background(), "n = 0\nd = {}\nfor i in range("+n+"):\n    try: d[i]\n    except KeyError: n += 1\nprint(n)")
			require.NoError(t, err)
			require.Equal(t, n+"\n", result.Stdout)
			return result.Usage.PeakMemory
		}
		require.Equal(t, peak("50000"), peak("1000000"))
	})
}

// restoresAfterExceptions: an instance in which an exception of WebAssembly was thrown
// can be restored.
const restoresAfterExceptions = true
