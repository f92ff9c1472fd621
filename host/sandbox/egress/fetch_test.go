package egress

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var testLimits = Limits{Requests: 16, Timeout: 10 * time.Second, Response: 1 << 20, Request: 1 << 20}

// names is a resolver of fixed answers that counts the questions. Where a name
// has several answers, they are given in turn.
type names struct {
	mu      sync.Mutex
	answers map[string][]string
	asked   int
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	answers, ok := n.answers[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	answer := answers[min(n.asked-1, len(answers)-1)]
	var addrs []netip.Addr
	for text := range strings.FieldsSeq(answer) {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, nil
}

// audit keeps events, one line for each.
type audit struct {
	mu    sync.Mutex
	lines []string
}

func (a *audit) add(e Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	verdict := "allow by " + e.Rule
	if !e.Allowed {
		verdict = "refuse: " + e.Reason
	}
	a.lines = append(a.lines, fmt.Sprintf("%s %s %d %s %v", e.Method, e.URL, e.Redirect, verdict, e.Addresses))
}

func serve(t *testing.T, handler http.HandlerFunc) (port string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return portIn(t, server.URL)
}

func portIn(t *testing.T, url string) string {
	t.Helper()
	u, err := ParseURL(url)
	require.NoError(t, err)
	return fmt.Sprint(u.Port)
}

func compile(t *testing.T, p Policy) *Gate {
	t.Helper()
	g, err := Compile(p, testLimits)
	require.NoError(t, err)
	return g
}

func get(g *Gate, url string, headers ...Header) (Response, error) {
	return g.Fetch(context.Background(), new(Account), Request{Method: "GET", URL: url, Headers: headers})
}

func requireKind(t *testing.T, err error, kind Kind, says string) {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, kind, e.Kind, err)
	require.Contains(t, err.Error(), says)
}

func TestFetchReturnsTheResponse(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Add("X-Many", "1")
		w.Header().Add("X-Many", "2")
		w.Header().Set("X-Latin", "caf\xe9")
		w.Header().Set("Date", "then")
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, "%s %s %s %s %q", r.Method, r.Host, r.RequestURI, r.Header.Get("Content-Type"), body)
	})
	var events audit
	g := compile(t, Policy{Rules: []string{"POST http://localhost:*/a/*"}, Audit: events.add})
	var account Account
	response, err := g.Fetch(context.Background(), &account, Request{
		Method: "POST", URL: "http://LOCALHOST:" + port + "/a/./%62%2f?q=1&r#f",
		Headers: []Header{{"Content-Type", "text/x"}}, Body: []byte("hi"),
	})
	require.NoError(t, err)
	require.Equal(t, http.StatusTeapot, response.Status)
	require.Equal(t, `POST localhost:`+port+` /a/b%2F?q=1&r text/x "hi"`, string(response.Body))
	require.Equal(t, []Header{
		{"content-length", fmt.Sprint(len(response.Body))},
		{"content-type", "text/plain; charset=utf-8"},
		{"date", "then"},
		{"x-latin", "café"},
		{"x-many", "1"},
		{"x-many", "2"},
	}, response.Headers)
	require.EqualValues(t, 1, account.Sent())
	require.Equal(t, []string{
		"POST http://localhost:" + port + "/a/b%2F?q=1&r 0 allow by POST http://localhost:*/a/* [127.0.0.1 ::1]",
	}, events.lines)
}

