package egress

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Policy says what may leave. The zero Policy allows nothing.
type Policy struct {
	// Rules are the texts of the rules; see Rule. A request needs one that
	// allows it.
	Rules []string
	// Headers are names of request headers that are allowed beside the usual
	// ones (Accept, Authorization, Content-Type and such).
	Headers []string
	// Secrets are filled in where the guest writes their placeholders.
	Secrets []Secret
	// Audit, where it is set, is told of every decision before anything is
	// sent. It is called from the goroutines of the runs.
	Audit func(Event)
	// RootCAs are the authorities that certificates are checked with, the
	// system's own where it is nil.
	RootCAs *x509.CertPool
	// Resolver resolves names, the system's own where it is nil.
	Resolver Resolver
}

// Resolver gives the addresses of a name. *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Limits bound the requests of a run. None may be zero or less.
type Limits struct {
	// Requests is how many requests a run may make, redirects included, and
	// those that are refused as well.
	Requests int64
	// Timeout is how long one request may take, redirects included.
	Timeout time.Duration
	// Response is the size of a response's decoded body in bytes.
	Response int64
	// Request is the size of a request's body in bytes.
	Request int64
}

// Event is one decision.
type Event struct {
	Time time.Time
	// Method and URL are as they were matched. A URL that is none is given as
	// it was written, quoted and cut.
	Method, URL string
	// Redirect is how many redirects led here.
	Redirect int
	// Allowed is the decision.
	Allowed bool
	// Rule is the text of the rule that allowed the URL, and the addresses.
	Rule string
	// Addresses are those that were checked, in the order of connecting.
	Addresses []netip.Addr
	// Reason is why the request was refused.
	Reason string
}

// Gate is a policy made ready. It may be used from several goroutines.
type Gate struct {
	rules    []*Rule
	headers  []string
	secrets  []boundSecret
	audit    func(Event)
	rootCAs  *x509.CertPool
	resolver Resolver
	limits   Limits
	within   *Gate // nil, or the gate whose rules have to allow a request too
}

// Narrow gives a gate that lets less out, within these limits. Rules that are not nil
// have to allow a request beside those of g, secrets that are not nil are of the name
// and the origin of secrets of g, whose values they keep where their own is empty.
func (g *Gate) Narrow(rules []string, secrets []Secret, limits Limits) (*Gate, error) {
	if rules == nil && secrets == nil && limits == g.limits {
		return g, nil
	}
	narrow := *g
	narrow.limits = limits
	if rules != nil {
		narrow.within, narrow.rules = g, nil
		for _, text := range rules {
			rule, err := ParseRule(text)
			if err != nil {
				return nil, fmt.Errorf("egress: %w", err)
			}
			narrow.rules = append(narrow.rules, rule)
		}
	}
	if secrets != nil {
		narrow.secrets = nil
		for _, s := range secrets {
			bound, err := g.narrowSecret(s)
			if err != nil {
				return nil, fmt.Errorf("egress: %w", err)
			}
			narrow.secrets = append(narrow.secrets, bound)
		}
	}
	return &narrow, nil
}

// Compile checks a policy. Errors of a rule's text are *RuleError.
func Compile(p Policy, limits Limits) (*Gate, error) {
	if limits.Requests <= 0 || limits.Timeout <= 0 || limits.Response <= 0 || limits.Request <= 0 {
		return nil, errors.New("egress: every limit must be more than zero")
	}
	g := &Gate{audit: p.Audit, rootCAs: p.RootCAs, resolver: p.Resolver, limits: limits}
	if g.resolver == nil {
		g.resolver = net.DefaultResolver
	}
	for _, text := range p.Rules {
		rule, err := ParseRule(text)
		if err != nil {
			return nil, fmt.Errorf("egress: %w", err)
		}
		g.rules = append(g.rules, rule)
	}
	for _, name := range p.Headers {
		if !isToken(name) {
			return nil, fmt.Errorf("egress: %q is not a header name", clip(name))
		}
		name = strings.ToLower(name)
		if reason, own := ownHeaders[name]; own {
			return nil, fmt.Errorf("egress: header %s cannot be allowed: %s", name, reason)
		}
		g.headers = append(g.headers, name)
	}
	for _, secret := range p.Secrets {
		bound, err := bindSecret(secret)
		if err != nil {
			return nil, fmt.Errorf("egress: %w", err)
		}
		if slices.ContainsFunc(g.secrets, func(s boundSecret) bool { return s.name == bound.name && s.origin == bound.origin }) {
			return nil, fmt.Errorf("egress: secret %q is given twice for %s", secret.Name, secret.Origin)
		}
		g.secrets = append(g.secrets, bound)
	}
	return g, nil
}

