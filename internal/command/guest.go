package command

import (
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

func (p *program) guestCommand() *cli.Command {
	return &cli.Command{
		Name:      "guest",
		Usage:     "install, list and remove the interpreters that run code",
		UsageText: "vivarium guest COMMAND [options] [arguments]",
		Description: "A guest is a component of the world vivarium:runner/python-runner. It is found by its name: in the\n" +
			"program itself, among the user's guests (XDG_DATA_HOME/vivarium/guests, by default\n" +
			"~/.local/share/vivarium/guests), then beside the program.",
		CustomHelpTemplate: helpPage("vivarium guest install build/guests/micropython.wasm\nvivarium guest list\nvivarium run --guest micropython -c 'print(1)'\nvivarium guest remove micropython"),
		Subcommands: []*cli.Command{
			{
				Name:               "install",
				Usage:              "check a component and copy it to the user's guests",
				ArgsUsage:          "FILE",
				Flags:              []cli.Flag{&cli.StringFlag{Name: "name", Usage: "call it `NAME` (default: the file's own name)"}},
				CustomHelpTemplate: helpPage("vivarium guest install build/guests/micropython.wasm\nvivarium guest install --name mine target/guest.wasm"),
				Action:             p.installGuest,
			},
			{
				Name:               "list",
				Usage:              "list the guests that have a name",
				Flags:              []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "print a JSON list", DisableDefaultText: true}},
				CustomHelpTemplate: helpPage("vivarium guest list\nvivarium guest list --json | jq -r '.[].name'"),
				Action:             p.listGuests,
			},
			{
				Name:               "path",
				Usage:              "print the file of a guest, by default of the one that vivarium run uses",
				ArgsUsage:          "[NAME]",
				CustomHelpTemplate: helpPage("vivarium guest path\nvivarium inspect \"$(vivarium guest path micropython)\""),
				Action:             p.printGuestPath,
			},
			{
				Name:               "remove",
				Usage:              "remove one of the user's guests",
				ArgsUsage:          "NAME",
				CustomHelpTemplate: helpPage("vivarium guest remove micropython"),
				Action:             p.removeGuest,
			},
		},
	}
}

func (p *program) installGuest(c *cli.Context) error {
	path, err := oneOperand(c, "FILE")
	if err != nil {
		return err
	}
	done := p.progress("checking and compiling " + path)
	guest, err := sandbox.InstallGuest(c.Context, path, c.String("name"))
	done()
	if err != nil {
		return explained(err)
	}
	return p.printLine("installed " + guest.Name + ": " + guest.Path)
}

// printLine prints text that may contain names of files.
func (p *program) printLine(text string) error {
	out := newStream(p.stdout)
	out.line(text)
	return out.err
}

func (p *program) listGuests(c *cli.Context) error {
	if err := noOperands(c); err != nil {
		return err
	}
	p.moveGuests(!c.Bool("json"))
	guests, err := sandbox.Guests()
	if err != nil {
		return explained(err)
	}
	if c.Bool("json") {
		return p.listGuestsJSON(guests)
	}
	if len(guests) == 0 && isTerminal(p.stdout) {
		_, err := fmt.Fprintln(p.stderr, "no guest is installed; vivarium guest install FILE installs one")
		return err
	}
	w := tabwriter.NewWriter(newStream(p.stdout), 0, 8, 2, ' ', 0)
	for _, g := range guests {
		path := g.Path
		if g.Embedded {
			path = "in the program itself"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", oneLine(g.Name), formatSize(g.Size), oneLine(path))
	}
	return w.Flush()
}

func (p *program) listGuestsJSON(guests []sandbox.Guest) error {
	type guestReport struct {
		Name      string `json:"name"`
		Path      string `json:"path"`
		Size      int64  `json:"size_bytes"`
		Installed bool   `json:"installed"`
		Embedded  bool   `json:"embedded"`
	}
	list := make([]guestReport, 0, len(guests))
	for _, g := range guests {
		list = append(list, guestReport{g.Name, g.Path, g.Size, g.Installed, g.Embedded})
	}
	return p.printJSON(list)
}

func (p *program) printGuestPath(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef(seeHelp(c.Command.HelpName), "%s takes one NAME at most", c.Command.HelpName)
	}
	p.moveGuests(true)
	guest, err := sandbox.FindGuest(c.Args().First())
	if err != nil {
		return explained(err)
	}
	if guest.Embedded {
		return usagef("", "guest %s is in the program itself and has no file", guest.Name)
	}
	return p.printLine(guest.Path)
}

func (p *program) removeGuest(c *cli.Context) error {
	name, err := oneOperand(c, "NAME")
	if err != nil {
		return err
	}
	p.moveGuests(true)
	guests, err := sandbox.Guests()
	if err != nil {
		return explained(err)
	}
	for _, g := range guests {
		if g.Name == name {
			return p.removeFile(g)
		}
	}
	return noGuest(name, p.guestNames())
}

// removeFile removes an installed guest. If another guest has the same name, it
// prints which one is used from now on.
func (p *program) removeFile(g sandbox.Guest) error {
	if g.Embedded {
		return usagef("", "%s was not installed: it is in the program itself", g.Name)
	}
	if !g.Installed {
		return usagef("", "%s was not installed: it is beside the program, in %s", g.Name, g.Path)
	}
	if err := os.Remove(g.Path); err != nil {
		return usagef("", "%w", pathError(err))
	}
	text := "removed " + g.Name + ": " + g.Path
	if other, err := sandbox.FindGuest(g.Name); err == nil {
		text += "\nfrom now on " + g.Name + " is " + other.Path
	}
	return p.printLine(text)
}

// guestNames gives the names of the guests, none if they cannot be listed.
func (p *program) guestNames() []string {
	guests, err := sandbox.Guests()
	if err != nil {
		return nil
	}
	var names []string
	for _, g := range guests {
		names = append(names, g.Name)
	}
	return names
}

// oneOperand gives the one argument that a command takes.
func oneOperand(c *cli.Context, what string) (string, error) {
	if c.NArg() != 1 {
		return "", usagef(seeHelp(c.Command.HelpName), "%s takes one %s, %d were given", c.Command.HelpName, what, c.NArg())
	}
	return c.Args().First(), nil
}
