package sandbox

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDefaultsAreOn(t *testing.T) {
	limits, err := Limits{}.resolve()
	require.NoError(t, err)
	require.Equal(t, DefaultLimits(), limits)
	require.Equal(t, 5*time.Second, limits.Wall)
	require.EqualValues(t, 128<<20, limits.Memory)
	require.EqualValues(t, 1<<20, limits.Output)
	require.EqualValues(t, 16, limits.HTTPRequests)
	require.Equal(t, 2*time.Second, limits.HTTPTimeout)
	require.EqualValues(t, 1<<20, limits.HTTPResponse)
	require.EqualValues(t, 16<<20, limits.Files)
	require.Zero(t, limits.Fuel, "fuel is not counted")
}

func TestUnlimitedIsWritten(t *testing.T) {
	limits, err := Limits{Wall: Unlimited, Memory: Unlimited, Output: 7, Fuel: Unlimited, HTTPTimeout: Unlimited}.resolve()
	require.NoError(t, err)
	require.EqualValues(t, math.MaxInt64, limits.Wall)
	require.EqualValues(t, math.MaxInt64, limits.Memory)
	require.EqualValues(t, 7, limits.Output)
	require.Zero(t, limits.Fuel)
	require.EqualValues(t, math.MaxInt64, limits.HTTPTimeout)
	require.Equal(t, DefaultLimits().Result, limits.Result)
}

func TestLimitsRefused(t *testing.T) {
	for field, limits := range map[string]Limits{
		"Limits.Wall":         {Wall: -2},
		"Limits.Memory":       {Memory: math.MinInt64},
		"Limits.Output":       {Output: -100},
		"Limits.Files":        {Files: Unlimited},
		"Limits.FileEntries":  {FileEntries: Unlimited},
		"Limits.HTTPResponse": {HTTPResponse: Unlimited},
	} {
		_, err := limits.resolve()
		var bad *ConfigError
		require.ErrorAs(t, err, &bad, field)
		require.Equal(t, field, bad.Field)
	}
}

// The default depends on nothing but the memory that the guest takes, as the host
// counts it.
func TestTheDefaultOfMemoryIsTheGuests(t *testing.T) {
	require.EqualValues(t, 64<<20, defaultMemory(1<<20))
	require.EqualValues(t, 64<<20, defaultMemory(16<<20))
	require.EqualValues(t, 128<<20, defaultMemory(16<<20+1))
	require.EqualValues(t, 128<<20, defaultMemory(500<<20), "a guest cannot ask for more")
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{})
		want := map[string]int64{"micropython": 64 << 20, "cpython": 128 << 20}
		require.Equal(t, want[guest], sb.limits.Memory)
		require.Equal(t, int64(48<<20), openPython(t, guest, Config{Limits: Limits{Memory: 48 << 20}}).limits.Memory, "what is set counts")
	})
}
