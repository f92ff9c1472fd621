package egress

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// maxRule is the longest rule text in bytes.
const maxRule = 4 << 10

// RuleError says where a rule's text is wrong and what to write instead.
type RuleError struct {
	// Rule is the text of the rule.
	Rule string
	// Offset is the place of the error in bytes from the start of Rule.
	Offset int
	// Message is what is wrong there, with what to do about it.
	Message string
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("rule %q, column %d: %s", clip(e.Rule), e.Offset+1, e.Message)
}

// Rule allows requests. Its text is
//
//	METHODS URL [net=CIDR,...]
//
// METHODS is one method, several with commas between, or * for all of GET, HEAD,
// POST, PUT, PATCH, DELETE and OPTIONS. Any other, such as PROPFIND, is written
// custom:PROPFIND, so that a misspelt one is an error. CONNECT, TRACE, TRACK and
// PRI are never allowed. URL is https or http, a host, a port where it is not the scheme's
// own (:* for any), and a path. A host that starts with "*." stands for every
// name below it, not for that name itself; a host of "*" for every name. In the
// path a * at the end stands for everything that follows, any other * for a
// part of one segment. The query of a request is not matched.
//
// A host that resolves to an address which is not public is refused unless the
// rule names it as an IP literal, is for localhost and the address is a
// loopback one, or has the address in one of the networks after net=. The
// addresses at which clouds offer credentials are allowed by an IP literal or
// a network of one address alone.
//
// A Rule is immutable and may be used from several goroutines.
type Rule struct {
	text    string
	methods []string
	origin  origin
	path    []string // segments
	nets    []netip.Prefix
}

// String is the text that the rule was parsed from.
func (r *Rule) String() string { return r.text }

// ParseRule reads a rule. The error is a *RuleError.
func ParseRule(text string) (*Rule, error) {
	p := ruleParser{text: text}
	return p.parse()
}

// Matches tells whether the rule allows this method on this URL. It does not
// look at addresses.
func (r *Rule) Matches(method string, u URL) bool {
	if !validMethod(method) || !slices.Contains(r.methods, method) {
		return false
	}
	return r.origin.matches(u) && matchPath(r.path, u.Path)
}

// origin is the part of a pattern before the path.
type origin struct {
	scheme  string
	host    string     // lower-case ASCII; what stands behind "*." where below is set
	addr    netip.Addr // valid where the host is an IP literal
	below   bool       // every name below host; below "" every name
	port    uint16
	anyPort bool
}

func (o origin) matches(u URL) bool {
	if u.Scheme != o.scheme || !o.anyPort && u.Port != o.port {
		return false
	}
	if !o.below {
		return u.Host == o.host && u.Addr == o.addr
	}
	if u.Addr.IsValid() {
		return false
	}
	return o.host == "" || strings.HasSuffix(u.Host, "."+o.host)
}

// ruleParser reads one rule from left to right.
type ruleParser struct {
	text string
	pos  int
}

func (p *ruleParser) fail(offset int, format string, args ...any) error {
	return &RuleError{Rule: p.text, Offset: offset, Message: fmt.Sprintf(format, args...)}
}

// word is the next run of bytes that are not spaces, and where it starts.
func (p *ruleParser) word() (string, int) {
	for p.pos < len(p.text) && p.text[p.pos] == ' ' {
		p.pos++
	}
	start := p.pos
	for p.pos < len(p.text) && p.text[p.pos] != ' ' {
		p.pos++
	}
	return p.text[start:p.pos], start
}

