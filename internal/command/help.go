package command

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// limitsCategory is the heading of the flags that set limits.
const limitsCategory = "LIMITS"

// helpPage is the help of a command: first examples, which are most of what people
// look for, then what it does, its flags, and longer notes.
func helpPage(examples string, notes ...string) string {
	const usage = "{{if .UsageText}}{{.UsageText}}{{else}}{{.HelpName}}{{if .VisibleFlags}} [options]{{end}}" +
		"{{if .ArgsUsage}} {{.ArgsUsage}}{{end}}{{end}}"
	return page(usage, "OPTIONS", examples, notes)
}

// appHelpPage is the help of the whole program.
func appHelpPage(examples string, notes ...string) string {
	return page("{{.HelpName}} COMMAND [options] [arguments]", "GLOBAL OPTIONS", examples, notes)
}

func page(usage, options, examples string, notes []string) string {
	var b strings.Builder
	b.WriteString("NAME:\n   {{template \"helpNameTemplate\" .}}\n\nEXAMPLES:\n" + indentLines(examples) +
		"\nUSAGE:\n   " + usage +
		"{{if .Description}}\n\nDESCRIPTION:\n   {{template \"descriptionTemplate\" .}}{{end}}" +
		"{{if .VisibleCommands}}\n\nCOMMANDS:{{template \"visibleCommandCategoryTemplate\" .}}{{end}}" +
		"{{if .VisibleFlags}}\n\n" + options + ":{{range .VisibleFlags}}{{if not .Category}}\n   {{.}}{{end}}{{end}}{{end}}" +
		"{{$title := \"\"}}{{range .VisibleFlags}}{{if .Category}}{{if ne .Category $title}}" +
		"{{$title = .Category}}\n\n{{$title}}:{{end}}\n   {{.}}{{end}}{{end}}\n")
	for _, note := range notes {
		b.WriteString("\n" + indentLines(note))
	}
	return b.String()
}

func indentLines(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text + "\n") {
		b.WriteString("   " + line)
	}
	return b.String()
}

// complement gives every command what all of them share.
func complement(commands []*cli.Command) {
	for _, c := range commands {
		c.HideHelpCommand = true
		c.OnUsageError = usageFromParser
		complement(c.Subcommands)
		if c.Action == nil {
			c.Action = cli.ShowSubcommandHelp
		}
	}
}
