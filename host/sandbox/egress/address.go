package egress

import (
	"net/netip"
)

// class is what an address is for, as far as it matters here.
type class string

const (
	public        class = "public"
	unspecified   class = "unspecified"
	loopback      class = "loopback"
	linkLocal     class = "link-local"
	private       class = "private"
	shared        class = "shared (carrier-grade NAT)"
	multicast     class = "multicast"
	broadcast     class = "broadcast"
	metadata      class = "cloud metadata"
	documentation class = "documentation"
	reserved      class = "reserved"
)

// special is the part of the IANA registries of special-purpose addresses that
// is not for the public internet. The first that holds an address counts.
var special = []struct {
	net   netip.Prefix
	class class
}{
	{netip.MustParsePrefix("169.254.169.254/32"), metadata},
	{netip.MustParsePrefix("169.254.170.2/32"), metadata},
	{netip.MustParsePrefix("169.254.170.23/32"), metadata},
	{netip.MustParsePrefix("100.100.100.200/32"), metadata},
	{netip.MustParsePrefix("168.63.129.16/32"), metadata},
	{netip.MustParsePrefix("fd00:ec2::254/128"), metadata},
	{netip.MustParsePrefix("fd00:ec2::23/128"), metadata},
	{netip.MustParsePrefix("fd20:ce::254/128"), metadata},

	{netip.MustParsePrefix("0.0.0.0/8"), unspecified},
	{netip.MustParsePrefix("10.0.0.0/8"), private},
	{netip.MustParsePrefix("100.64.0.0/10"), shared},
	{netip.MustParsePrefix("127.0.0.0/8"), loopback},
	{netip.MustParsePrefix("169.254.0.0/16"), linkLocal},
	{netip.MustParsePrefix("172.16.0.0/12"), private},
	{netip.MustParsePrefix("192.0.0.0/24"), reserved},
	{netip.MustParsePrefix("192.0.2.0/24"), documentation},
	{netip.MustParsePrefix("192.88.99.0/24"), reserved},
	{netip.MustParsePrefix("192.168.0.0/16"), private},
	{netip.MustParsePrefix("198.18.0.0/15"), reserved},
	{netip.MustParsePrefix("198.51.100.0/24"), documentation},
	{netip.MustParsePrefix("203.0.113.0/24"), documentation},
	{netip.MustParsePrefix("224.0.0.0/4"), multicast},
	{netip.MustParsePrefix("255.255.255.255/32"), broadcast},
	{netip.MustParsePrefix("240.0.0.0/4"), reserved},

	{netip.MustParsePrefix("::/128"), unspecified},
	{netip.MustParsePrefix("::1/128"), loopback},
	{netip.MustParsePrefix("fc00::/7"), private},
	{netip.MustParsePrefix("fe80::/10"), linkLocal},
	{netip.MustParsePrefix("fec0::/10"), private},
	{netip.MustParsePrefix("ff00::/8"), multicast},
	{netip.MustParsePrefix("100::/64"), reserved},
	{netip.MustParsePrefix("2001:db8::/32"), documentation},
	{netip.MustParsePrefix("3fff::/20"), documentation},
	{netip.MustParsePrefix("2001::/23"), reserved},
	{netip.MustParsePrefix("5f00::/16"), reserved},
}

// global is the part of the IPv6 space that is given out for public use.
var global = netip.MustParsePrefix("2000::/3")

// embedding is a network of IPv6 whose addresses carry an IPv4 address that
// packets may end up at.
var embedding = []struct {
	net netip.Prefix
	at  int // byte at which the IPv4 address starts
}{
	{netip.MustParsePrefix("::ffff:0:0/96"), 12},   // IPv4-mapped
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12}, // IPv4-translated
	{netip.MustParsePrefix("64:ff9b::/96"), 12},    // NAT64
	{netip.MustParsePrefix("2002::/16"), 2},        // 6to4
	{netip.MustParsePrefix("::/96"), 12},           // IPv4-compatible
}

// natLocal are the NAT64 prefixes of a network's own (RFC 8215), whose IPv4
// address stands at a place that only that network knows.
var natLocal = netip.MustParsePrefix("64:ff9b:1::/48")

// classify tells what an address is for. An IPv6 address that carries an IPv4
// address is for what that one is for.
func classify(addr netip.Addr) class {
	addr = addr.WithZone("")
	for _, s := range special {
		if s.net.Contains(addr) {
			return s.class
		}
	}
	if addr.Is4() {
		return public
	}
	if inner, ok := embedded(addr); ok {
		return classify(inner)
	}
	if natLocal.Contains(addr) || !global.Contains(addr) {
		return reserved
	}
	return public
}

// embedded is the IPv4 address inside an IPv6 one.
func embedded(addr netip.Addr) (netip.Addr, bool) {
	bytes := addr.As16()
	for _, e := range embedding {
		// Prefix.Contains never has a mapped address in an IPv6 network.
		if sameBits(bytes, e.net) {
			return netip.AddrFrom4([4]byte(bytes[e.at : e.at+4])), true
		}
	}
	return netip.Addr{}, false
}

func sameBits(addr [16]byte, net netip.Prefix) bool {
	want := net.Addr().As16()
	for i := range net.Bits() / 8 {
		if addr[i] != want[i] {
			return false
		}
	}
	return true
}

// allows tells whether a request that the rule matches may go to this address.
func (r *Rule) allows(u URL, addr netip.Addr) bool {
	if u.Addr.IsValid() {
		if r.origin.addr == addr { // named by the rule
			return true
		}
	}
	kind := classify(addr)
	if kind == public {
		return true
	}
	if r.origin.host == localhost && !r.origin.below && kind == loopback {
		return true
	}
	for _, net := range r.nets {
		if net.Contains(addr.WithZone("")) && (kind != metadata || net.IsSingleIP()) {
			return true
		}
	}
	return false
}

// localhost is the one name that never goes to a resolver (RFC 6761, section 6.3).
const localhost = "localhost"

var localhostAddresses = []netip.Addr{
	netip.AddrFrom4([4]byte{127, 0, 0, 1}),
	netip.IPv6Loopback(),
}