func TestFetchDeniesByDefault(t *testing.T) {
	t.Parallel()
	var events audit
	g := compile(t, Policy{Audit: events.add})
	var account Account
	for _, c := range []struct {
		request Request
		kind    Kind
		says    string
	}{
		{Request{Method: "GET", URL: "https://example.com/x?y"}, Denied, "no rule allows GET https://example.com/x?y"},
		{Request{Method: "get", URL: "https://example.com/"}, Denied, `method "get" is not allowed`},
		{Request{Method: "CONNECT", URL: "https://example.com/"}, Denied, "CONNECT, TRACE, TRACK and PRI never go out"},
		{Request{Method: "GET", URL: "file:///etc/passwd"}, Denied, `scheme "file"`},
		{Request{Method: "GET", URL: "http://a@b/"}, Denied, "user info"},
		{Request{Method: "GET", URL: "http://0x7f.1/"}, Denied, "spells the IPv4 address"},
		{Request{Method: "GET", URL: "not a url"}, Denied, "space"},
		{Request{Method: "GET", URL: "nothing"}, Protocol, "no scheme"},
		{Request{Method: "GET", URL: "http://[::"}, Protocol, "without its closing bracket"},
	} {
		_, err := g.Fetch(context.Background(), &account, c.request)
		requireKind(t, err, c.kind, c.says)
	}
	require.Len(t, events.lines, 9)
	require.Equal(t, `GET "not a url" 0 refuse: the url has a space or control character (U+0020) at byte 3: percent-encode it []`, events.lines[6])
	require.Zero(t, account.Sent())
}

func TestFetchChecksEveryAddress(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "reached") })
	for _, c := range []struct {
		name, rule, resolves string
		says                 string
	}{
		{"loopback", "", "127.0.0.1", "it is loopback"},
		{"mapped loopback", "", "::ffff:127.0.0.1", "it is loopback"},
		{"private", "", "10.1.2.3", "it is private"},
		{"metadata", "", "169.254.169.254", "it is cloud metadata"},
		{"one of several", "", "93.184.216.34 10.0.0.1", "it is private"},
		{"6to4", "", "2002:7f00:1::", "it is loopback"},
		{"another network is named", "net=10.0.0.0/8", "127.0.0.1", "it is loopback"},
		{"the network is named", "net=127.0.0.0/8", "127.0.0.1", ""},
		{"the network is named, answer mapped", "net=127.0.0.0/8", "::ffff:127.0.0.1", ""},
		{"one that answers is enough", "net=127.0.0.0/8,::1/128", "::1 127.0.0.1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := compile(t, Policy{
				Rules:    []string{"GET http://api.test:*/* " + c.rule},
				Resolver: &names{answers: map[string][]string{"api.test": {c.resolves}}},
			})
			response, err := get(g, "http://api.test:"+port+"/")
			if c.says != "" {
				requireKind(t, err, Denied, c.says)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "reached", string(response.Body))
		})
	}
}

// A name that is asked again and answers otherwise (DNS rebinding) is not
// asked again: the connection goes to the address that was checked.
func TestFetchConnectsToTheAddressThatWasChecked(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Host) })
	resolver := &names{answers: map[string][]string{"api.test": {"127.0.0.1", "127.0.0.9"}}}
	g := compile(t, Policy{Rules: []string{"GET http://api.test:*/* net=127.0.0.1/32"}, Resolver: resolver})

	response, err := get(g, "http://api.test:"+port+"/")
	require.NoError(t, err)
	require.Equal(t, "api.test:"+port, string(response.Body))
	require.Equal(t, 1, resolver.asked)

	_, err = get(g, "http://api.test:"+port+"/")
	requireKind(t, err, Denied, "it is loopback")
}

func TestFetchUsesNoProxy(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("http_proxy", "http://127.0.0.1:1")
	t.Setenv("ALL_PROXY", "http://127.0.0.1:1")
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "direct") })
	g := compile(t, Policy{
		Rules:    []string{"GET http://api.test:*/* net=127.0.0.0/8"},
		Resolver: &names{answers: map[string][]string{"api.test": {"127.0.0.1"}}},
	})
	response, err := get(g, "http://api.test:"+port+"/")
	require.NoError(t, err)
	require.Equal(t, "direct", string(response.Body))
}

