// Package egress decides which HTTP requests may leave a sandbox, and sends
// those that may.
//
// A request passes three gates. Its method and its parsed, normalised URL must
// match a rule; every address that its host resolves to must be one that a rule
// for it allows; and the connection is made to an address that was checked,
// never to a name that could mean something else by then. Redirects pass the
// same gates again. Nothing is allowed where there is no rule.
package egress