func (p *ruleParser) parse() (*Rule, error) {
	if len(p.text) > maxRule {
		return nil, p.fail(maxRule, "longer than %d bytes", maxRule)
	}
	rule := &Rule{text: p.text}
	var err error

	methods, at := p.word()
	if methods == "" {
		return nil, p.fail(at, "a method is missing: write GET https://example.com/*")
	}
	if rule.methods, err = p.methods(methods, at); err != nil {
		return nil, err
	}
	pattern, at := p.word()
	if pattern == "" {
		return nil, p.fail(at, "a url is missing: write GET https://example.com/*")
	}
	if rule.origin, rule.path, err = p.pattern(pattern, at); err != nil {
		return nil, err
	}
	for {
		option, at := p.word()
		if option == "" {
			return rule, nil
		}
		networks, ok := strings.CutPrefix(option, "net=")
		if !ok {
			return nil, p.fail(at, "unknown option %q: the only option is net=CIDR,CIDR", clip(option))
		}
		if rule.nets, err = p.networks(networks, at+len("net="), rule.nets); err != nil {
			return nil, err
		}
	}
}

// ruleMethods are the methods that a rule names as they are: those of RFC 9110,
// section 9.3, that may go out, and PATCH (RFC 5789). customMethod stands before
// any other.
var ruleMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

const customMethod = "custom:"

func (p *ruleParser) methods(list string, at int) ([]string, error) {
	if list == "*" {
		return ruleMethods, nil
	}
	if strings.Contains(list, "://") {
		return nil, p.fail(at, "a method is missing before the url: write GET %s", clip(list))
	}
	var methods []string
	for written := range strings.SplitSeq(list, ",") {
		method, custom := strings.CutPrefix(written, customMethod)
		switch {
		case !isToken(method), strings.Contains(method, "*"):
			return nil, p.fail(at, "%q is not a method: write GET, or GET,POST, or *", clip(method))
		case method != strings.ToUpper(method):
			return nil, p.fail(at, "method %q: write it in upper case", clip(method))
		case !validMethod(method):
			return nil, p.fail(at, "method %s is never allowed", method)
		case !custom && !slices.Contains(ruleMethods, method):
			return nil, p.fail(at, "unknown method %q: the methods are %s; for another one write %s%s",
				clip(method), strings.Join(ruleMethods, ", "), customMethod, clip(method))
		}
		methods = append(methods, method)
		at += len(written) + 1
	}
	return methods, nil
}

func (p *ruleParser) pattern(pattern string, at int) (origin, []string, error) {
	scheme, rest, ok := strings.Cut(pattern, "://")
	if !ok {
		return origin{}, nil, p.fail(at, "a scheme is missing: write https://%s", clip(pattern))
	}
	slash := strings.IndexAny(rest, "/?#")
	if slash < 0 {
		return origin{}, nil, p.fail(at+len(pattern), "a path is missing: write %s/* for every path", clip(pattern))
	}
	o, err := p.origin(scheme, rest[:slash], at)
	if err != nil {
		return origin{}, nil, err
	}
	path, err := p.path(rest[slash:], at+len(pattern)-len(rest)+slash)
	return o, path, err
}

func (p *ruleParser) origin(scheme, authority string, at int) (origin, error) {
	o := origin{scheme: strings.ToLower(scheme)}
	if o.scheme != "http" && o.scheme != "https" {
		return origin{}, p.fail(at, "scheme %q: only http and https can be allowed", clip(scheme))
	}
	at += len(scheme) + len("://")
	if strings.Contains(authority, "@") {
		return origin{}, p.fail(at, "a rule cannot have user info: put credentials into a header of the request")
	}
	host, port := authority, ""
	if colon := strings.LastIndexByte(authority, ':'); colon > strings.LastIndexByte(authority, ']') {
		host, port = authority[:colon], authority[colon+1:]
		if port == "*" {
			o.anyPort = true
		} else if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return origin{}, p.fail(at+colon+1, "port %q: a port is 1 to 65535, or * for any", clip(port))
		}
		if !o.anyPort {
			port = ":" + port
		} else {
			port = ""
		}
	}
	if host == "*" {
		host, o.below = "", true
	} else if below, ok := strings.CutPrefix(host, "*."); ok {
		host, o.below = below, true
	}
	if strings.Contains(host, "*") {
		return origin{}, p.fail(at, "host %q: a * stands for whole labels in front, as in *.example.com, or for the whole host", clip(host))
	}
	name := host
	if host == "" {
		if !o.below || authority[0] != '*' || strings.HasPrefix(authority, "*.") {
			return origin{}, p.fail(at, "a host is missing")
		}
		name = "any"
	}
	// The parser of URLs decides what a host is, so that a rule and a request
	// cannot mean different ones.
	u, err := ParseURL(o.scheme + "://" + name + port + "/")
	if err != nil {
		return origin{}, p.fail(at, "%s", err)
	}
	if o.below && u.Addr.IsValid() {
		return origin{}, p.fail(at, "an address has no names below it: write the address, or * for every name with net=")
	}
	o.port = u.Port
	if host != "" {
		o.host, o.addr = u.Host, u.Addr
	}
	return o, nil
}