func TestFetchHeaders(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) { r.Header.Write(w) })
	url := "http://localhost:" + port + "/"
	g := compile(t, Policy{Rules: []string{"GET http://localhost:*/*"}, Headers: []string{"X-Mine", "cookie"}})

	response, err := get(g, url, Header{"ACCEPT", "text/x"}, Header{"x-mine", "1"}, Header{"Cookie", "a=b"}, Header{"Accept", "text/y"})
	require.NoError(t, err)
	require.Equal(t, "Accept: text/x\r\nAccept: text/y\r\nAccept-Encoding: gzip\r\nConnection: close\r\nCookie: a=b\r\nUser-Agent: vivarium\r\nX-Mine: 1\r\n", string(response.Body))

	for name, says := range map[string]string{
		"Host":                   "the host sets it from the url",
		"connection":             "is not allowed",
		"Transfer-Encoding":      "is not allowed",
		"Content-Length":         "is not allowed",
		"Proxy-Authorization":    "is not allowed",
		"Accept-Encoding":        "is not allowed",
		"Upgrade":                "is not allowed",
		"Expect":                 "is not allowed",
		"X-HTTP-Method-Override": "would change the method",
		"X-Original-URL":         "would change the url",
		"X-Forwarded-For":        "not allowed by the policy",
		"Origin":                 "not allowed by the policy",
		"A B":                    "not a header name",
		"":                       "not a header name",
		"a\r\nb":                 "not a header name",
		"ACCEPT\u212a":           "not a header name",
	} {
		_, err := get(g, url, Header{name, "x"})
		requireKind(t, err, Denied, says)
	}
	for _, value := range []string{"a\r\nHost: evil", "a\x00", "a\nb"} {
		_, err := get(g, url, Header{"Accept", value})
		requireKind(t, err, Denied, "control character")
	}
	_, err = get(g, url, make([]Header, MaxHeaders+1)...)
	requireKind(t, err, Denied, "65 headers")
	_, err = get(g, url, Header{"Accept", strings.Repeat("a", MaxHeaderBytes)})
	requireKind(t, err, Denied, "more than 32768 bytes")
}

func TestFetchBounds(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		size := 0
		fmt.Sscanf(r.URL.Query().Get("size"), "%d", &size)
		switch r.URL.Path {
		case "/plain":
			w.Header().Set("Content-Length", fmt.Sprint(size))
			w.Write(bytes.Repeat([]byte("a"), size))
		case "/chunked":
			w.(http.Flusher).Flush()
			w.Write(bytes.Repeat([]byte("a"), size))
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(bytes.Repeat([]byte("a"), size))
			z.Close()
		case "/broken-gzip":
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "this is not gzip at all")
		case "/headers":
			w.Header().Set("X-Long", strings.Repeat("a", 128<<10))
		case "/cut":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "short")
		case "/silent":
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}
	})
	limits := testLimits
	limits.Response, limits.Request = 1000, 100
	g, err := Compile(Policy{Rules: []string{"* http://localhost:*/*"}}, limits)
	require.NoError(t, err)
	url := "http://localhost:" + port

	for _, path := range []string{"/plain", "/chunked", "/gzip"} {
		response, err := get(g, url+path+"?size=1000")
		require.NoError(t, err)
		require.Len(t, response.Body, 1000)
		_, err = get(g, url+path+"?size=1001")
		requireKind(t, err, TooLarge, "larger than 1000 bytes")
		_, err = get(g, url+path+"?size=20000000") // some 20 kB of gzip
		requireKind(t, err, TooLarge, "larger than 1000 bytes")
	}
	_, err = get(g, url+"/broken-gzip")
	requireKind(t, err, Protocol, "gzip")
	_, err = get(g, url+"/headers")
	requireKind(t, err, Protocol, "server response headers exceeded")
	_, err = get(g, url+"/cut")
	requireKind(t, err, Connect, "connect")

	_, err = g.Fetch(context.Background(), new(Account), Request{Method: "POST", URL: url + "/plain", Body: make([]byte, 101)})
	requireKind(t, err, Denied, "101 bytes, and the most is 100")

	response, err := g.Fetch(context.Background(), new(Account), Request{Method: "HEAD", URL: url + "/plain?size=100000"})
	require.NoError(t, err)
	require.Empty(t, response.Body)

	limits.Timeout = 50 * time.Millisecond
	hasty, err := Compile(Policy{Rules: []string{"* http://localhost:*/*"}}, limits)
	require.NoError(t, err)
	_, err = get(hasty, url+"/silent")
	requireKind(t, err, Timeout, "timeout")

	ctx, cancel := context.WithCancel(context.Background())
	stop := time.AfterFunc(50*time.Millisecond, cancel)
	defer stop.Stop()
	_, err = g.Fetch(ctx, new(Account), Request{Method: "GET", URL: url + "/silent"})
	require.ErrorIs(t, err, context.Canceled)
}

