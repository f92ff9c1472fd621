package sandbox

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPythonErrorsAreCut(t *testing.T) {
	small := PythonError{Kind: Exception, Class: "E", Message: "m", Frames: []Frame{{"<code>", 1, "f"}}}
	same := small
	same.clip(100)
	require.Equal(t, small, same)

	large := PythonError{Kind: Exception, Class: "E", Message: strings.Repeat("ä", 1000), Traceback: strings.Repeat("t", 3000)}
	for i := range 5000 {
		large.Frames = append(large.Frames, Frame{"<code>", i, "f"})
	}
	large.clip(100_000)
	require.Len(t, large.Frames, maxFrames)
	require.Equal(t, 0, large.Frames[0].Line)
	require.Equal(t, 4999, large.Frames[maxFrames-1].Line)
	require.Len(t, large.Message, 2000, "there is room for it")

	large.Frames = nil
	large.clip(1005)
	require.Equal(t, strings.Repeat("ä", 100)+"...", large.Message, "at a character, not inside of one")
	require.Equal(t, strings.Repeat("t", 201)+"...", large.Traceback)
	require.Equal(t, "E", large.Class)
}
