// Package egress decides which HTTP requests may leave a sandbox, and sends
// those that may.
//
// A request passes three checks:
//
//  1. Its method and its parsed, normalised URL match a rule.
//  2. A rule that matches the URL allows every address that the host resolves to.
//  3. The connection is made to an address that was checked, and the name is not
//     resolved again, since it could resolve to another address by then.
//
// A redirect passes the same checks again. Without a rule every request is denied.
package egress
