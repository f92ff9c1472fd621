package egress

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	standard "github.com/nlnwa/whatwg-url/errors"
	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/text/unicode/norm"
)

// maxURL is the longest URL, in bytes, that is looked at.
const maxURL = 8 << 10

// URLError says why a text is no URL that could be requested.
type URLError struct {
	// Reason completes the sentence "the url ...".
	Reason string
	// Refused is true where the text may well be a URL, but of a kind or
	// spelling that no policy allows.
	Refused bool
}

func (e *URLError) Error() string { return "the url " + e.Reason }

func badURL(format string, args ...any) error {
	return &URLError{Reason: fmt.Sprintf(format, args...)}
}

func refusedURL(format string, args ...any) error {
	return &URLError{Reason: fmt.Sprintf(format, args...), Refused: true}
}

// URL is an http or https URL in the one form that rules are matched on and
// that is sent. It has no user info and no fragment.
type URL struct {
	// Scheme is "http" or "https".
	Scheme string
	// Host is a lower-case ASCII name without a trailing dot, or the text of
	// Addr.
	Host string
	// Addr is the address where the host is an IP literal, else not valid.
	Addr netip.Addr
	// Port is the port, the scheme's own where the URL names none.
	Port uint16
	// Path is the escaped path, which starts with a slash and has no dot segments.
	Path string
	// Query is the query without its question mark.
	Query string
}

// ParseURL reads an absolute URL by the rules of the WHATWG URL standard, and
// refuses the spellings that exist to be read in two ways: user info,
// backslashes, control characters and spaces, percent-encoded hosts, IPv4
// addresses that are not four decimal numbers, encoded slashes that hide `..`.
// The error is a *URLError.
func ParseURL(text string) (URL, error) {
	authority, err := authorityOf(text)
	if err != nil {
		return URL{}, err
	}
	parsed, err := whatwg.NewParser().Parse(text)
	if err != nil {
		return URL{}, notValid(err)
	}

	u := URL{Scheme: strings.TrimSuffix(parsed.Protocol(), ":"), Query: strings.TrimPrefix(parsed.Search(), "?")}
	if u.Host, u.Addr, err = canonicalHost(parsed.Hostname(), hostOf(authority)); err != nil {
		return URL{}, err
	}
	if u.Port, err = portOf(u.Scheme, parsed.Port()); err != nil {
		return URL{}, err
	}
	if u.Path, err = canonicalPath(parsed.Pathname()); err != nil {
		return URL{}, err
	}
	return u, nil
}

// resolve reads a reference, a Location header say, relative to u.
func (u URL) resolve(reference string) (URL, error) {
	if err := plainText(reference); err != nil {
		return URL{}, err
	}
	joined, err := whatwg.NewParser().ParseRef(u.String(), reference)
	if err != nil {
		return URL{}, notValid(err)
	}
	return ParseURL(joined.Href(true))
}

// String is the URL as it is sent.
func (u URL) String() string {
	s := u.Origin() + u.Path
	if u.Query != "" {
		s += "?" + u.Query
	}
	return s
}

// Origin is scheme, host and, where it is not the scheme's own, port.
func (u URL) Origin() string { return u.Scheme + "://" + u.authority() }

// authority is the host with the port where that is not the scheme's own.
func (u URL) authority() string {
	host := u.Host
	if u.Addr.Is6() {
		host = "[" + host + "]"
	}
	if u.Port == defaultPort(u.Scheme) {
		return host
	}
	return host + ":" + strconv.Itoa(int(u.Port))
}

// native is the URL in the form that net/http takes.
func (u URL) native() *url.URL {
	path, err := url.PathUnescape(u.Path)
	if err != nil { // canonicalPath has unescaped it before
		panic("egress: path " + strconv.Quote(u.Path) + " of a parsed url: " + err.Error())
	}
	return &url.URL{Scheme: u.Scheme, Host: u.authority(), Path: path, RawPath: u.Path, RawQuery: u.Query}
}

