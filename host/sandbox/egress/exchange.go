package egress

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// maxResponseHeader bounds the status line and headers of a response, in bytes.
const maxResponseHeader = 64 << 10

// exchange is one request on its way to addresses that were checked.
type exchange struct {
	method  string
	url     URL
	headers []Header
	body    []byte
	addrs   []netip.Addr
}

// send makes a connection of its own for the request, reads the whole response
// and closes it: nothing is shared between runs, and no goroutine stays. There
// is no proxy, no cookie jar and no HTTP/2.
func (g *Gate) send(ctx context.Context, x exchange) (Response, error) {
	request, err := x.request(ctx)
	if err != nil {
		return Response{}, &Error{Kind: Protocol, Reason: "the request cannot be written", Err: err}
	}
	transport := &http.Transport{
		// The transport's own context of a dial outlives the request.
		DialContext:            func(context.Context, string, string) (net.Conn, error) { return x.dial(ctx) },
		DialTLSContext:         func(context.Context, string, string) (net.Conn, error) { return g.dialTLS(ctx, x) },
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxResponseHeader,
	}
	native, err := transport.RoundTrip(request)
	if err != nil {
		return Response{}, exchangeError(ctx, err)
	}
	defer native.Body.Close()
	if native.StatusCode == http.StatusSwitchingProtocols {
		return Response{}, &Error{Kind: Protocol, Reason: "the server switches to another protocol"}
	}
	body, err := readBody(native, g.limits.Response)
	if err != nil {
		return Response{}, exchangeError(ctx, err)
	}
	return Response{Status: native.StatusCode, Headers: responseHeaders(native.Header), Body: body}, nil
}

func (x exchange) request(ctx context.Context) (*http.Request, error) {
	var body io.Reader
	if x.body != nil {
		body = bytes.NewReader(x.body)
	}
	request, err := http.NewRequestWithContext(ctx, x.method, "", body)
	if err != nil {
		return nil, err
	}
	request.URL = x.url.native()
	request.Host = x.url.authority()
	for _, h := range x.headers {
		request.Header.Add(h.Name, h.Value)
	}
	if request.Header.Get("User-Agent") == "" {
		request.Header.Set("User-Agent", "vivarium")
	}
	return request, nil
}

// dial connects to the first of the checked addresses that answers.
func (x exchange) dial(ctx context.Context) (net.Conn, error) {
	var first error
	for i, addr := range x.addrs {
		conn, err := dialOne(ctx, netip.AddrPortFrom(addr, x.url.Port), len(x.addrs)-i)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, &Error{Kind: Connect, Err: first}
}

// dialOne gives an address its share of the time that is left.
func dialOne(ctx context.Context, to netip.AddrPort, left int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", to.String())
}

// dialTLS connects as dial does and checks the certificate by the URL's name.
func (g *Gate) dialTLS(ctx context.Context, x exchange) (net.Conn, error) {
	conn, err := x.dial(ctx)
	if err != nil {
		return nil, err
	}
	secured := tls.Client(conn, &tls.Config{ServerName: x.url.Host, RootCAs: g.rootCAs, MinVersion: tls.VersionTLS12})
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, &Error{Kind: TLS, Err: err}
	}
	return secured, nil
}

// readBody reads the decoded body, one byte past the limit at most.
func readBody(r *http.Response, limit int64) ([]byte, error) {
	if r.ContentLength > limit && r.Request.Method != http.MethodHead {
		return nil, &Error{Kind: TooLarge, Limit: limit}
	}
	var body bytes.Buffer
	if r.ContentLength > 0 && r.Request.Method != http.MethodHead {
		body.Grow(int(min(r.ContentLength, 1<<20)) + bytes.MinRead)
	}
	n, err := io.Copy(&body, io.LimitReader(r.Body, limit))
	if err != nil {
		return nil, err
	}
	if n == limit {
		var more [1]byte
		if k, err := io.ReadFull(r.Body, more[:]); k > 0 {
			return nil, &Error{Kind: TooLarge, Limit: limit}
		} else if err != io.EOF {
			return nil, err
		}
	}
	return body.Bytes(), nil
}

// exchangeError sorts what went wrong on the wire.
func exchangeError(ctx context.Context, err error) error {
	if timedOut(ctx) {
		return &Error{Kind: Timeout, Err: err}
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var network net.Error
	var operation *net.OpError
	if errors.As(err, &network) || errors.As(err, &operation) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Kind: Connect, Err: err}
	}
	return &Error{Kind: Protocol, Reason: protocolReason(err), Err: err}
}

func resolveError(ctx context.Context, err error) error {
	if timedOut(ctx) {
		return &Error{Kind: Timeout, Err: err}
	}
	return &Error{Kind: DNS, Err: err}
}

// timedOut tells whether the request's time is up. A connection's own deadline
// may be seen before the context's.
func timedOut(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(deadline)
}

// protocolReason is net/http's own words, cut where it quotes the server.
func protocolReason(err error) string {
	message, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "net/http: "), "\"")
	return strings.TrimSpace(clip(message))
}
