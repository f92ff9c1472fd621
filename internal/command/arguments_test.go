package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v2"
)

func testApp() *cli.App {
	return &cli.App{
		Name:  "v",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "version"}},
		Commands: []*cli.Command{
			{Name: "run", Flags: []cli.Flag{
				&cli.StringFlag{Name: "c"},
				&cli.StringFlag{Name: "timeout", Aliases: []string{"t"}},
				&cli.StringSliceFlag{Name: "allow"},
				&cli.BoolFlag{Name: "json"},
			}},
			{Name: "guest", Subcommands: []*cli.Command{{Name: "install", Flags: []cli.Flag{&cli.StringFlag{Name: "name"}}}}},
			{Name: "secret", Hidden: true},
		},
	}
}

func TestArrange(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		before   int
	}{
		{in: "v", want: "v"},
		{in: "v --version", want: "v --version"},
		{in: "v run file", want: "v run -- file", before: 1},
		{in: "v run file --json", want: "v run --json -- file", before: 1},
		{in: "v run file --timeout 2s x", want: "v run --timeout 2s -- file x", before: 2},
		{in: "v run -t=2s file", want: "v run -t=2s -- file", before: 1},
		{in: "v run -c - --json", want: "v run -c - --json"},
		{in: "v run -c --json", want: "v run -c --json"}, // code may look like a flag
		{in: "v run -", want: "v run -- -", before: 1},
		{in: "v run file -- --json -x", want: "v run -- file --json -x", before: 1},
		{in: "v run -- file", want: "v run -- file", before: 0},
		{in: "v run --allow a --allow b", want: "v run --allow a --allow b"},
		{in: "v guest install f --name n", want: "v guest install --name n -- f", before: 1},
		{in: "v help", want: "v --help"},
		{in: "v help run", want: "v run --help"},
		{in: "v help guest install", want: "v guest install --help"},
		{in: "v guest help install", want: "v guest install --help"},
		{in: "v run help", want: "v run -- help", before: 1}, // a file of that name
		{in: "v run -h", want: "v run -h"},
		{in: "v run f -5 -inf -t 2s", want: "v run -t 2s -- f -5 -inf", before: 3}, // numbers are no flags
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, before, err := arrange(testApp(), strings.Fields(tt.in))
			require.NoError(t, err)
			require.Equal(t, tt.want, strings.Join(got, " "))
			require.Equal(t, tt.before, before)
		})
	}
}

func TestArrangeRefuses(t *testing.T) {
	for _, tt := range []struct{ in, err, hint string }{
		{"v rum", `v has no command "rum"`, "did you mean run?"},
		{"v gust install", `v has no command "gust"`, "did you mean guest?"},
		{"v guest instal", `v guest has no command "instal"`, "did you mean install?"},
		{"v secre", `v has no command "secre"`, "see: v --help"},
		{"v help rum", `v has no command "rum"`, "did you mean run?"},
		{"v run --tmeout 2s", "v run has no flag --tmeout", "did you mean --timeout?"},
		{"v run --tmeout=2s", "v run has no flag --tmeout", "did you mean --timeout?"},
		{"v run -x", "v run has no flag -x", "see: v run --help"},
		{"v run --timeout", "--timeout needs a value", "see: v run --help"},
		{"v --json run", "v has no flag --json", "see: v --help"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			_, _, err := arrange(testApp(), strings.Fields(tt.in))
			require.EqualError(t, err, tt.err)
			require.Equal(t, tt.hint, hintOf(err))
			require.Equal(t, exitUsage, exitCode(err))
		})
	}
}

func FuzzArrange(f *testing.F) {
	for _, seed := range []string{"v run -c 1", "v help run", "v -- x", "v run --timeout", "v run - -- --json", "v guest install f --name=n", "-", "v run --=", "v --- -="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words := strings.Split(line, " ")
		arranged, before, err := arrange(testApp(), words)
		if err != nil {
			require.Equal(t, exitUsage, exitCode(err))
			return
		}
		require.LessOrEqual(t, before, len(arranged))
		require.LessOrEqual(t, len(arranged), len(words)+2)
	})
}
