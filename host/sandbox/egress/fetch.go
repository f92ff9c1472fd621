package egress

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"time"
)

// maxRedirects is how many redirects one request may follow.
const maxRedirects = 5

// Request is what a guest asks for.
type Request struct {
	// Method is in upper case.
	Method string
	// URL is absolute.
	URL string
	// Headers are in order.
	Headers []Header
	// Body is nil where there is none.
	Body []byte
}

// Response is what came back.
type Response struct {
	Status int
	// Headers are sorted, names in lower case.
	Headers []Header
	// Body is decoded: Content-Encoding gzip is undone.
	Body []byte
}

// target is a request that was matched on the rules.
type target struct {
	method   string
	url      URL
	headers  []Header
	body     []byte
	redirect int
	rules    []*Rule
}

// Fetch decides on a request, sends it where it may go, and waits for the
// whole response. Redirects are followed where the rules allow them; one that
// they do not allow is the response.
//
// The error is an *Error, or that of the context where the context ended
// before the request's own time was up.
func (g *Gate) Fetch(ctx context.Context, account *Account, request Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	if err := account.take(g.limits.Requests); err != nil {
		return Response{}, err
	}
	limited, cancel := context.WithTimeout(ctx, g.limits.Timeout)
	defer cancel()

	response, err := g.fetch(limited, account, request)
	if err == nil {
		return response, nil
	}
	if ended := ctx.Err(); ended != nil {
		return Response{}, ended
	}
	return Response{}, err
}

// TooLong is the error of a request that is longer than any may be, and so was not
// taken whole. It counts as a request.
func (g *Gate) TooLong(account *Account) error {
	if err := account.take(g.limits.Requests); err != nil {
		return err
	}
	err := denied("the request is too long: a body has at most %d bytes, and the rest at most %d in %d headers", g.limits.Request, MaxRequestHead, MaxHeaders)
	g.refused("", shown(""), 0, nil, err)
	return err
}

func (g *Gate) fetch(ctx context.Context, account *Account, request Request) (Response, error) {
	t, err := g.target(request)
	if err != nil {
		g.refused(request.Method, shown(request.URL), 0, nil, err)
		return Response{}, err
	}
	response, err := g.pass(ctx, account, t)
	if err != nil {
		return Response{}, err
	}
	for {
		next, ok := g.follow(t, response)
		if !ok || account.take(g.limits.Requests) != nil {
			return response, nil
		}
		after, err := g.pass(ctx, account, next)
		if isDenied(err) {
			return response, nil
		}
		if err != nil {
			return Response{}, err
		}
		t, response = next, after
	}
}

// target takes a request through the first gate.
func (g *Gate) target(r Request) (target, error) {
	u, err := ParseURL(r.URL)
	if err != nil {
		return target{}, urlError(err)
	}
	if !validMethod(r.Method) {
		return target{}, denied("method %q is not allowed: methods are in upper case, and CONNECT, TRACE, TRACK and PRI never go out", clip(r.Method))
	}
	rules := g.matching(r.Method, u)
	if len(rules) == 0 {
		return target{}, denied("no rule allows %s %s", r.Method, clip(u.String()))
	}
	if mentionsSecret([]byte(r.URL)) || mentionsSecret(r.Body) {
		return target{}, denied("a secret is filled in where its placeholder stands in a header, and the URL or the body has one: write safe_http.get(url, headers={\"Authorization\": \"Bearer {{secret:NAME}}\"})")
	}
	if int64(len(r.Body)) > g.limits.Request {
		return target{}, denied("the request's body has %d bytes, and the most is %d", len(r.Body), g.limits.Request)
	}
	headers, err := checkHeaders(r.Headers, g.headers)
	if err != nil {
		return target{}, err
	}
	return target{method: r.Method, url: u, headers: headers, body: r.Body, rules: rules}, nil
}

