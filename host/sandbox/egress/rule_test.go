package egress

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRuleMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule    string
		matches []string
		refuses []string
	}{
		{
			"GET https://api.example.com/*",
			[]string{"GET https://api.example.com", "GET https://API.EXAMPLE.COM./a/b?c", "GET https://api.example.com:443/"},
			[]string{
				"POST https://api.example.com/", "get https://api.example.com/", "GET http://api.example.com/",
				"GET https://api.example.com:8443/", "GET https://example.com/", "GET https://x.api.example.com/",
				"GET https://api.example.com.evil.example/", "GET https://evil-api.example.com/",
			},
		},
		{
			"GET,POST https://*.example.com:8443/v1/*",
			[]string{"GET https://a.example.com:8443/v1/", "POST https://a.b.example.com:8443/v1/x/y"},
			[]string{
				"GET https://example.com:8443/v1/", "GET https://a.example.com/v1/", "GET https://a.example.com:8443/v1",
				"GET https://a.example.com:8443/v1/../v2/", "GET https://a.example.com:8443/v1/%2e%2e/v2",
				"PUT https://a.example.com:8443/v1/", "GET https://aexample.com:8443/v1/",
			},
		},
		{
			"* http://localhost:*/*",
			[]string{"GET http://localhost/", "DELETE http://localhost:8080/x", "OPTIONS http://localhost:1/"},
			[]string{
				"CONNECT http://localhost/", "TRACE http://localhost/", "TRACK http://localhost/", "PRI http://localhost/",
				"* http://localhost/", "PROPFIND http://localhost/", "GET http://127.0.0.1/", "GET http://a.localhost/", " http://localhost/",
			},
		},
		{
			"GET,custom:PROPFIND,custom:PUT https://a/*",
			[]string{"GET https://a/", "PROPFIND https://a/", "PUT https://a/"},
			[]string{"POST https://a/", "custom:PROPFIND https://a/", "FETCH https://a/"},
		},
		{
			"GET https://*/*",
			[]string{"GET https://a/", "GET https://a.b.c/d"},
			[]string{"GET https://1.1.1.1/", "GET https://[2606::1]/", "GET https://a:444/"},
		},
		{
			"GET http://127.0.0.1:8080/*",
			[]string{"GET http://127.0.0.1:8080/x"},
			[]string{"GET http://127.0.0.1/", "GET http://127.0.0.2:8080/", "GET http://[::ffff:127.0.0.1]:8080/"},
		},
		{
			"GET http://[::1]:8080/*",
			[]string{"GET http://[::1]:8080/x", "GET http://[0:0::1]:8080/x"},
			[]string{"GET http://[::2]:8080/"},
		},
		{
			"GET https://bücher.example/",
			[]string{"GET https://xn--bcher-kva.example/", "GET https://BÜCHER.example/?q"},
			[]string{"GET https://xn--bcher-kva.example/x", "GET https://bucher.example/"},
		},
		{
			"GET https://h/users/*/posts",
			[]string{"GET https://h/users/1/posts", "GET https://h/users//posts", "GET https://h/%75sers/1/posts"},
			[]string{"GET https://h/users/1/2/posts", "GET https://h/users/posts", "GET https://h/users/1/posts/", "GET https://h/users/1/posts/2"},
		},
		{
			"GET https://h/a*c*e.json",
			[]string{"GET https://h/abcde.json", "GET https://h/ace.json", "GET https://h/acece.json"},
			[]string{"GET https://h/abde.json", "GET https://h/a/c/e.json", "GET https://h/abcde.jso", "GET https://h/abcde.jsonx"},
		},
		{
			"GET https://h/v*-beta*",
			[]string{"GET https://h/v1-beta", "GET https://h/v-beta/x/y", "GET https://h/v2-beta3"},
			[]string{"GET https://h/v1", "GET https://h/v1/x-beta"},
		},
		{
			"GET https://h/a%20b/%7e",
			[]string{"GET https://h/a%20b/~"},
			[]string{"GET https://h/a+b/~"},
		},
		{"GET https://h/", []string{"GET https://h", "GET https://h/?q"}, []string{"GET https://h/x", "GET https://h//"}},
	} {
		rule, err := ParseRule(c.rule)
		require.NoError(t, err)
		require.Equal(t, c.rule, rule.String())
		for _, r := range c.matches {
			require.True(t, matches(t, rule, r), "%s should match %s", c.rule, r)
		}
		for _, r := range c.refuses {
			require.False(t, matches(t, rule, r), "%s should not match %s", c.rule, r)
		}
	}
}

func matches(t *testing.T, rule *Rule, request string) bool {
	t.Helper()
	method, text, _ := strings.Cut(request, " ")
	u, err := ParseURL(text)
	require.NoError(t, err, request)
	return rule.Matches(method, u)
}

func TestParseRuleErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		offset int
		says   string
	}{
		{"", 0, "a method is missing"},
		{"   ", 3, "a method is missing"},
		{"GET", 3, "a url is missing"},
		{"https://example.com/*", 0, "a method is missing before the url: write GET https://example.com/*"},
		{"get https://example.com/*", 0, "upper case"},
		{"GET,,POST https://example.com/*", 4, "is not a method"},
		{"GET,P(ST https://example.com/*", 4, "is not a method"},
		{"GET,CONNECT https://example.com/*", 4, "never allowed"},
		{"FETCH https://example.com/*", 0, `unknown method "FETCH": the methods are GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; for another one write custom:FETCH`},
		{"GET,custom:PURGE,POTS https://example.com/*", 17, `unknown method "POTS"`},
		{"custom:CONNECT https://example.com/*", 0, "never allowed"},
		{"custom:TRACK https://example.com/*", 0, "never allowed"},
		{"custom:PRI https://example.com/*", 0, "never allowed"},
		{"custom:purge https://example.com/*", 0, "upper case"},
		{"custom: https://example.com/*", 0, "is not a method"},
		{"custom:* https://example.com/*", 0, "is not a method"},
		{"GET example.com/*", 4, "a scheme is missing: write https://example.com/*"},
		{"GET ftp://example.com/*", 4, `scheme "ftp"`},
		{"GET https://example.com", 23, "write https://example.com/* for every path"},
		{"GET https:///x", 12, "a host is missing"},
		{"GET https://*./x", 12, "a host is missing"},
		{"GET https://a*.example.com/", 12, "whole labels in front"},
		{"GET https://*.*.example.com/", 12, "whole labels in front"},
		{"GET https://*.127.0.0.1/", 12, "an address has no names below it"},
		{"GET https://*.[::1]/", 12, "an address has no names below it"},
		{"GET https://user@example.com/", 12, "user info"},
		{"GET https://user:password@example.com/", 12, "user info"},
		{"GET https://user:80@example.com:80/", 12, "user info"},
		{"GET https://0x7f.1/", 12, "four decimal numbers"},
		{"GET https://example.com:0/", 24, "1 to 65535"},
		{"GET https://example.com:/", 24, "1 to 65535"},
		{"GET https://example.com:http/", 24, "1 to 65535"},
		{"GET https://example.com:+80/", 24, "1 to 65535"},
		{"GET https://example.com/a?b=*", 25, "no query or fragment"},
		{"GET https://example.com?b", 23, "no query or fragment"},
		{"GET https://example.com/**", 24, "write one *"},
		{"GET https://example.com/a/..%2f", 23, "may read as .."},
		{"GET https://example.com/a/../b", 26, "write the path without .."},
		{"GET https://example.com/*/..", 26, "write the path without .."},
		{"GET https://example.com/a/%2E./*", 26, "write the path without %2E."},
		{"GET https://example.com/./*", 24, "write the path without ."},
		{"GET https://example.com/* also", 26, `unknown option "also"`},
		{"GET https://example.com/* net=10.0.0.0", 30, "is not a network"},
		{"GET https://example.com/* net=10.0.0.0/8,10.0.0.1/8", 41, "write 10.0.0.0/8"},
		{"GET https://example.com/" + strings.Repeat("a", maxRule), maxRule, "longer than"},
		{"GET\thttps://example.com/*", 0, "a method is missing before"},
	} {
		_, err := ParseRule(c.rule)
		var bad *RuleError
		require.ErrorAs(t, err, &bad, "%q", c.rule)
		require.Equal(t, c.offset, bad.Offset, "%q: %v", c.rule, err)
		require.Contains(t, bad.Message, c.says, "%q", c.rule)
		require.Contains(t, err.Error(), "column")
	}
}

// Whatever the text, a rule is parsed or refused with a place inside of it.
func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{
		"GET https://api.example.com/*", "GET,POST http://*.example.com:8080/a*b/*", "* https://*:*/* net=10.0.0.0/8,fd00::/8",
		"GET http://[::1]:80/", "GET https://*.[::1]/", "get x", "GET http://a@b/?c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := ParseRule(text)
		if err == nil {
			again, err := ParseRule(rule.String())
			require.NoError(t, err)
			require.Equal(t, rule, again)
			return
		}
		var bad *RuleError
		require.ErrorAs(t, err, &bad)
		require.LessOrEqual(t, bad.Offset, len(text))
	})
}

// A rule made from a URL's own text matches that URL, and a rule for its
// origin alone never matches another host's.
func FuzzMatch(f *testing.F) {
	f.Add("http://example.com/a/../b?c#d", "evil.example")
	f.Add("https://[::1]:8080//x;y", "::1")
	f.Add("http://faß.de/é", "fass.de")
	f.Fuzz(func(t *testing.T, text, other string) {
		u, err := ParseURL(text)
		if err != nil || strings.Contains(u.Path, "*") {
			return
		}
		rule, err := ParseRule("GET " + u.Origin() + u.Path)
		require.NoError(t, err)
		require.True(t, rule.Matches("GET", u))
		v, err := ParseURL("http://" + other + "/")
		if err == nil && v.Host != u.Host {
			require.False(t, rule.Matches("GET", URL{Scheme: u.Scheme, Host: v.Host, Addr: v.Addr, Port: u.Port, Path: u.Path}))
		}
	})
}
