package egress

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// Secret is a value that the host fills in for the guest. Where a header's
// value has {{secret:NAME}} in it, and the request goes to the secret's
// origin, the value is put there as the request is sent. The guest, the audit
// and every error see the placeholder alone.
type Secret struct {
	// Name is of letters, digits, - and _.
	Name string
	// Value is what is filled in.
	Value string
	// Origin is where the value may go: scheme, host and port written as in a
	// rule, "https://api.example.com" say.
	Origin string
}

const (
	placeholderStart = "{{secret:"
	placeholderEnd   = "}}"
	// minRedacted is the length from which on a secret's value is looked for
	// in responses. A shorter one would be found by chance.
	minRedacted = 6
)

type boundSecret struct {
	name, value string
	origin      origin
}

func bindSecret(s Secret) (boundSecret, error) {
	fail := func(format string, args ...any) (boundSecret, error) {
		return boundSecret{}, fmt.Errorf("secret %q: %s", clip(s.Name), fmt.Sprintf(format, args...))
	}
	if s.Name == "" || strings.Trim(s.Name, "-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return fail("the name must be of letters, digits, - and _")
	}
	if s.Value == "" || !httpguts.ValidHeaderFieldValue(s.Value) {
		return fail("the value must not be empty or have control characters in it")
	}
	bare := strings.TrimSuffix(s.Origin, "/")
	rule, err := ParseRule("* " + bare + "/*")
	if err != nil || strings.Count(bare, "/") != len("//") {
		return fail("origin %q: write scheme and host, as in https://api.example.com", clip(s.Origin))
	}
	if rule.origin.below {
		return fail("origin %q: a secret is for one host, so no * in it", clip(s.Origin))
	}
	return boundSecret{name: s.Name, value: s.Value, origin: rule.origin}, nil
}

// fill puts secrets in the place of their placeholders.
func (g *Gate) fill(value string, u URL) (string, error) {
	if !strings.Contains(value, placeholderStart) {
		return value, nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(value, placeholderStart)
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, placeholderEnd)
		if !closed {
			return "", denied("a secret's placeholder has no end: write {{secret:NAME}}")
		}
		secret, ok := g.secret(name, u)
		if !ok {
			return "", denied("there is no secret %q for %s", clip(name), u.Origin())
		}
		b.WriteString(secret)
		if b.Len() > MaxHeaderBytes {
			return "", denied("the request has headers of more than %d bytes", MaxHeaderBytes)
		}
		value = after
	}
}

func (g *Gate) secret(name string, u URL) (string, bool) {
	for _, s := range g.secrets {
		if s.name == name && s.origin.matches(u) {
			return s.value, true
		}
	}
	return "", false
}

// redact takes the values of the secrets that a host may have echoed out of
// its response. It is a second line: a host that wants to give a secret away
// can do so in another form, and should not be given one.
func (g *Gate) redact(u URL, r *Response) {
	for _, s := range g.secrets {
		if len(s.value) < minRedacted || !s.origin.matches(u) {
			continue
		}
		placeholder := placeholderStart + s.name + placeholderEnd
		for i := range r.Headers {
			r.Headers[i].Value = strings.ReplaceAll(r.Headers[i].Value, s.value, placeholder)
		}
		if bytes.Contains(r.Body, []byte(s.value)) {
			r.Body = bytes.ReplaceAll(r.Body, []byte(s.value), []byte(placeholder))
		}
	}
}
