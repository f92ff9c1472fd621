package egress

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"
)

// The most headers of one request, in number and in bytes of names and values.
const (
	MaxHeaders     = 64
	MaxHeaderBytes = 32 << 10
)

// MaxRequestHead is how many bytes the method, the URL and the headers of a request
// may have together, with room for what lists cost.
const MaxRequestHead = MaxHeaderBytes + 64<<10

// Header is a header's name and value.
type Header struct {
	Name, Value string
}

// allowedHeaders are the names that a request may have without the policy
// saying so.
var allowedHeaders = []string{
	"accept", "accept-language", "authorization", "cache-control", "content-language", "content-type",
	"if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
	"idempotency-key", "pragma", "prefer", "range", "traceparent", "tracestate",
	"user-agent", "x-api-key", "x-request-id", "x-requested-with",
}

// crossOriginHeaders are the names that follow a redirect to another origin.
var crossOriginHeaders = []string{"accept", "accept-language", "content-language", "content-type", "user-agent"}

// ownHeaders are the names that no policy can allow, and why.
var ownHeaders = map[string]string{
	"accept-encoding":     "the host chooses the encoding and decodes it",
	"connection":          "it is for one connection, which the host manages",
	"content-length":      "the host sets it from the body",
	"expect":              "the host sends the body at once",
	"host":                "the host sets it from the url",
	"http2-settings":      "it is for one connection, which the host manages",
	"keep-alive":          "it is for one connection, which the host manages",
	"proxy-authenticate":  "there is no proxy",
	"proxy-authorization": "there is no proxy",
	"proxy-connection":    "there is no proxy",
	"te":                  "it is for one connection, which the host manages",
	"trailer":             "the host sends no trailers",
	"transfer-encoding":   "the host chooses it",
	"upgrade":             "the host stays with HTTP",
	"via":                 "there is no proxy",
	// A server that honours these would do what no rule has allowed.
	"x-http-method":          "it would change the method that the rules were matched on",
	"x-http-method-override": "it would change the method that the rules were matched on",
	"x-method-override":      "it would change the method that the rules were matched on",
	"x-original-url":         "it would change the url that the rules were matched on",
	"x-rewrite-url":          "it would change the url that the rules were matched on",
}

// hiddenHeaders are the names of a response that are for the host alone.
var hiddenHeaders = []string{
	"alt-svc", "connection", "keep-alive", "proxy-authenticate", "proxy-connection",
	"set-cookie", "set-cookie2", "te", "trailer", "transfer-encoding", "upgrade",
}

// checkHeaders applies the allowlist and the bounds to a request's headers.
// The names come back in lower case.
func checkHeaders(headers []Header, also []string) ([]Header, error) {
	if len(headers) > MaxHeaders {
		return nil, denied("the request has %d headers, and the most is %d", len(headers), MaxHeaders)
	}
	checked := make([]Header, 0, len(headers))
	total := 0
	for _, h := range headers {
		total += len(h.Name) + len(h.Value)
		if total > MaxHeaderBytes {
			return nil, denied("the request has headers of more than %d bytes", MaxHeaderBytes)
		}
		if !isToken(h.Name) { // before case is folded: a Kelvin sign is no k
			return nil, denied("%q is not a header name", clip(h.Name))
		}
		name := strings.ToLower(h.Name)
		if reason, own := ownHeaders[name]; own {
			return nil, denied("header %s is not allowed: %s", name, reason)
		}
		if !slices.Contains(allowedHeaders, name) && !slices.Contains(also, name) {
			return nil, denied("header %s is not allowed by the policy", name)
		}
		if !httpguts.ValidHeaderFieldValue(h.Value) {
			return nil, denied("header %s has a control character in its value", name)
		}
		checked = append(checked, Header{Name: name, Value: h.Value})
	}
	return checked, nil
}

// across keeps the headers that may go to another origin.
func across(headers []Header) []Header {
	return slices.DeleteFunc(slices.Clone(headers), func(h Header) bool {
		return !slices.Contains(crossOriginHeaders, h.Name)
	})
}

// responseHeaders are the headers that the guest sees: by name, in lower case.
func responseHeaders(from http.Header) []Header {
	var headers []Header
	for name, values := range from {
		name = strings.ToLower(name)
		if slices.Contains(hiddenHeaders, name) {
			continue
		}
		for _, value := range values {
			headers = append(headers, Header{Name: name, Value: asText(value)})
		}
	}
	slices.SortStableFunc(headers, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return headers
}

// asText reads a header's bytes as UTF-8 or else, as RFC 9110 (section 5.5)
// has it from history, as ISO-8859-1.
func asText(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	runes := make([]rune, len(value))
	for i := range len(value) {
		runes[i] = rune(value[i])
	}
	return string(runes)
}