// authorityOf checks the text of a URL up to its path and returns what stands
// between the two slashes and the path.
func authorityOf(text string) (string, error) {
	if err := plainText(text); err != nil {
		return "", err
	}
	scheme, rest, ok := strings.Cut(text, ":")
	if !ok {
		return "", badURL("has no scheme: write https://...")
	}
	if !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return "", refusedURL("has scheme %q, and only http and https can be requested", clip(scheme))
	}
	rest, ok = strings.CutPrefix(rest, "//")
	if !ok {
		return "", badURL("has no // after its scheme")
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	switch {
	case rest == "":
		return "", badURL("has no host")
	case strings.Contains(rest, "@"):
		return "", refusedURL("has user info, which is not allowed: pass credentials in a header")
	case strings.Contains(rest, "%"):
		return "", refusedURL("has a percent-encoded host, which is not allowed")
	}
	return rest, nil
}

// plainText refuses the characters that URL parsers drop, trim or convert.
func plainText(text string) error {
	if len(text) > maxURL {
		return refusedURL("is longer than %d bytes", maxURL)
	}
	if !utf8.ValidString(text) {
		return badURL("is not UTF-8")
	}
	for i, c := range text {
		switch {
		case c <= ' ' || c >= 0x7f && c <= 0xa0:
			return refusedURL("has a space or control character (%U) at byte %d: percent-encode it", c, i)
		case c == '\\':
			return refusedURL("has a backslash at byte %d: percent-encode it", i)
		}
	}
	return nil
}

// hostOf is the authority without its port.
func hostOf(authority string) string {
	if strings.HasPrefix(authority, "[") {
		return authority
	}
	host, _, _ := strings.Cut(authority, ":")
	return host
}

// canonicalHost takes the host as the standard's parser gives it and as the
// URL's text had it.
func canonicalHost(parsed, written string) (string, netip.Addr, error) {
	if inner, ok := strings.CutPrefix(parsed, "["); ok {
		addr, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		if err != nil || !addr.Is6() || !spells(written, addr) {
			return "", netip.Addr{}, badURL(noIPv6)
		}
		return addr.String(), addr, nil
	}
	if addr, err := netip.ParseAddr(parsed); err == nil {
		if written != parsed {
			return "", netip.Addr{}, refusedURL("spells the IPv4 address %s as %q: write it as four decimal numbers", parsed, clip(written))
		}
		return parsed, addr, nil
	}
	if mixesEncodings(written) {
		return "", netip.Addr{}, badURL("has a host with a label that begins xn-- and holds other than ASCII")
	}
	host := strings.TrimSuffix(parsed, ".")
	if err := checkName(host); err != nil {
		return "", netip.Addr{}, err
	}
	if written != host && strings.Contains(host, "xn--") {
		// The standard's parser encodes some names that it does not decode.
		if again, err := whatwg.NewParser().Parse("http://" + host + "/"); err != nil || again.Hostname() != host {
			return "", netip.Addr{}, badURL("has a host that is not a valid name")
		}
	}
	return host, netip.Addr{}, nil
}

// mixesEncodings tells whether a label of a host begins with xn--, as labels in
// ASCII form do, and holds other than ASCII as well, which the standard refuses
// (UTS 46, section 4, step 4) and its parser does not. Letters are compared as the
// standard maps them: full-width ones are ASCII, and what is not seen is left out.
func mixesEncodings(host string) bool {
	mapped := strings.Map(func(c rune) rune {
		if unicode.In(c, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
			return -1
		}
		return unicode.ToLower(c)
	}, norm.NFKC.String(host))
	for label := range strings.FieldsFuncSeq(mapped, func(c rune) bool { return c == '.' || c == '\u3002' }) {
		if strings.HasPrefix(label, "xn--") && strings.IndexFunc(label, func(c rune) bool { return c > unicode.MaxASCII }) >= 0 {
			return true
		}
	}
	return false
}

// spells tells whether the text of an authority is this address in brackets,
// with or without a port. The standard's parser is laxer about brackets.
func spells(authority string, addr netip.Addr) bool {
	inner, port, ok := strings.Cut(strings.TrimPrefix(authority, "["), "]")
	if !ok || port != "" && port[0] != ':' {
		return false
	}
	written, err := netip.ParseAddr(inner)
	return err == nil && written == addr
}