func (p *ruleParser) path(path string, at int) ([]string, error) {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		return nil, p.fail(at+i, "a rule has no query or fragment: leave off %q (every query is allowed)", clip(path[i:]))
	}
	if i := strings.Index(path, "**"); i >= 0 {
		return nil, p.fail(at+i, "write one *: at the end it stands for everything that follows")
	}
	// They would go as a request's do, and a * before them with them.
	segments := at
	for segment := range strings.SplitSeq(path, "/") {
		if plain := strings.ReplaceAll(strings.ToLower(segment), "%2e", "."); plain == "." || plain == ".." {
			return nil, p.fail(segments, "write the path without %s: it is gone from a request's path before rules are matched", segment)
		}
		segments += len(segment) + 1
	}
	// A star is not a character that the normal form escapes or drops.
	u, err := ParseURL("http://any" + path)
	if err != nil {
		return nil, p.fail(at, "%s", err)
	}
	return strings.Split(u.Path, "/"), nil
}

func (p *ruleParser) networks(list string, at int, nets []netip.Prefix) ([]netip.Prefix, error) {
	for text := range strings.SplitSeq(list, ",") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, p.fail(at, "%q is not a network: write 10.0.0.0/8, or 192.168.1.7/32 for one address", clip(text))
		}
		if prefix != prefix.Masked() {
			return nil, p.fail(at, "network %s has bits set behind its prefix: write %s", prefix, prefix.Masked())
		}
		nets = append(nets, prefix)
		at += len(text) + 1
	}
	return nets, nil
}

// matchPath matches a path on a pattern's segments.
func matchPath(pattern []string, path string) bool {
	for i, segment := range pattern {
		if i == len(pattern)-1 {
			if prefix, ok := strings.CutSuffix(segment, "*"); ok {
				return matchTail(prefix, path)
			}
		}
		name, rest, more := strings.Cut(path, "/")
		if more == (i == len(pattern)-1) || !matchSegment(segment, name) {
			return false
		}
		path = rest
	}
	return true
}

// matchTail matches the last segment of a pattern, without its final star, on
// all that is left of a path.
func matchTail(segment, rest string) bool {
	name, _, _ := strings.Cut(rest, "/")
	return strings.HasPrefix(name, segment) || strings.Contains(segment, "*") && matchSegment(segment+"*", name)
}

// matchSegment matches a name on a pattern in which * stands for any number of
// any characters. It takes len(pattern)*len(name) steps at most.
func matchSegment(pattern, name string) bool {
	star, resume := -1, 0
	p, n := 0, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, n
			p++
		case p < len(pattern) && pattern[p] == name[n]:
			p++
			n++
		case star >= 0:
			resume++
			p, n = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// validMethod tells whether a request may have this method at all: CONNECT
// makes a tunnel, TRACE and TRACK echo headers, filled-in secrets too.
func validMethod(method string) bool {
	switch method {
	case "CONNECT", "TRACE", "TRACK": // the Fetch standard forbids them
		return false
	case "PRI": // begins a connection of HTTP/2 (RFC 9113, section 3.4)
		return false
	}
	return isToken(method) && !strings.Contains(method, "*") && method == strings.ToUpper(method)
}

// isToken tells whether s is a token of RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		if !isAlphanumeric(s[i]) && strings.IndexByte("!#$%&'*+-.^_`|~", s[i]) < 0 {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
