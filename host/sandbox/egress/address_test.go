package egress

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]class{
		"1.1.1.1":                public,
		"8.8.8.8":                public,
		"172.15.255.255":         public,
		"172.32.0.0":             public,
		"100.63.255.255":         public,
		"100.128.0.0":            public,
		"198.20.0.0":             public,
		"223.255.255.255":        public,
		"2606:4700::1111":        public,
		"0.0.0.0":                unspecified,
		"0.1.2.3":                unspecified,
		"10.255.255.255":         private,
		"172.16.0.1":             private,
		"172.31.255.255":         private,
		"192.168.0.1":            private,
		"100.64.0.1":             shared,
		"127.0.0.1":              loopback,
		"127.255.255.255":        loopback,
		"169.254.1.1":            linkLocal,
		"169.254.169.254":        metadata,
		"169.254.170.2":          metadata,
		"100.100.100.200":        metadata,
		"192.0.0.8":              reserved,
		"192.0.2.1":              documentation,
		"192.88.99.1":            reserved,
		"198.18.0.1":             reserved,
		"198.51.100.1":           documentation,
		"203.0.113.1":            documentation,
		"224.0.0.1":              multicast,
		"239.255.255.255":        multicast,
		"240.0.0.1":              reserved,
		"255.255.255.255":        broadcast,
		"::":                     unspecified,
		"::1":                    loopback,
		"fc00::1":                private,
		"fd12::1":                private,
		"fd00:ec2::254":          metadata,
		"fd20:ce::254":           metadata,
		"fe80::1":                linkLocal,
		"fe80::1%eth0":           linkLocal,
		"fec0::1":                private,
		"ff02::1":                multicast,
		"2001:db8::1":            documentation,
		"2001::1":                reserved,
		"100::1":                 reserved,
		"4000::1":                reserved,
		"::ffff:8.8.8.8":         public,
		"::ffff:127.0.0.1":       loopback,
		"::ffff:169.254.169.254": metadata,
		"::ffff:0:10.0.0.1":      private,
		"::127.0.0.1":            loopback,
		"64:ff9b::8.8.8.8":       public,
		"64:ff9b::10.0.0.1":      private,
		"64:ff9b::a9fe:a9fe":     metadata,
		"64:ff9b:1::8.8.8.8":     reserved,
		"2002:7f00:1::":          loopback,
		"2002:808:808::1":        public,
		"2002:c0a8:1::1":         private,
	} {
		require.Equal(t, want, classify(netip.MustParseAddr(addr)), addr)
	}
}

func TestRuleAllowsAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, url, addr string
		want            bool
	}{
		{"GET https://a.example/*", "https://a.example/", "1.1.1.1", true},
		{"GET https://a.example/*", "https://a.example/", "10.0.0.1", false},
		{"GET https://a.example/*", "https://a.example/", "127.0.0.1", false},
		{"GET https://a.example/*", "https://a.example/", "::ffff:127.0.0.1", false},
		{"GET https://*/*", "https://a.example/", "127.0.0.1", false},
		{"GET http://127.0.0.1/*", "http://127.0.0.1/", "127.0.0.1", true},
		{"GET http://[::1]/*", "http://[::1]/", "::1", true},
		{"GET http://169.254.169.254/*", "http://169.254.169.254/", "169.254.169.254", true},
		{"GET http://localhost/*", "http://localhost/", "127.0.0.1", true},
		{"GET http://localhost/*", "http://localhost/", "::1", true},
		{"GET http://localhost/*", "http://localhost/", "10.0.0.1", false},
		{"GET http://*.localhost/*", "http://a.localhost/", "127.0.0.1", false},
		{"GET http://db.example/* net=10.0.0.0/8", "http://db.example/", "10.1.2.3", true},
		{"GET http://db.example/* net=10.0.0.0/8", "http://db.example/", "11.1.2.3", true},
		{"GET http://db.example/* net=10.0.0.0/8", "http://db.example/", "192.168.0.1", false},
		{"GET http://db.example/* net=10.0.0.0/8", "http://db.example/", "::ffff:10.1.2.3", false},
		{"GET http://db.example/* net=fd00::/8", "http://db.example/", "fd12::1", true},
		{"GET http://db.example/* net=0.0.0.0/0", "http://db.example/", "169.254.169.254", false},
		{"GET http://db.example/* net=169.254.0.0/16", "http://db.example/", "169.254.1.1", true},
		{"GET http://db.example/* net=169.254.169.254/32", "http://db.example/", "169.254.169.254", true},
	} {
		rule, err := ParseRule(c.rule)
		require.NoError(t, err)
		u, err := ParseURL(c.url)
		require.NoError(t, err)
		require.True(t, rule.Matches("GET", u), "%s on %s", c.rule, c.url)
		require.Equal(t, c.want, rule.allows(u, netip.MustParseAddr(c.addr)), "%s to %s", c.rule, c.addr)
	}
}