func TestFetchBudget(t *testing.T) {
	t.Parallel()
	port := serve(t, func(http.ResponseWriter, *http.Request) {})
	limits := testLimits
	limits.Requests = 3
	g, err := Compile(Policy{Rules: []string{"GET http://localhost:*/*"}}, limits)
	require.NoError(t, err)
	var account Account
	fetch := func(url string) error {
		_, err := g.Fetch(context.Background(), &account, Request{Method: "GET", URL: url})
		return err
	}
	require.NoError(t, fetch("http://localhost:"+port+"/"))
	requireKind(t, fetch("http://other/"), Denied, "no rule")
	require.NoError(t, fetch("http://localhost:"+port+"/"))
	requireKind(t, fetch("http://localhost:"+port+"/"), Budget, "all 3 requests of the run have been made")
	requireKind(t, fetch("http://other/"), Budget, "all 3 requests of the run have been made")
	require.EqualValues(t, 2, account.Sent())
}

func TestFetchErrors(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	closed := listener.Addr().(*net.TCPAddr).Port
	require.NoError(t, listener.Close())

	garbage := rawServer(t, "SSH-2.0-x\r\n\r\n")
	hangUp := rawServer(t, "")
	switching := rawServer(t, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")

	g := compile(t, Policy{
		Rules:    []string{"GET http://localhost:*/*", "GET https://localhost:*/*", "GET http://nowhere.test/*"},
		Resolver: &names{},
	})
	for _, c := range []struct {
		url  string
		kind Kind
		says string
	}{
		{"http://nowhere.test/", DNS, "http: dns"},
		{fmt.Sprintf("http://localhost:%d/", closed), Connect, "http: connect"},
		{"http://localhost:" + hangUp + "/", Connect, "http: connect"},
		{"http://localhost:" + garbage + "/", Protocol, "malformed HTTP response"},
		{"http://localhost:" + switching + "/", Protocol, "switches to another protocol"},
		{"https://localhost:" + garbage + "/", TLS, "http: tls"},
	} {
		_, err := get(g, c.url)
		requireKind(t, err, c.kind, c.says)
	}
}

// rawServer answers every connection with these bytes and closes it.
func rawServer(t *testing.T, answer string) (port string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 4096))
			io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	return fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
}

func TestFetchTLSVerifiesTheName(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.TLS.ServerName+" "+r.Proto)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the certificates refused below
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	port := portIn(t, server.URL)
	policy := Policy{
		Rules:    []string{"GET https://*.test:*/* net=127.0.0.0/8", "GET https://example.com:*/* net=127.0.0.0/8", "GET https://127.0.0.1:*/*"},
		Resolver: &names{answers: map[string][]string{"other.test": {"127.0.0.1"}, "example.com": {"127.0.0.1"}}},
		RootCAs:  pool,
	}
	g := compile(t, policy)

	response, err := get(g, "https://example.com:"+port+"/") // the name in httptest's certificate
	require.NoError(t, err)
	require.Equal(t, "example.com HTTP/1.1", string(response.Body))
	_, err = get(g, "https://127.0.0.1:"+port+"/")
	require.NoError(t, err)
	_, err = get(g, "https://other.test:"+port+"/")
	requireKind(t, err, TLS, "http: tls")

	policy.RootCAs = nil
	_, err = get(compile(t, policy), "https://example.com:"+port+"/")
	requireKind(t, err, TLS, "http: tls")
}

