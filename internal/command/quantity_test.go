package command

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseSize(t *testing.T) {
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

		{text: "0", err: "must be more than zero"},
		{text: "0MiB", err: "must be more than zero"},
		{text: "", err: "not a whole number"},
		{text: "MiB", err: "not a whole number"},
		{text: "-1", err: "not a whole number"},
		{text: "+1", err: "not a whole number"},
		{text: "1.5GiB", err: "not a whole number"},
		{text: "1_000", err: "not a whole number"},
		{text: "0x10", err: "not a whole number"},
		{text: " 64MiB", err: "not a whole number"},
		{text: "64 MiB", err: `unknown unit " MiB"`},
		{text: "64MiB ", err: `unknown unit "MiB "`},
		{text: "64mib", err: `unknown unit "mib"`},
		{text: "64M", err: `unknown unit "M"`},
		{text: "1TiB", err: `unknown unit "TiB"`},
		{text: "64MiBMiB", err: `unknown unit "MiBMiB"`},
		{text: "8589934592GiB", err: "too large"},
		{text: "9223372036854775808", err: "too large"},
		{text: "٣MiB", err: "not a whole number"},
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
	for _, tt := range []struct {
		text string
		want time.Duration
		err  string
	}{
		{text: "2s", want: 2 * time.Second},
		{text: "1m30s", want: 90 * time.Second},
		{text: "1.5s", want: 1500 * time.Millisecond},
		{text: "500ms", want: 500 * time.Millisecond},
		{text: "0", err: "must be more than zero; to switch the limit off write unlimited"},
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
	for _, tt := range []struct {
		text string
		want int64
		err  string
	}{
		{text: "1", want: 1},
		{text: "1000000", want: 1_000_000},
		{text: "0", err: "must be more than zero"},
		{text: "-5", err: "not a whole number"},
		{text: "1e6", err: "not a whole number"},
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
