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
	written     string // the origin as the policy has it
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
	return boundSecret{name: s.Name, value: s.Value, origin: rule.origin, written: bare}, nil
}

// fill puts secrets in the place of their placeholders.
func (g *Gate) fill(value string, u URL) (string, error) {
	if !strings.Contains(value, placeholderStart) {
		if braces, rest, found := strings.Cut(value, "{{"); found && strings.HasPrefix(strings.TrimLeft(rest, " "), "secret") {
			return "", denied("a header has a placeholder that is none, after %q: write {{secret:NAME}}", clip(braces))
		}
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

// mentionsSecret tells whether a text has the start of a placeholder, as it is or
// as an URL or a form has it.
func mentionsSecret(text []byte) bool {
	for {
		at := bytes.IndexAny(text, "{%")
		if at < 0 {
			return false
		}
		text = text[at:]
		rest, ok := text, true
		for i := 0; ok && i < len(placeholderStart); i++ {
			rest, ok = cutByte(rest, placeholderStart[i])
		}
		if ok {
			return true
		}
		text = text[1:]
	}
}

// cutByte takes a byte off the front of a text, which may be percent-encoded.
func cutByte(text []byte, c byte) ([]byte, bool) {
	if len(text) > 0 && text[0] == c {
		return text[1:], true
	}
	const digits = "0123456789abcdef"
	if len(text) >= 3 && text[0] == '%' && text[1] == digits[c>>4] && text[2]|0x20 == digits[c&15]|0x20 {
		return text[3:], true
	}
	return text, false
}

// narrowSecret is a secret for a gate that is narrower than g.
func (g *Gate) narrowSecret(s Secret) (boundSecret, error) {
	for _, known := range g.secrets {
		if s.Name != known.name {
			continue
		}
		if s.Value == "" {
			s.Value = known.value
		}
		bound, err := bindSecret(s)
		if err != nil || bound.origin == known.origin {
			return bound, err
		}
	}
	return boundSecret{}, fmt.Errorf("secret %q: the sandbox has no secret of this name for %s", clip(s.Name), clip(s.Origin))
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
