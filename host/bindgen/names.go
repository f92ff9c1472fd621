package bindgen

import (
	"slices"
	"strconv"
	"strings"
)

// initialisms are the words that Go writes in capitals: those that linters know,
// and some that interfaces are full of.
var initialisms = []string{
	"acl", "amqp", "api", "ascii", "cpu", "css", "db", "dns", "eof", "gid", "gpu", "guid", "html",
	"http", "https", "id", "io", "ip", "json", "mime", "os", "pid", "qps", "ram", "rpc", "rtp",
	"sip", "sla", "smtp", "sql", "ssh", "tcp", "tls", "ttl", "tty", "udp", "ui", "uid", "uri",
	"url", "utf8", "uuid", "vm", "wasi", "xml", "xmpp", "xsrf", "xss",
}

// spelled are words that Go writes in a way of their own.
var spelled = map[string]string{"ipv4": "IPv4", "ipv6": "IPv6"}

// isArgument tells the names that generated code gives to arguments: a0, a1 ...
func isArgument(name string) bool {
	digits, ok := strings.CutPrefix(name, "a")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}

func isInitialism(word string) bool {
	return slices.Contains(initialisms, word)
}

// exported is the Go form of a label: "safe-http" is SafeHTTP.
func exported(label string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(label, "-") {
		lower := strings.ToLower(word)
		switch {
		case spelled[lower] != "":
			b.WriteString(spelled[lower])
		case lower != word || isInitialism(lower):
			b.WriteString(strings.ToUpper(word))
		default:
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// unexported is the Go form of a label in a small scope: "read-input" is readInput.
func unexported(label string) string {
	first, rest, more := strings.Cut(label, "-")
	s := strings.ToLower(first)
	if more {
		s += exported(rest)
	}
	return s
}

// reserved are words that a parameter, a field of the mechanics or a package must
// not be called: Go's keywords, its types, and what generated code uses itself.
var reserved = strings.Fields(`
	break case chan const continue default defer else fallthrough for func go goto if import
	interface map package range return select struct switch type var
	any bool byte comparable complex64 complex128 error false float32 float64 int int8 int16 int32
	int64 nil rune string true uint uint8 uint16 uint32 uint64 uintptr
	ctx e i r abi cm context errors fmt host strconv strings types
`)

// locals are names of variables in generated code, by which no package may be
// called.
var locals = strings.Fields(`
	c component data end err h host imports inst j k key l list m n name of ok out p ptr q rep ret s
	self set t v
`)

func isReserved(name string) bool {
	return slices.Contains(reserved, name)
}

// scope hands out names, each once.
type scope map[string]bool

// take is name, or, where that is taken, the first of name2, name3 ... that is not.
func (s scope) take(name string) string {
	out := name
	for n := 2; s[out]; n++ {
		out = name + strconv.Itoa(n)
	}
	s[out] = true
	return out
}

// local is the name of a parameter.
func (s scope) local(label string, imports scope) string {
	name := unexported(label)
	if isReserved(name) || imports[name] {
		name += "_"
	}
	return s.take(name)
}

// packageName is the Go name of the package of an interface. A name that would
// be a keyword, or that of a package which nearly every file imports, has the
// WIT package's name before it.
func packageName(pkg, iface string) string {
	name := strings.ToLower(strings.ReplaceAll(iface, "-", ""))
	switch name {
	case "internal", "vendor", "testdata", "main", "init":
	default:
		if !isReserved(name) && !slices.Contains(locals, name) && !isArgument(name) {
			return name
		}
	}
	return strings.ToLower(strings.ReplaceAll(pkg, "-", "")) + name
}
