package command

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

func (p *program) demoCommand() *cli.Command {
	return &cli.Command{
		Name:  "demo",
		Usage: "show what unreviewed code can and cannot do, by nine programs",
		Description: "Runs nine programs one after another, each in a fresh instance, and shows what each printed and\n" +
			"which part of Vivarium stopped it. The exit code is 70 if one does not end as it must.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "guest", Usage: "run them in this interpreter: the `NAME` of a guest, or the file of one"},
		},
		CustomHelpTemplate: helpPage("vivarium demo\nvivarium demo --guest ./mine.wasm"),
		Action:             p.demo,
	}
}

func (p *program) demo(c *cli.Context) error {
	if err := noOperands(c); err != nil {
		return err
	}
	server, stop, err := serveDemo()
	if err != nil {
		return err
	}
	defer stop()
	p.moveGuests(true)
	sb, err := p.open(c.Context, sandbox.Config{
		Guest:  c.String("guest"),
		Limits: sandbox.Limits{Wall: demoTimeout},
		HTTP:   egress.Policy{Rules: []string{demoRule(server)}},
	})
	if err != nil {
		return explained(err)
	}
	defer sb.Close()
	p.tellStartup(sb.Startup())
	return p.demonstrate(c.Context, examples(server), func(ctx context.Context, code string) *report {
		return newReport(sb.Run(ctx, code))
	})
}

// example is a program of the demonstration with its expected outcome.
type example struct {
	code   string
	answer string // who answered it, in words

	stdout string // all that it must print
	value  string // the value that it must have, as Python shows it, if it must have one
	class  string // the exception that must end it, if one must
	limit  string // the limit that must stop it, if one must
}

// demoTimeout is the time limit. It is short, since one program never ends.
const demoTimeout = time.Second

// demoGreeting is what the local server says.
const demoGreeting = "hello from a server that a rule allows"

// examples are the programs, given the address of the local server.
func examples(server string) []example {
	return []example{
		{
			code: "print(12345*67890)", stdout: "838102050\n",
			answer: "nothing stopped it",
		},
		{
			code: "open('/etc/passwd')", class: "FileNotFoundError",
			answer: "the workspace answered: it is empty, and this machine's files are not in it",
		},
		{
			code: "import os; os.listdir('/')", value: "[]",
			answer: "the workspace answered: it is empty",
		},
		{
			code: "safe_http_get('https://example.com/')", class: "PermissionError",
			answer: "the HTTP policy answered: no rule allows that host",
		},
		{
			code: fmt.Sprintf("print(safe_http_get('%s/hello'))", server), stdout: demoGreeting + "\n",
			answer: fmt.Sprintf("the HTTP policy answered: its rule %q allows it", demoRule(server)),
		},
		{
			code: "1/0", class: "ZeroDivisionError",
			answer: "Python answered, inside",
		},
		{
			code: "while True: pass", limit: string(sandbox.LimitWall),
			answer: fmt.Sprintf("the time limit of %s answered", formatTime(demoTimeout)),
		},
		{
			code: "a = 'X' * (1024*1024*100)", limit: string(sandbox.LimitMemory),
			answer: "the memory limit answered",
		},
		{
			code: "print('still here')", stdout: "still here\n",
			answer: "nothing stopped it, and nothing is left of the others",
		},
	}
}

func demoRule(server string) string { return "GET " + server + "/*" }

// differs describes how a report differs from the expected outcome. It is "" if
// they agree.
func (e *example) differs(r *report) string {
	class, limit, value := "", "", ""
	if r.Value != nil {
		value = r.Value.Repr
	}
	if r.Error != nil && r.Error.Kind == kindException {
		class = r.Error.Class
	}
	if r.Limit != nil {
		limit = r.Limit.Name
	}
	switch {
	case limit != e.limit:
		return fmt.Sprintf("the limit that stopped it must be %q, and is %q", e.limit, limit)
	case class != e.class:
		return fmt.Sprintf("the exception must be %q, and is %q", e.class, class)
	case r.Error != nil && e.limit == "" && e.class == "":
		return fmt.Sprintf("it must run to its end, and failed: %s", r.Error.Message)
	case value != e.value:
		return fmt.Sprintf("its value must be %q, and is %q", e.value, value)
	case r.Stdout != e.stdout:
		return fmt.Sprintf("it must print %q, and printed %q", e.stdout, r.Stdout)
	}
	return ""
}

// serveDemo starts the local server and gives its address.
func serveDemo() (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, demoGreeting)
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}

// demonstrate runs the examples one after another, each in a fresh instance, and
// prints them. It fails if one does not have the expected outcome.
func (p *program) demonstrate(ctx context.Context, list []example, run func(context.Context, string) *report) error {
	s := p.style(p.stdout)
	wrong := 0
	for i := range list {
		e := &list[i]
		fmt.Fprintf(p.stdout, "%s %s\n", s.faint(fmt.Sprintf("%d/%d", i+1, len(list))), s.bold(e.code))
		r := run(ctx, e.code)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for line := range strings.Lines(demoText(r)) {
			fmt.Fprintf(p.stdout, "    %s\n", printable(strings.TrimSuffix(line, "\n")))
		}
		verdict := s.green("ok") + " " + s.faint(e.answer)
		if difference := e.differs(r); difference != "" {
			wrong++
			verdict = s.red("WRONG") + " " + printable(difference)
		}
		if r.Usage != nil {
			verdict += s.faint(", in " + formatTime(time.Duration(r.Usage.WallNS)))
		}
		fmt.Fprintf(p.stdout, "    %s\n\n", verdict)
	}
	if wrong > 0 {
		return &failure{code: exitInternal, err: fmt.Errorf("%d of %d answers are not what they must be", wrong, len(list))}
	}
	_, err := fmt.Fprintf(p.stdout, "%d programs, each in a fresh instance; every answer is as it must be.\n", len(list))
	return err
}

// demoText is the output, the value and the error of an example.
func demoText(r *report) string {
	text := r.Stdout + r.Stderr
	if r.Value != nil {
		text += r.Value.Repr + "\n"
	}
	if e := r.Error; e != nil {
		switch e.Kind {
		case kindException:
			text += e.Class + ": " + e.Message + "\n"
		default:
			text += e.Message + "\n"
		}
	}
	return text
}