// pass takes a request through the second gate, the check of addresses, and
// sends it to those that were checked.
func (g *Gate) pass(ctx context.Context, account *Account, t target) (Response, error) {
	headers := make([]Header, len(t.headers))
	for i, h := range t.headers {
		value, err := g.fill(h.Value, t.url)
		if err != nil {
			g.refused(t.method, t.url.String(), t.redirect, nil, err)
			return Response{}, err
		}
		headers[i] = Header{Name: h.Name, Value: value}
	}
	addrs, err := g.addresses(ctx, t.url)
	if err != nil {
		return Response{}, resolveError(ctx, err)
	}
	rule, err := g.admit(t.rules, t.method, t.url, addrs)
	if err != nil {
		g.refused(t.method, t.url.String(), t.redirect, addrs, err)
		return Response{}, err
	}
	if g.audit != nil {
		g.audit(Event{
			Time: time.Now(), Method: t.method, URL: t.url.String(), Redirect: t.redirect,
			Allowed: true, Rule: rule.text, Addresses: addrs,
		})
	}
	account.sent.Add(1)
	response, err := g.send(ctx, exchange{method: t.method, url: t.url, headers: headers, body: t.body, addrs: addrs})
	if err != nil {
		return Response{}, err
	}
	g.redact(t.url, &response)
	return response, nil
}

// follow is the request that a redirect asks for, where it is one and the rules
// allow it.
func (g *Gate) follow(t target, r Response) (target, bool) {
	location, ok := redirectTo(r)
	if !ok || t.redirect == maxRedirects {
		return target{}, false
	}
	next := t
	next.redirect++
	var err error
	if next.url, err = t.url.resolve(location); err != nil {
		g.refused(t.method, shown(location), next.redirect, nil, err)
		return target{}, false
	}
	if dropsBody(r.Status, t.method) {
		next.method, next.body = redirectMethod(t.method), nil
		next.headers = withoutContent(next.headers)
	}
	if next.url.Origin() != t.url.Origin() {
		next.headers = across(next.headers)
	}
	next.rules = g.matching(next.method, next.url)
	switch {
	case t.url.Scheme == "https" && next.url.Scheme == "http":
		err = denied("a redirect from https to http is not followed")
	case len(next.rules) == 0:
		err = denied("no rule allows %s %s", next.method, clip(next.url.String()))
	default:
		return next, true
	}
	g.refused(next.method, next.url.String(), next.redirect, nil, err)
	return target{}, false
}

// refused tells the audit of a request that does not go out.
func (g *Gate) refused(method, url string, redirect int, addrs []netip.Addr, why error) {
	if g.audit == nil {
		return
	}
	g.audit(Event{
		Time: time.Now(), Method: clip(method), URL: url, Redirect: redirect,
		Addresses: addrs, Reason: reason(why),
	})
}

// redirectTo is where a response redirects to.
func redirectTo(r Response) (string, bool) {
	switch r.Status {
	case 301, 302, 303, 307, 308:
	default:
		return "", false
	}
	for _, h := range r.Headers {
		if h.Name == "location" {
			return h.Value, true
		}
	}
	return "", false
}

// dropsBody tells whether a redirect turns its request into one without a body
// (RFC 9110, section 15.4).
func dropsBody(status int, method string) bool {
	switch status {
	case 303:
		return true
	case 301, 302:
		return method == "POST"
	}
	return false
}

func redirectMethod(method string) string {
	if method == "HEAD" {
		return method
	}
	return "GET"
}

func withoutContent(headers []Header) []Header {
	kept := make([]Header, 0, len(headers))
	for _, h := range headers {
		if h.Name != "content-type" && h.Name != "content-language" {
			kept = append(kept, h)
		}
	}
	return kept
}

// shown is a text that is no URL, in a form fit for a log.
func shown(text string) string { return strconv.Quote(clip(text)) }

func reason(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Reason != "" {
		return e.Reason
	}
	return err.Error()
}

func isDenied(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == Denied
}

func urlError(err error) *Error {
	e := &Error{Kind: Protocol, Reason: err.Error(), Err: err}
	var bad *URLError
	if errors.As(err, &bad) && bad.Refused {
		e.Kind = Denied
	}
	return e
}