func TestFetchRedirects(t *testing.T) {
	t.Parallel()
	echo := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %q auth=%q type=%q", r.Method, r.URL.Path, body, r.Header.Get("Authorization"), r.Header.Get("Content-Type"))
	}
	other := serve(t, echo)
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if !q.Has("to") {
			echo(w, r)
			return
		}
		status := 302
		fmt.Sscanf(q.Get("status"), "%d", &status)
		w.Header().Set("Location", q.Get("to"))
		w.WriteHeader(status)
	})
	base := "http://localhost:" + port
	for _, c := range []struct {
		name, method, url string
		status            int
		body              string
	}{
		{"same origin", "GET", "/a?to=/b", 200, `GET /b "" auth="key" type="text/x"`},
		{"a post becomes a get", "POST", "/a?to=/b", 200, `GET /b "" auth="key" type=""`},
		{"307 keeps method and body", "POST", "/a?status=307&to=/b", 200, `POST /b "hi" auth="key" type="text/x"`},
		{"308 keeps method and body", "POST", "/a?status=308&to=/b", 200, `POST /b "hi" auth="key" type="text/x"`},
		{"303 is a get", "PUT", "/a?status=303&to=/b", 200, `GET /b "" auth="key" type=""`},
		{"another origin gets no credentials", "GET", "/a?to=http://localhost:" + other + "/c", 200, `GET /c "" auth="" type="text/x"`},
		{"a path that is not allowed", "GET", "/a?to=/secret", 302, ""},
		{"a host that is not allowed", "GET", "/a?to=http://evil.test/b", 302, ""},
		{"an address that is not allowed", "GET", "/a?to=http://rebind.test/b", 302, ""},
		{"an odd spelling of an address", "GET", "/a?to=http://0x7f.1/b", 302, ""},
		{"a scheme that is none", "GET", "/a?to=file:///etc/passwd", 302, ""},
		{"user info", "GET", "/a?to=http://u:p@localhost/b", 302, ""},
		{"without Location", "GET", "/a?to=", 302, ""},
		{"304 is not a redirect", "GET", "/a?status=304&to=/b", 304, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := compile(t, Policy{
				Rules: []string{
					"* http://localhost:*/a", "* http://localhost:*/b", "* http://localhost:*/c", "* http://rebind.test/*",
				},
				Resolver: &names{answers: map[string][]string{"rebind.test": {"127.0.0.1"}}},
			})
			request := Request{
				Method: c.method, URL: base + c.url,
				Headers: []Header{{"Authorization", "key"}, {"Content-Type", "text/x"}},
			}
			if c.method != "GET" {
				request.Body = []byte("hi")
			}
			response, err := g.Fetch(context.Background(), new(Account), request)
			require.NoError(t, err)
			require.Equal(t, c.status, response.Status)
			require.Equal(t, c.body, string(response.Body))
		})
	}
}

func TestFetchRedirectsAreCountedAndAudited(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := 0
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		http.Redirect(w, r, fmt.Sprintf("/%d", n+1), http.StatusFound)
	})
	var events audit
	g := compile(t, Policy{Rules: []string{"GET http://localhost:*/*"}, Audit: events.add})
	var account Account
	fetch := func() Response {
		response, err := g.Fetch(context.Background(), &account, Request{Method: "GET", URL: "http://localhost:" + port + "/0"})
		require.NoError(t, err)
		require.Equal(t, http.StatusFound, response.Status)
		return response
	}
	fetch()
	require.EqualValues(t, 1+maxRedirects, account.Sent())
	require.Len(t, events.lines, 1+maxRedirects)
	require.Contains(t, events.lines[5], "/5 5 allow by")
	fetch()
	fetch() // ends at the budget, on the redirect that it had
	require.EqualValues(t, 16, account.Sent())
}

