package command

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// example is a program of the demonstration and what must come of it.
type example struct {
	code     string
	answered string // who answered it

	stdout string // all that it must print
	class  string // the exception that must end it, if one must
	limit  string // the limit that must stop it, if one must
}

// demoTimeout is short, so that the endless program does not bore anybody.
const demoTimeout = time.Second

// demoGreeting is what the local server says.
const demoGreeting = "hello from a server that a rule allows"

// examples are the programs, given the address of the local server.
func examples(server string) []example {
	return []example{
		{
			code: "print(12345*67890)", stdout: "838102050\n",
			answered: "nothing stopped it",
		},
		{
			code: "open('/etc/passwd')", class: "FileNotFoundError",
			answered: "the workspace: it is empty, and this machine's files are not in it",
		},
		{
			code: "import os; os.listdir('/')", class: "ImportError",
			answered: "the interpreter: it has no os module",
		},
		{
			code: "safe_http_get('https://example.com/')", class: "PermissionError",
			answered: "the HTTP policy: no rule allows that host",
		},
		{
			code: fmt.Sprintf("print(safe_http_get('%s/hello').text)", server), stdout: demoGreeting + "\n",
			answered: fmt.Sprintf("the HTTP policy: the rule %q allows it", demoRule(server)),
		},
		{
			code: "1/0", class: "ZeroDivisionError",
			answered: "Python itself, inside",
		},
		{
			code: "while True: pass", limit: "timeout",
			answered: "the host's clock",
		},
		{
			code: "a = 'X' * (1024*1024*100)", limit: "memory",
			answered: "the host, which refused the memory",
		},
		{
			code: "print('still here')", stdout: "still here\n",
			answered: "nothing stopped it, after all that",
		},
	}
}

func demoRule(server string) string { return "GET " + server + "/*" }

// differs tells in words how a report is not what it must be, "" where it is.
func (e *example) differs(r *report) string {
	class, limit := "", ""
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

// demonstrate runs the examples one after another on fresh instances of one
// sandbox and shows each. It fails where one is not what it must be.
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
			fmt.Fprintf(p.stdout, "    %s\n", p.printable(strings.TrimSuffix(line, "\n")))
		}
		verdict, took := s.green("ok "), ""
		if r.Usage != nil {
			took = " (" + formatTime(time.Duration(r.Usage.WallNS)) + ")"
		}
		if difference := e.differs(r); difference != "" {
			wrong++
			verdict = s.red("WRONG ") + difference + "; expected: "
		}
		fmt.Fprintf(p.stdout, "    %s%s%s\n\n", verdict, s.faint("answered by "+e.answered), s.faint(took))
	}
	if wrong > 0 {
		return &failure{code: exitInternal, err: fmt.Errorf("%d of %d answers are not what they must be", wrong, len(list))}
	}
	_, err := fmt.Fprintf(p.stdout, "%d programs, each in a fresh instance; every answer is as it must be.\n", len(list))
	return err
}

// demoText is what came out of an example.
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
