package figure

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPercentileIsNearestRank(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i + 1)
	}
	require.Equal(t, 50.0, percentile(hundred, 50))
	require.Equal(t, 95.0, percentile(hundred, 95))
	require.Equal(t, 7.0, percentile([]float64{7}, 95))
	require.Equal(t, 2.0, percentile([]float64{1, 2, 3}, 50))
}

func TestMeasureCountsOperations(t *testing.T) {
	calls := 0
	f, err := Measure("count", Nanoseconds, 20, 5, func() error { calls++; return nil })
	require.NoError(t, err)
	require.Equal(t, 100, f.N)
	require.Equal(t, 103, calls, "three unmeasured operations, then twenty samples of five")
	require.LessOrEqual(t, f.P50, f.P95)
}

func TestRatesThatMostReached(t *testing.T) {
	rates := make([]float64, 100)
	for i := range rates {
		rates[i] = float64(100 - i)
	}
	require.Equal(t, Figure{Name: "runs", Unit: "a second", P50: 50, P95: 5, N: 7}, OfRates("runs", rates, 7))
}

func TestNumberKeepsThreeDigits(t *testing.T) {
	require.Equal(t, "1.23", Number(1.234))
	require.Equal(t, "12.3", Number(12.34))
	require.Equal(t, "1234", Number(1234.4))
}

func TestWriteGivesAPlainList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "build", "bench.json")
	require.NoError(t, Write(path, []Figure{{Name: "call u32 -> u32", Unit: "ns", P50: 80.5, P95: 90, N: 1000}}))
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, `[
  {
    "name": "call u32 -> u32",
    "unit": "ns",
    "p50": 80.5,
    "p95": 90,
    "n": 1000
  }
]
`, string(got))
}
