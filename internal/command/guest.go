package command

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

func (p *program) guestCommand() *cli.Command {
	return &cli.Command{
		Name:  "guest",
		Usage: "install, list and remove the interpreters that run code",
		Subcommands: []*cli.Command{
			{
				Name:      "install",
				Usage:     "check a component and copy it to the user's guests",
				ArgsUsage: "FILE",
				Flags:     []cli.Flag{&cli.StringFlag{Name: "name", Usage: "call it `NAME` (default: the file's own name)"}},
				Action:    p.installGuest,
			},
			{
				Name:   "list",
				Usage:  "list the guests that have a name",
				Flags:  []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "print a JSON list", DisableDefaultText: true}},
				Action: p.listGuests,
			},
			{
				Name:      "path",
				Usage:     "print the file of a guest",
				ArgsUsage: "[NAME]",
				Action:    p.printGuestPath,
			},
			{
				Name:      "remove",
				Usage:     "remove one of the user's guests",
				ArgsUsage: "NAME",
				Action:    p.removeGuest,
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
	_, err = fmt.Fprintf(p.stdout, "installed %s: %s\n", guest.Name, guest.Path)
	return err
}

func (p *program) listGuests(c *cli.Context) error {
	if err := noOperands(c); err != nil {
		return err
	}
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
	w := tabwriter.NewWriter(p.stdout, 0, 8, 2, ' ', 0)
	for _, g := range guests {
		path := g.Path
		if g.Embedded {
			path = "in the program itself"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", g.Name, formatSize(g.Size), path)
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
	encoder := json.NewEncoder(p.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

func (p *program) printGuestPath(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef(seeHelp(c.Command.HelpName), "%s takes one NAME at most", c.Command.HelpName)
	}
	guest, err := sandbox.FindGuest(c.Args().First())
	if err != nil {
		return explained(err)
	}
	if guest.Embedded {
		return usagef("", "guest %s is in the program itself and has no file", guest.Name)
	}
	_, err = fmt.Fprintln(p.stdout, guest.Path)
	return err
}

func (p *program) removeGuest(c *cli.Context) error {
	name, err := oneOperand(c, "NAME")
	if err != nil {
		return err
	}
	guests, err := sandbox.Guests()
	if err != nil {
		return explained(err)
	}
	for _, g := range guests {
		if g.Name != name {
			continue
		}
		if g.Embedded {
			return usagef("", "%s is in the program itself and is not one of the user's guests", name)
		}
		if !g.Installed {
			return usagef("", "%s stands beside the program, in %s, and is not one of the user's guests", name, g.Path)
		}
		return os.Remove(g.Path)
	}
	return usagef("vivarium guest list shows those there are", "no guest is called %s", name)
}

// guestNames are the names for completion; there are none where they cannot be read.
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
