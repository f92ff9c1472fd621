package command

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// helpWithNotes is the help of a command with longer notes behind its flags.
func helpWithNotes(notes ...string) string {
	var b strings.Builder
	b.WriteString(cli.CommandHelpTemplate)
	for _, note := range notes {
		b.WriteByte('\n')
		for line := range strings.Lines(note + "\n") {
			b.WriteString("   " + line)
		}
	}
	return b.String()
}