func TestFetchDoesNotLeaveTLS(t *testing.T) {
	t.Parallel()
	plain := serve(t, func(w http.ResponseWriter, _ *http.Request) { t.Error("left TLS") })
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://localhost:"+plain+"/", http.StatusFound)
	}))
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	var events audit
	g := compile(t, Policy{Rules: []string{"GET https://127.0.0.1:*/*", "GET http://localhost:*/*"}, RootCAs: pool, Audit: events.add})
	response, err := get(g, server.URL)
	require.NoError(t, err)
	require.Equal(t, http.StatusFound, response.Status)
	require.Contains(t, events.lines[1], "from https to http is not followed")
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		fmt.Fprintf(w, "%s|%s", r.Header.Get("Authorization"), r.Header.Get("Accept"))
	}
	port := serve(t, handler)
	other := serve(t, handler)
	seen := make(chan string, 1)
	counting := serve(t, func(_ http.ResponseWriter, r *http.Request) { seen <- r.Header.Get("Authorization") })
	base := "http://localhost:" + port

	var events audit
	g := compile(t, Policy{
		Rules: []string{"GET http://localhost:*/*"},
		Secrets: []Secret{
			{Name: "key", Value: "hunter2-hunter2", Origin: base},
			{Name: "pin", Value: "1234", Origin: base},
			{Name: "key", Value: "the other one", Origin: "http://localhost:" + other},
			{Name: "counted", Value: "arrived", Origin: "http://localhost:" + counting},
		},
		Audit: events.add,
	})

	_, err := get(g, "http://localhost:"+counting+"/", Header{"Authorization", "Bearer {{secret:counted}}"})
	require.NoError(t, err)
	require.Equal(t, "Bearer arrived", <-seen)

	response, err := get(g, base+"/", Header{"Authorization", "Bearer {{secret:key}} {{secret:pin}}"})
	require.NoError(t, err)
	require.Equal(t, "Bearer {{secret:key}} 1234|", string(response.Body))
	require.Contains(t, response.Headers, Header{"x-echo", "Bearer {{secret:key}} 1234"})

	response, err = get(g, base+"/away?to=http://localhost:"+other+"/", Header{"Authorization", "{{secret:key}}"}, Header{"Accept", "x"})
	require.NoError(t, err)
	require.Equal(t, "|x", string(response.Body))

	// A header that crosses origins takes no secret with it.
	response, err = get(g, base+"/away?to=http://localhost:"+counting+"/", Header{"Accept", "{{secret:key}}"})
	require.NoError(t, err)
	require.Equal(t, http.StatusTemporaryRedirect, response.Status)

	for value, says := range map[string]string{
		"{{secret:none}}":    `no secret "none" for http://localhost:`,
		"{{secret:counted}}": `no secret "counted" for http://localhost:`,
		"{{secret:":          "has no end",
		"{{secret:key":       "has no end",
		"{{secret:}}":        `no secret ""`,
		"{{ secret:key }}":   "a placeholder that is none",
		"{{secret.key}}":     "a placeholder that is none",
	} {
		_, err := get(g, base+"/", Header{"Authorization", value})
		requireKind(t, err, Denied, says)
	}
	for _, line := range events.lines {
		require.NotContains(t, line, "hunter2")
	}
}