// Allowed are the texts of the rules, of which a request needs one of each list: the
// rules of the policy, then those of every Narrow. It is empty where the policy has
// no rules.
func (g *Gate) Allowed() [][]string {
	var lists [][]string
	if g.within != nil {
		lists = g.within.Allowed()
		if len(lists) == 0 {
			return nil
		}
	} else if len(g.rules) == 0 {
		return nil
	}
	texts := make([]string, len(g.rules))
	for i, rule := range g.rules {
		texts[i] = rule.text
	}
	return append(lists, texts)
}

// Secrets are the names and the origins of the secrets, without their values.
func (g *Gate) Secrets() []Secret {
	secrets := make([]Secret, len(g.secrets))
	for i, s := range g.secrets {
		secrets[i] = Secret{Name: s.name, Origin: s.written}
	}
	return secrets
}

// Account counts the requests of one run. The zero Account is ready for use,
// and may be used from several goroutines.
type Account struct {
	used atomic.Int64
	sent atomic.Int64
}

// Sent is how many requests went out, redirects included.
func (a *Account) Sent() int64 { return a.sent.Load() }

func (a *Account) take(limit int64) error {
	if a.used.Add(1) > limit {
		a.used.Add(-1)
		return &Error{Kind: Budget, Limit: limit}
	}
	return nil
}

// matching are the rules that allow a method on a URL, none where those that they
// are within do not.
func (g *Gate) matching(method string, u URL) []*Rule {
	if g.within != nil && len(g.within.matching(method, u)) == 0 {
		return nil
	}
	var rules []*Rule
	for _, rule := range g.rules {
		if rule.Matches(method, u) {
			rules = append(rules, rule)
		}
	}
	return rules
}

// addresses resolves the host of a URL. The names of the standard's loopback
// host and IP literals need no resolver.
func (g *Gate) addresses(ctx context.Context, u URL) ([]netip.Addr, error) {
	switch {
	case u.Addr.IsValid():
		return []netip.Addr{u.Addr}, nil
	case u.Host == localhost:
		return localhostAddresses, nil
	}
	found, err := g.resolver.LookupNetIP(ctx, "ip", u.Host)
	if err != nil {
		return nil, err
	}
	const most = 16
	addrs := make([]netip.Addr, 0, min(len(found), most))
	for _, addr := range found {
		// The system's resolver gives IPv4 addresses in their IPv6 form.
		addr = addr.Unmap()
		if len(addrs) < most && !slices.Contains(addrs, addr) {
			addrs = append(addrs, addr)
		}
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no address", Name: u.Host, IsNotFound: true}
	}
	return addrs, nil
}

// admit finds the rule, of those that match a request, that allows all the addresses
// of its URL.
func (g *Gate) admit(rules []*Rule, method string, u URL, addrs []netip.Addr) (*Rule, error) {
	if outer := g.within; outer != nil {
		if _, err := outer.admit(outer.matching(method, u), method, u, addrs); err != nil {
			return nil, err
		}
	}
	return admit(rules, u, addrs)
}

// admit finds the rule of these that allows all the addresses. One address that is
// refused refuses the request: a name that mixes public and internal addresses
// is either an attack or a mistake.
func admit(rules []*Rule, u URL, addrs []netip.Addr) (*Rule, error) {
	var refused netip.Addr
	for _, rule := range rules {
		refused = firstRefused(rule, u, addrs)
		if !refused.IsValid() {
			return rule, nil
		}
	}
	return nil, denied("%s leads to an address that is not allowed: it is %s", u.Host, classify(refused))
}

func firstRefused(rule *Rule, u URL, addrs []netip.Addr) netip.Addr {
	for _, addr := range addrs {
		if !rule.allows(u, addr) {
			return addr
		}
	}
	return netip.Addr{}
}
