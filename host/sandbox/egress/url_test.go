package egress

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseURLNormalises(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"http://example.com", "http://example.com/"},
		{"HTTPS://EXAMPLE.com/A", "https://example.com/A"},
		{"http://example.com:80/", "http://example.com/"},
		{"https://example.com:443/", "https://example.com/"},
		{"https://example.com:80/", "https://example.com:80/"},
		{"http://example.com:/", "http://example.com/"},
		{"http://example.com./", "http://example.com/"},
		{"http://faß.de/", "http://xn--fa-hia.de/"},
		{"http://bücher.example/", "http://xn--bcher-kva.example/"},
		{"http://ＥＸＡＭＰＬＥ.com/", "http://example.com/"},
		{"http://xn--bcher-kva.é/", "http://xn--bcher-kva.xn--9ca/"},
		{"http://Ｘn--bcher-kva.example/", "http://xn--bcher-kva.example/"},
		{"http://example.com/a/./b/../c", "http://example.com/a/c"},
		{"http://example.com/../../x", "http://example.com/x"},
		{"http://example.com/a/%2e%2E/c", "http://example.com/c"},
		{"http://example.com/a/.%2e/c", "http://example.com/c"},
		{"http://example.com/%61%2Db%7e", "http://example.com/a-b~"},
		{"http://example.com/a%2fb", "http://example.com/a%2Fb"},
		{"http://example.com//x", "http://example.com//x"},
		{"http://example.com/é", "http://example.com/%C3%A9"},
		{"http://example.com/a|b", "http://example.com/a%7Cb"},
		{"http://example.com/x?a=%2e%2e/&b='#frag", "http://example.com/x?a=%2e%2e/&b=%27"},
		{"http://example.com?", "http://example.com/"},
		{"http://example.com/#a@b", "http://example.com/"},
		{"http://example.com/a@b", "http://example.com/a@b"},
		{"http://127.0.0.1:8080/", "http://127.0.0.1:8080/"},
		{"http://[::1]/", "http://[::1]/"},
		{"http://[0:0:0:0:0:0:0:1]:8080/", "http://[::1]:8080/"},
		{"http://a_b.example/", "http://a_b.example/"},
	} {
		u, err := ParseURL(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, u.String(), c.text)
	}
}

func TestParseURLRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, reason string }{
		{"", "has no scheme"},
		{"example.com/", "has no scheme"},
		{"ftp://example.com/", `has scheme "ftp"`},
		{"file:///etc/passwd", `has scheme "file"`},
		{"http:example.com", "no // after"},
		{"http:///example.com", "has no host"},
		{"http://", "has no host"},
		{"http://?x", "has no host"},
		{"http://user@example.com/", "user info"},
		{"http://allowed.example@evil.example/", "user info"},
		{"http://:@evil.example/", "user info"},
		{"http://allowed.example\\@evil.example/", "backslash"},
		{"http:\\\\example.com/", "backslash"},
		{"http://example.com\\.evil.example/", "backslash"},
		{"http://exam\tple.com/", "control character"},
		{"http://example.com/\r\nHost: x", "control character"},
		{" http://example.com/", "space"},
		{"http://example.com/a b", "space"},
		{"http://example.com/\u00a0", "space"},
		{"http://example.com/\u0085", "control character"},
		{"http://example.com/\x00", "control character"},
		{"http://%65xample.com/", "percent-encoded host"},
		{"http://127%2e0.0.1/", "percent-encoded host"},
		{"http://[fe80::1%25eth0]/", "percent-encoded host"},
		{"http://0x7f.1/", "spells the IPv4 address 127.0.0.1"},
		{"http://127.1/", "spells the IPv4 address 127.0.0.1"},
		{"http://2130706433/", "spells the IPv4 address 127.0.0.1"},
		{"http://0177.0.0.1/", "spells the IPv4 address 127.0.0.1"},
		{"http://127.0.0.1./", "spells the IPv4 address 127.0.0.1"},
		{"http://①②⑦.0.0.1/", "spells the IPv4 address 127.0.0.1"},
		{"http://１２７.0.0.1/", "spells the IPv4 address 127.0.0.1"},
		{"http://127。0。0。1/", "spells the IPv4 address 127.0.0.1"},
		{"http://1.2.3.4.5/", "more than four numbers"},
		{"http://1.2.3.256/", "a number above 255"},
		{"http://a.0x7f/", "ends in a number"},
		{"http://[::1/", "without its closing bracket"},
		{"http://[::1]]/", "not an IPv6 address"},
		{"http://[[::1]/", "not an IPv6 address"},
		{"http://[::1]x/", "without its closing bracket"},
		{"http://[::g]/", "not an IPv6 address"},
		{"http://xn--a/", "not a valid international name"},
		{"http://xn--ß-/", "begins xn-- and holds other than ASCII"},
		{"http://a.XN--béa-.example/", "begins xn-- and holds other than ASCII"},
		{"http://ＸＮ--ß-/", "begins xn-- and holds other than ASCII"},
		{"http://x\u00adn--ß-/", "begins xn-- and holds other than ASCII"},
		{"http://a。xn--9́99-/", "begins xn-- and holds other than ASCII"},
		{"http://≠/", "is not a valid name"},
		{"http://a.≮.example/", "is not a valid name"},
		{"http://exa<mple/", "a character that no name may have"},
		{"http://example.com:0/", "a port is 1 to 65535"},
		{"http://example.com:65536/", "a port that is not a number"},
		{"http://example.com:80a/", "a port that is not a number"},
		{"http://a..b/", "label of 0 bytes"},
		{"http://example.com../", "label of 0 bytes"},
		{"http://./", "1 to 253"},
		{"http://" + strings.Repeat("a", 64) + ".example/", "label of 64 bytes"},
		{"http://" + strings.Repeat("a.", 200) + "example/", "1 to 253"},
		{"http://a+b.example/", `character '+'`},
		{"http://example.com/%", "broken percent escape"},
		{"http://example.com/%zz", "broken percent escape"},
		{"http://example.com/%+1", "broken percent escape"},
		{"http://example.com/a%00b", "NUL"},
		{"http://example.com/public/..%2fadmin", "may read as .."},
		{"http://example.com/public/%2e%2e%2fadmin", "may read as .."},
		{"http://example.com/public/..%5cadmin", "may read as .."},
		{"http://example.com/public/..;/admin", "may read as .."},
		{"http://example.com/\xff", "not UTF-8"},
		{"http://example.com/" + strings.Repeat("a", maxURL), "longer than 8192 bytes"},
	} {
		u, err := ParseURL(c.text)
		var refused *URLError
		require.ErrorAs(t, err, &refused, "%q gave %v", c.text, u)
		require.Contains(t, refused.Error(), c.reason, "%q", c.text)
	}
}

func TestParseURLTellsAddressesFromNames(t *testing.T) {
	t.Parallel()
	u, err := ParseURL("http://[::ffff:127.0.0.1]/")
	require.NoError(t, err)
	require.Equal(t, netip.MustParseAddr("::ffff:127.0.0.1"), u.Addr)
	u, err = ParseURL("http://localhost/")
	require.NoError(t, err)
	require.False(t, u.Addr.IsValid())
}

func TestResolveReference(t *testing.T) {
	t.Parallel()
	base, err := ParseURL("https://example.com/a/b?q")
	require.NoError(t, err)
	for _, c := range []struct{ reference, want string }{
		{"c", "https://example.com/a/c"},
		{"/c", "https://example.com/c"},
		{"?r", "https://example.com/a/b?r"},
		{"//other.example/x", "https://other.example/x"},
		{"http://other.example:81/x", "http://other.example:81/x"},
		{"../../../etc", "https://example.com/etc"},
		{"http://0x7f.1/", "http://127.0.0.1/"},
	} {
		u, err := base.resolve(c.reference)
		require.NoError(t, err, c.reference)
		require.Equal(t, c.want, u.String(), c.reference)
	}
	for _, reference := range []string{"ftp://x/", "http://u@x/", "\\\\x\\", "javascript:alert(1)", "http://[::1"} {
		_, err := base.resolve(reference)
		require.Error(t, err, reference)
	}
}

// A URL in its canonical form is read as itself, and net/http sends it as it is.
func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{
		"http://example.com/a/../b?c#d", "https://[::1]:8080//x;y", "http://127.0.0.1/%2e%2e/%zz",
		"http://≠/", "http://xn--ß-/", "http://a.≯\u0338/", "http://faß.de/é|^`{}", "http://a%2fb@c\\d", "http://①②⑦.1/", "https://*.example.com/*",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseURL(text)
		if err != nil {
			return
		}
		again, err := ParseURL(u.String())
		require.NoError(t, err)
		require.Equal(t, u, again)
		require.Equal(t, u.String(), u.native().String())
		require.Equal(t, u.Host, strings.Trim(u.native().Hostname(), "[]"))
	})
}