// A placeholder is filled in in headers alone. Elsewhere it would go out as it is.
func TestSecretsElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	port := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("it went out") })
	base := "http://127.0.0.1:" + port
	g := compile(t, Policy{Rules: []string{"* " + base + "/*"}, Secrets: []Secret{{Name: "key", Value: "hunter2", Origin: base}}})
	for _, c := range []Request{
		{Method: "GET", URL: base + "/?key={{secret:key}}"},
		{Method: "GET", URL: base + "/?key=%7B%7bsecret%3Akey%7D%7D"},
		{Method: "GET", URL: base + "/{{secret:none}}"},
		{Method: "POST", URL: base + "/", Body: []byte(`{"key": "{{secret:key}}"}`)},
		{Method: "POST", URL: base + "/", Body: []byte(`a=%7B%7Bsecret%3akey%7D%7D`)},
		{Method: "POST", URL: base + "/", Body: []byte(`{{{secret:`)},
	} {
		_, err := g.Fetch(context.Background(), new(Account), c)
		requireKind(t, err, Denied, "write safe_http.get(url, headers=")
	}
	for _, text := range []string{"", "{", "%", "{{secret", "{{SECRET:x", "%7B%7Bsecre", "%7", strings.Repeat("%", 1000)} {
		require.False(t, mentionsSecret([]byte(text)), text)
	}
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	seen := ""
	port := serve(t, func(w http.ResponseWriter, r *http.Request) { seen = r.Header.Get("Authorization") })
	base := "http://127.0.0.1:" + port
	wide := compile(t, Policy{
		Rules:   []string{"GET " + base + "/a/*", "POST " + base + "/b/*"},
		Secrets: []Secret{{Name: "key", Value: "of the host", Origin: base}, {Name: "other", Value: "x", Origin: base}},
	})
	limits := testLimits
	limits.Requests = 2
	narrow, err := wide.Narrow([]string{"GET " + base + "/a/b/*", "GET " + base + "/b/*"}, []Secret{{Name: "key", Value: "of a tenant", Origin: base}}, limits)
	require.NoError(t, err)
	narrower, err := narrow.Narrow([]string{"* " + base + "/a/b/c"}, nil, limits)
	require.NoError(t, err)
	for _, c := range []struct {
		gate *Gate
		path string
		ok   bool
	}{
		{wide, "/a/x", true},
		{narrow, "/a/x", false},
		{narrow, "/a/b/x", true},
		{narrow, "/b/x", false}, // the wider gate lets POST alone there
		{narrow, "/c", false},
		{narrower, "/a/b/c", true},
		{narrower, "/a/b/d", false},
	} {
		_, err := get(c.gate, base+c.path)
		if c.ok {
			require.NoError(t, err, c.path)
		} else {
			requireKind(t, err, Denied, "no rule allows")
		}
	}
	_, err = get(narrow, base+"/a/b/", Header{"Authorization", "{{secret:key}}"})
	require.NoError(t, err)
	require.Equal(t, "of a tenant", seen)
	_, err = get(narrow, base+"/a/b/", Header{"Authorization", "{{secret:other}}"})
	requireKind(t, err, Denied, `no secret "other"`)

	account := new(Account)
	for range 2 {
		_, err = narrow.Fetch(context.Background(), account, Request{Method: "GET", URL: base + "/a/b/"})
		require.NoError(t, err)
	}
	_, err = narrow.Fetch(context.Background(), account, Request{Method: "GET", URL: base + "/a/b/"})
	requireKind(t, err, Budget, "")

	kept, err := wide.Narrow(nil, []Secret{{Name: "key", Origin: base}}, testLimits)
	require.NoError(t, err)
	_, err = get(kept, base+"/a/", Header{"Authorization", "{{secret:key}}"})
	require.NoError(t, err)
	require.Equal(t, "of the host", seen)
	none, err := wide.Narrow([]string{}, nil, testLimits)
	require.NoError(t, err)
	_, err = get(none, base+"/a/")
	requireKind(t, err, Denied, "no rule allows")

	for says, secret := range map[string]Secret{
		`secret "none": the sandbox has no secret of this name`: {Name: "none", Value: "x", Origin: base},
		"no secret of this name for http://127.0.0.1:1":         {Name: "key", Value: "x", Origin: "http://127.0.0.1:1"},
		"control characters": {Name: "key", Value: "x\n", Origin: base},
	} {
		_, err := wide.Narrow(nil, []Secret{secret}, testLimits)
		require.ErrorContains(t, err, says)
	}
	_, err = wide.Narrow([]string{"GET"}, nil, testLimits)
	require.ErrorContains(t, err, `rule "GET"`)
}