// checkName applies the length rules of DNS to an ASCII host name.
func checkName(host string) error {
	if host == "" || len(host) > 253 {
		return badURL("has a host of %d bytes, and a name has 1 to 253", len(host))
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 {
			return badURL("has a host with a label of %d bytes, and a label has 1 to 63", len(label))
		}
		for i := range len(label) {
			if c := label[i]; c != '-' && c != '_' && !isAlphanumeric(c) {
				return badURL("has a host with the character %q in it", c)
			}
		}
	}
	return nil
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func defaultPort(scheme string) uint16 {
	if scheme == "https" {
		return 443
	}
	return 80
}

func portOf(scheme, port string) (uint16, error) {
	if port == "" {
		return defaultPort(scheme), nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return 0, badURL("has port %q, and a port is 1 to 65535", clip(port))
	}
	return uint16(n), nil
}

// canonicalPath takes a path without dot segments and gives it the spelling in
// which net/http sends it: escapes in upper case, letters, digits and -._~
// never escaped.
func canonicalPath(path string) (string, error) {
	spelled, err := respell(path)
	if err != nil {
		return "", err
	}
	decoded, err := url.PathUnescape(spelled)
	if err != nil {
		return "", badURL("has a path with a broken percent escape")
	}
	if strings.ContainsRune(decoded, 0) {
		return "", refusedURL("has a NUL byte in its path")
	}
	if hasDotSegment(decoded) {
		return "", refusedURL("has a path with a segment that a server may read as ..")
	}
	canonical := (&url.URL{Path: decoded, RawPath: spelled}).EscapedPath()
	if !strings.HasPrefix(canonical, "/") {
		return "", badURL("has a path that does not start with a slash")
	}
	return canonical, nil
}

func respell(path string) (string, error) {
	if !strings.Contains(path, "%") {
		return path, nil
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] != '%' {
			b.WriteByte(path[i])
			continue
		}
		if i+2 >= len(path) {
			return "", badURL("has a path with a broken percent escape")
		}
		n, err := strconv.ParseUint(path[i+1:i+3], 16, 8)
		if err != nil {
			return "", badURL("has a path with a broken percent escape")
		}
		if c := byte(n); isAlphanumeric(c) || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + strings.ToUpper(path[i+1:i+3]))
		}
		i += 2
	}
	return b.String(), nil
}

// hasDotSegment looks at a decoded path as careless servers do: a backslash
// is a slash, and what follows a semicolon in a segment is not part of it.
func hasDotSegment(decoded string) bool {
	for segment := range strings.FieldsFuncSeq(decoded, func(c rune) bool { return c == '/' || c == '\\' }) {
		name, _, _ := strings.Cut(segment, ";")
		if name == "." || name == ".." {
			return true
		}
	}
	return false
}

// clip shortens what came from outside for a message.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

const noIPv6 = "has a host in brackets that is not an IPv6 address"

// notValid is the error of a URL that the standard's parser refuses.
func notValid(err error) error {
	words := map[standard.ErrorType]string{
		standard.DomainToASCII:              "has a host that is not a valid international name (UTS 46): write it as its owner does, either in Unicode or in ASCII",
		standard.DomainInvalidCodePoint:     "has a host with a character that no name may have",
		standard.IPv4EmptyPart:              "has an IPv4 address with an empty part",
		standard.IPv4TooManyParts:           "has an IPv4 address of more than four numbers",
		standard.IPv4NonNumericPart:         "has a host that ends in a number and is not an IPv4 address",
		standard.IPv4OutOfRangePart:         "has an IPv4 address with a number above 255",
		standard.IPv6Unclosed:               "has an IPv6 address without its closing bracket",
		standard.IPv6InvalidCompression:     noIPv6,
		standard.IPv6TooManyPieces:          noIPv6,
		standard.IPv6MultipleCompression:    noIPv6,
		standard.IPv6InvalidCodePoint:       noIPv6,
		standard.IPv6TooFewPieces:           noIPv6,
		standard.IPv4InIPv6TooManyPieces:    noIPv6,
		standard.IPv4InIPv6InvalidCodePoint: noIPv6,
		standard.IPv4InIPv6OutOfRangePart:   noIPv6,
		standard.IPv4InIPv6TooFewParts:      noIPv6,
		standard.HostMissing:                "has no host",
		standard.PortOutOfRange:             "has a port that is not a number from 1 to 65535",
		standard.PortInvalid:                "has a port that is not a number from 1 to 65535",
	}[standard.Type(err)]
	if words == "" {
		words = "is not valid by the WHATWG URL standard"
	}
	return badURL("%s", words)
}
