package cm_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/cm"
)

// TestResultsSurviveCollection keeps 20,000 results with strings in both cases
// across collections: no payload hides behind the other.
func TestResultsSurviveCollection(t *testing.T) {
	const n = 20_000
	results := make([]cm.Result[string, string], n)
	for i := range results {
		if s := fmt.Sprintf("payload %d", i); i%2 == 0 {
			results[i] = cm.OK[string](s)
		} else {
			results[i] = cm.Failed[string](s)
		}
	}
	for range 3 {
		runtime.GC()
		_ = make([]byte, 1<<20)
	}
	for i, r := range results {
		s := r.OK
		if r.IsErr {
			s = r.Err
		}
		require.Equal(t, i%2 == 1, r.IsErr)
		require.Equal(t, fmt.Sprintf("payload %d", i), s)
	}
}

type named int

func (named) String() string { return "a name" }

func TestErrors(t *testing.T) {
	require.Equal(t, "why", cm.Error[string]{Value: "why"}.Error())
	require.Equal(t, "failed", cm.Error[struct{}]{}.Error())
	require.Equal(t, "a name", cm.Error[named]{}.Error())
	require.Equal(t, "[1 2]", cm.Error[[]int]{Value: []int{1, 2}}.Error())
	var found cm.Error[string]
	require.ErrorAs(t, fmt.Errorf("around: %w", cm.Error[string]{Value: "why"}), &found)
	require.Equal(t, "why", found.Value)
	require.False(t, errors.As(error(cm.Error[int]{}), &found), "an error of another type is another error")
}

func TestSortedKeys(t *testing.T) {
	require.Equal(t, []string{"a", "b", "c"}, cm.SortedKeys(map[string]int{"c": 1, "a": 2, "b": 3}))
	require.Empty(t, cm.SortedKeys(map[int]int{}))
}
