package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
)

// Prompt gives the text that tells a model how to write code for this sandbox: how a
// run behaves, the tools with their signatures, the modules, the files, the requests
// that are allowed, and the limits in force. It is plain text, to be put into the
// system prompt or into the description of a tool that runs code.
//
// The modules are found by a run of the guest, the first time alone, which takes a
// turn. The error is ErrClosed, or that of ctx.
func (s *Sandbox) Prompt(ctx context.Context) (string, error) {
	known, err := s.ask(ctx)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("You can run Python code. ")
	if known.name != "" {
		fmt.Fprintf(&b, "The interpreter is %s. ", known.name)
	}
	b.WriteString("Each run starts fresh: no variable and no file stays from an earlier run. " +
		"You get back what the code prints, and the value of its last expression.\n")
	s.promptTools(&b)
	if len(known.modules) > 0 {
		b.WriteString("\nModules that can be imported: " + strings.Join(known.modules, ", ") + ". No others can be installed.\n")
	}
	s.promptFiles(&b)
	s.promptHTTP(&b)
	s.promptLimits(&b)
	return b.String(), nil
}

func (s *Sandbox) promptTools(b *strings.Builder) {
	if len(s.tools.tools) == 0 {
		return
	}
	b.WriteString("\nTools, which are functions that the code calls, with arguments by name:\n")
	for _, t := range s.tools.tools {
		schema := readSchema(t.Parameters)
		fmt.Fprintf(b, "    %s\n", schema.signature("tools."+t.Name))
		if t.Description != "" {
			b.WriteString(indent(t.Description))
		}
		for _, p := range schema.properties {
			if p.description != "" {
				b.WriteString(indent(p.name + ": " + p.description))
			}
		}
	}
	fmt.Fprintf(b, "A run may make %s of tools. A tool that fails raises an exception.\n", count(s.limits.ToolCalls, "call"))
}

func (s *Sandbox) promptFiles(b *strings.Builder) {
	fmt.Fprintf(b, "\nopen() works on files in memory, %s of them at most. There is no other file system.\n", bytesInWords(s.limits.Files))
	if len(s.files) > 0 {
		b.WriteString("These are there: " + strings.Join(slices.Sorted(maps.Keys(s.files)), ", ") + ".\n")
	}
}

func (s *Sandbox) promptHTTP(b *strings.Builder) {
	allowed := s.gate.Allowed()
	if len(allowed) == 0 {
		b.WriteString("\nThere is no network: every request is refused.\n")
		return
	}
	b.WriteString("\nsafe_http.get(url) and .post(url, json=...) make HTTP requests and give a response with .status, .headers, .text and .json(). There is no other network. ")
	for i, rules := range allowed {
		if i == 0 {
			b.WriteString("A request is allowed by one of these rules:\n")
		} else {
			b.WriteString("and by one of these as well:\n")
		}
		for _, rule := range rules {
			b.WriteString("    " + rule + "\n")
		}
		if len(rules) == 0 {
			b.WriteString("    (none: every request is refused)\n")
		}
	}
	for _, secret := range s.gate.Secrets() {
		fmt.Fprintf(b, "For %s write {{secret:%s}} into a header, and the host fills in the secret: headers={\"Authorization\": \"Bearer {{secret:%s}}\"}.\n", secret.Origin, secret.Name, secret.Name)
	}
	fmt.Fprintf(b, "A run may make %s, of %s each.\n", count(s.limits.HTTPRequests, "request"), timeInWords(s.limits.HTTPTimeout))
}

func (s *Sandbox) promptLimits(b *strings.Builder) {
	fmt.Fprintf(b, "\nLimits of a run: %s of time, %s of memory, %s of output, %s of result.\n",
		timeInWords(s.limits.Wall), bytesInWords(s.limits.Memory), bytesInWords(s.limits.Output), bytesInWords(s.limits.Result))
}

// indent is a text whose lines stand below a signature.
func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		b.WriteString("        " + strings.TrimRight(line, "\r\n") + "\n")
	}
	return b.String()
}

func count(n int64, what string) string {
	switch n {
	case math.MaxInt64:
		return "any number of " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func bytesInWords(n int64) string {
	if n == math.MaxInt64 {
		return "any amount"
	}
	return size(uint64(n))
}

func timeInWords(d time.Duration) string {
	if d == math.MaxInt64 {
		return "any amount"
	}
	return d.String()
}

// knowledge is what the guest tells of itself.
type knowledge struct {
	mu      sync.Mutex
	asked   bool
	name    string
	modules []string
}

// askedModules are those that programs ask for most.
const askedModules = `abc array ast asyncio base64 bisect calendar collections contextlib copy csv dataclasses datetime
decimal difflib enum fractions functools hashlib heapq html io itertools json logging math numbers operator os pandas
numpy pathlib pprint queue random re secrets shutil sqlite3 statistics string struct sys tempfile textwrap threading
time traceback typing unicodedata urllib.parse uuid xml.etree.ElementTree zipfile zlib zoneinfo`

const askCode = `import sys
def ask(names):
    try:
        print(sys.implementation.name, *sys.version_info[:2])
    except Exception:
        print()
    for name in names.split():
        try:
            __import__(name)
            print(name)
        except Exception:
            pass
`

// ask has the guest tell what it is, once.
func (s *Sandbox) ask(ctx context.Context) (*knowledge, error) {
	k := &s.knows
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.asked {
		return k, nil
	}
	// As a run of a sandbox that has the guest alone: no tool, file or request.
	plain := &Sandbox{interpreter: s.interpreter, limits: DefaultLimits(), gate: closedGate()}
	plain.limits.Wall, plain.limits.Memory = DefaultLoadTimeout, warmMemory
	plain.limits.Fuel = s.limits.Fuel
	if plain.limits.Fuel > 0 {
		plain.limits.Fuel = warmFuel
	}
	modules := append(strings.Fields(askedModules), s.packages.modules...)
	result, err := plain.Run(ctx, fmt.Sprintf("%sask(%q)\n", askCode, strings.Join(modules, " ")))
	if ended := over(ctx); ended != nil || errors.Is(err, ErrClosed) {
		return nil, fmt.Errorf("sandbox: prompt: %w", cmp.Or(ended, err))
	}
	// A guest that is another language, or fails at this, has told nothing.
	lines := strings.Split(strings.TrimSpace(text(result.Stdout)), "\n")
	if name := strings.Fields(lines[0]); len(name) == 3 {
		k.name = fmt.Sprintf("%s, with the syntax of Python %s.%s", interpreterName(name[0]), name[1], name[2])
	}
	for _, line := range lines[1:] {
		if slices.Contains(modules, line) {
			k.modules = append(k.modules, line)
		}
	}
	k.asked = true
	return k, nil
}

// interpreterName is what sys.implementation.name stands for.
func interpreterName(name string) string {
	switch name {
	case "micropython":
		return "MicroPython, a dialect of Python with a small library"
	case "cpython":
		return "CPython"
	}
	return strings.Map(func(r rune) rune {
		if isIdentifier(string(r)) {
			return r
		}
		return -1
	}, name)
}