// An address that the wider gate refuses is refused, whatever the narrower allows.
func TestNarrowChecksAddressesTwice(t *testing.T) {
	t.Parallel()
	wide := compile(t, Policy{Rules: []string{"GET http://inside.test/*"}, Resolver: &names{answers: map[string][]string{"inside.test": {"10.0.0.1"}}}})
	narrow, err := wide.Narrow([]string{"GET http://inside.test/*"}, nil, testLimits)
	require.NoError(t, err)
	_, wideError := get(wide, "http://inside.test/")
	_, err = get(narrow, "http://inside.test/")
	require.Equal(t, wideError, err)
}

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		policy Policy
		says   string
	}{
		{Policy{Rules: []string{"GET https://a/*", "GET"}}, `rule "GET", column 4: a url is missing`},
		{Policy{Headers: []string{"Host"}}, "header host cannot be allowed"},
		{Policy{Headers: []string{"a b"}}, "not a header name"},
		{Policy{Secrets: []Secret{{Name: "a b", Value: "x", Origin: "https://a"}}}, `secret "a b": the name`},
		{Policy{Secrets: []Secret{{Name: "a", Origin: "https://a"}}}, "the value must not be empty"},
		{Policy{Secrets: []Secret{{Name: "a", Value: "x\ny", Origin: "https://a"}}}, "control characters"},
		{Policy{Secrets: []Secret{{Name: "a", Value: "x", Origin: "https://*.a"}}}, "a secret is for one host"},
		{Policy{Secrets: []Secret{{Name: "a", Value: "x", Origin: "https://a/b"}}}, "write scheme and host"},
		{Policy{Secrets: []Secret{{Name: "a", Value: "x", Origin: "a"}}}, "write scheme and host"},
		{Policy{Secrets: []Secret{{Name: "a", Value: "x", Origin: "https://a"}, {Name: "a", Value: "y", Origin: "https://a"}}}, "given twice"},
	} {
		_, err := Compile(c.policy, testLimits)
		require.ErrorContains(t, err, c.says)
		require.NotContains(t, err.Error(), "hunter2")
	}
	_, err := Compile(Policy{}, Limits{})
	require.ErrorContains(t, err, "more than zero")
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	err := &Error{Kind: Connect, Err: cause}
	require.ErrorIs(t, err, cause)
	require.Equal(t, "http: connect", err.Error())
	require.Equal(t, "kind 99", Kind(99).String())
}

// Whatever the end of a request, no connection and no goroutine outlives it.
func TestFetchLeavesNothingBehind(t *testing.T) {
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			w.Write(make([]byte, 4<<20))
		case "/slow":
			<-r.Context().Done()
		}
	})
	limits := testLimits
	limits.Timeout = 50 * time.Millisecond
	g, err := Compile(Policy{Rules: []string{"GET http://localhost:*/*", "GET https://localhost:*/*"}}, limits)
	require.NoError(t, err)
	fetch := func() {
		for _, url := range []string{"http://localhost:" + port + "/", "http://localhost:" + port + "/large", "http://localhost:" + port + "/slow", "https://localhost:" + port + "/", "http://localhost:1/"} {
			_, _ = get(g, url)
		}
	}
	fetch()
	before := runtime.NumGoroutine()
	for range 10 {
		fetch()
	}
	// Eventually has a goroutine of its own, and the server one that listens.
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, time.Minute, 10*time.Millisecond)
}
