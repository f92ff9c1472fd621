package egress

import (
	"fmt"
)

// Kind is why there is no response. The kinds are those of the contract's
// http-error.
type Kind int

// The kinds of errors.
const (
	// Denied: the policy refuses the request.
	Denied Kind = iota
	// Timeout: the request took longer than it may.
	Timeout
	// TooLarge: the response's body is larger than the limit.
	TooLarge
	// DNS: the host's name could not be resolved.
	DNS
	// Connect: no connection could be made, or it broke.
	Connect
	// TLS: the handshake failed.
	TLS
	// Protocol: what came back is not HTTP, or the URL is not one.
	Protocol
	// Budget: the run has made all the requests that it may.
	Budget
)

var kindNames = [...]string{"denied", "timeout", "too large", "dns", "connect", "tls", "protocol", "budget"}

// String is the kind in words.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// Error says why there is no response. Its text is for the guest's eyes: it
// names no address that the guest did not, and no secret.
type Error struct {
	Kind Kind
	// Reason is why, for Denied and Protocol.
	Reason string
	// Limit is the limit, in bytes for TooLarge and in requests for Budget.
	Limit int64
	// Err is the cause, which is for the host alone and may be nil.
	Err error
}

func (e *Error) Error() string {
	switch e.Kind {
	case TooLarge:
		return fmt.Sprintf("http: the response is larger than %d bytes", e.Limit)
	case Budget:
		return fmt.Sprintf("http: all %d requests of the run have been made", e.Limit)
	}
	if e.Reason == "" {
		return "http: " + e.Kind.String()
	}
	return "http: " + e.Kind.String() + ": " + e.Reason
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

func denied(format string, args ...any) *Error {
	return &Error{Kind: Denied, Reason: fmt.Sprintf(format, args...)}
}
