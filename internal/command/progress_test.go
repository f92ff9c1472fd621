package command

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A task of more than a second tells its progress once a second, and the line goes when
// it is done. A quicker one says nothing.
func TestShowProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		done := showProgress(&out, style{}, "compiling")
		time.Sleep(999 * time.Millisecond)
		done()
		require.Empty(t, out.String())

		done = showProgress(&out, style{}, "compiling")
		time.Sleep(2500 * time.Millisecond)
		done()
		done()
		require.Equal(t, "\r\x1b[Kcompiling (1 s)\r\x1b[Kcompiling (2 s)\r\x1b[K", out.String())
	})
}

func TestProgressIsForTerminals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		done := (&program{stderr: &out}).progress("compiling")
		time.Sleep(time.Minute)
		done()
		require.Empty(t, out.String())
	})
}
