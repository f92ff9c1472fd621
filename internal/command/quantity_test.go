package command

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseSize(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want int64
		err  string
	}{
		{text: "1024", want: 1024},
		{text: "1B", want: 1},
		{text: "1KiB", want: 1024},
		{text: "64MiB", want: 64 << 20},
		{text: "2GiB", want: 2 << 30},
		{text: "1kB", want: 1000},
		{text: "1KB", want: 1000},
		{text: "1MB", want: 1000 * 1000},
		{text: "3GB", want: 3e9},
		{text: "8589934591GiB", want: 8589934591 << 30},

		{text: "64M", want: 64 << 20},
		{text: "64m", want: 64 << 20},
		{text: "64mb", want: 64e6},
		{text: "64mib", want: 64 << 20},
		{text: "2g", want: 2 << 30},
		{text: "1T", want: 1 << 40},
		{text: "1tb", want: 1e12},
		{text: "512k", want: 512 << 10},
		{text: "64 MiB", want: 64 << 20}, // as messages write it
		{text: "1.5GiB", want: 3 << 29},
		{text: "0.5k", want: 512},
		{text: "0.1KiB", want: 102}, // no part of a byte
		{text: "1_000_000", want: 1e6},
		{text: "1_024.5K", want: 1024<<10 + 512},

		{text: "0", err: "must be more than zero"},
		{text: "0MiB", err: "must be more than zero"},
		{text: "0.0G", err: "must be more than zero"},
		{text: "0.1", err: "must be more than zero"},
		{text: "", err: "not a number"},
		{text: "MiB", err: "not a number"},
		{text: "-1", err: "not a number"},
		{text: "+1", err: "not a number"},
		{text: " 64MiB", err: "not a number"},
		{text: "64 ", err: "not a number"},
		{text: "٣MiB", err: "not a number"},
		{text: "1__0", err: "not a number"},
		{text: "_1", err: "not a number"},
		{text: "1_", err: "not a number"},
		{text: ".5G", err: "not a number"},
		{text: "1.G", err: "not a number"},
		{text: "1.2.3", err: "not a number"},
		{text: "1XB", err: `unknown unit "XB"; units are B, KB, MB, GB, TB, KiB, MiB, GiB, TiB, K, M, G and T`},
		{text: "1PiB", err: `unknown unit "PiB"`},
		{text: "0x10", err: `unknown unit "x10"`},
		{text: "1e6", err: `unknown unit "e6"`},
		{text: "64MiB ", err: `unknown unit "MiB "`},
		{text: "64  MiB", err: `unknown unit " MiB"`},
		{text: "64MiBMiB", err: `unknown unit "MiBMiB"`},
		{text: "8589934592GiB", err: "too large"},
		{text: "9223372036854775808", err: "too large"},
		{text: strings.Repeat("9", 64), err: "too large"},
		{text: strings.Repeat("9", 65), err: "not a number"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			got, err := parseSize(tt.text)
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestParseTimeout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want time.Duration
		err  string
	}{
		{text: "2s", want: 2 * time.Second},
		{text: "1m30s", want: 90 * time.Second},
		{text: "1.5s", want: 1500 * time.Millisecond},
		{text: "500ms", want: 500 * time.Millisecond},
		{text: "0", err: `time "0" must be more than zero`},
		{text: "0s", err: "must be more than zero"},
		{text: "-1s", err: "must be more than zero"},
		{text: "2", err: "has no unit; for seconds write 2s"},
		{text: "soon", err: "is not one such as 2s"},
		{text: "", err: "is not one such as 2s"},
		{text: "9999999999h", err: "is not one such as 2s"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			got, err := parseTimeout(tt.text)
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestParseCount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want int64
		err  string
	}{
		{text: "1", want: 1},
		{text: "1000000", want: 1_000_000},
		{text: "1_000_000", want: 1_000_000},
		{text: "1M", want: 1_000_000},
		{text: "1m", want: 1_000_000},
		{text: "1.5k", want: 1500},
		{text: "2G", want: 2e9},
		{text: "0", err: "must be more than zero"},
		{text: "0M", err: "must be more than zero"},
		{text: "-5", err: "not a whole number"},
		{text: "1.5", err: "not a whole number, such as 1000000, 1_000_000 or 1M"},
		{text: "0.0001K", err: "not a whole number"},
		{text: "1e6", err: `unknown unit "e6"; units are K, M, G and T`},
		{text: "1MiB", err: `unknown unit "MiB"`},
		{text: "9223372036854775808", err: "too large"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			got, err := parseCount(tt.text)
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestFormatSize(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]int64{
		"0 bytes":    0,
		"1 byte":     1,
		"1000 bytes": 1000,
		"1 KiB":      1024,
		"1.50 KiB":   1536,
		"64 MiB":     64 << 20,
		"63.94 MiB":  67043328,
		"2 GiB":      2 << 30,
	} {
		require.Equal(t, want, formatSize(n))
	}
}

func FuzzParseSize(f *testing.F) {
	for _, seed := range []string{"64MiB", "1MB", "1024", "0", "-1", "9223372036854775807GiB", "1e6", "ßMiB"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := parseSize(text); err == nil {
			require.Positive(t, n)
		}
	})
}

func TestFormatTime(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"0s":       0,
		"1ns":      1,
		"1.1µs":    1099,
		"2.35ms":   2345678,
		"1.23s":    1234567890,
		"1h30m0s":  90 * time.Minute,
		"1m2s":     62*time.Second + 3*time.Millisecond,
		"500ms":    500 * time.Millisecond,
		"553.95ms": 553951234,
	} {
		require.Equal(t, want, formatTime(d))
	}
}
