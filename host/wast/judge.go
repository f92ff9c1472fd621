package wast

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
)

// trapWords are what scripts call traps of core code for which the engine has
// other words.
var trapWords = map[host.TrapCode][]string{
	host.TrapUnreachable:      {"wasm `unreachable` instruction executed"},
	host.TrapTableOutOfBounds: {"undefined element: out of bounds table access"},
	host.TrapException:        {"uncaught exception propagated out of component"},
	host.TrapOutOfFuel:        {"all fuel consumed by WebAssembly"},
}

// otherWords are what scripts call errors for which the validator has other
// words: theirs, and a pattern for its own.
var otherWords = map[string]*regexp.Regexp{
	// The reference validator says it for either side.
	"expected a result, found none":         regexp.MustCompile(`expected no result, found one`),
	"expected primitive, found record":      regexp.MustCompile(`expected [a-z0-9]+, found record`),
	"effective type size exceeds the limit": regexp.MustCompile(`work of resolving types exceeds the limit`),
}

// tooLong is what the host says of strings and lists that are longer than the
// specification lets them be, which to runtimes without that limit are out of
// bounds of memory.
var tooLong = regexp.MustCompile(`(string|list) of \d+ .* is longer than \d+ bytes`)

// judgeTrap says whether err is the trap that a script expects.
func judgeTrap(err error, text string) outcome {
	var trap *host.Trap
	if !errors.As(err, &trap) {
		return failed("a trap is expected (%s), the outcome is: %v", text, err)
	}
	if trap.Code == host.TrapInterrupt {
		return failed("the trap %q is expected, it was stopped: %v", text, err)
	}
	var poisoned *host.PoisonedError
	if errors.As(err, &poisoned) {
		// A rule of the component model: an instance that trapped is not entered.
		if says("cannot enter component instance", text) {
			return passed
		}
		return failed("the trap %q is expected, the outcome is: %v", text, err)
	}
	text = strings.TrimPrefix(text, "wasm trap: ")
	if says(err.Error(), text) {
		return passed
	}
	for _, words := range trapWords[trap.Code] {
		if says(words, text) {
			return passed
		}
	}
	if says("string content out-of-bounds, list content out-of-bounds", text) && tooLong.MatchString(err.Error()) {
		return passed
	}
	return failed("the trap %q is expected, it is another one: %v", text, err)
}

// judgeRefusal says whether err is the refusal that a script expects.
func judgeRefusal(err error, malformed bool, text string) outcome {
	if o, ok := unsupported(err); ok {
		return o
	}
	if gated(text) && (err == nil || !says(err.Error(), text)) {
		return notRun(ClassGate, "it asserts that a feature is off: %s", text)
	}
	if err == nil && unfinished(text) {
		return notRun(ClassGate, "it asserts that a runtime lacks a feature: %s", text)
	}
	if err == nil {
		return failed("a refusal is expected (%s), it is accepted", text)
	}
	var format *host.DecodeError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return failed("a refusal is expected (%s), it was stopped: %v", text, err)
	case malformed && !errors.As(err, &format):
		return failed("the bytes are to be malformed (%s), the outcome is: %v", text, err)
	case says(err.Error(), text):
		return passed
	}
	if pattern := otherWords[text]; pattern != nil && pattern.MatchString(err.Error()) {
		return passed
	}
	return failed("%q is expected, it is refused for another reason: %v", text, err)
}

// says tells whether a message has the words that a script wants. Scripts write
// names in either case, and some give the offset, which is in front here.
func says(message, words string) bool {
	words, _, _ = strings.Cut(words, " (at offset ")
	return strings.Contains(strings.ToLower(message), strings.ToLower(words))
}

// gated tells whether words are about a feature that is switched off.
func gated(words string) bool {
	for _, s := range []string{
		"requires the component model", "require the component model", "feature to be enabled",
		"proposal not enabled", "feature is not active", "proposal is not enabled",
	} {
		if strings.Contains(words, s) {
			return true
		}
	}
	return false
}

// unfinished tells whether words are about what the specification has and one
// runtime has not yet.
func unfinished(words string) bool {
	return strings.HasSuffix(words, "which is not implemented") ||
		strings.Contains(words, "root-level component imports are not supported") ||
		strings.Contains(words, "from the root component is not supported")
}

// saysWhy tells whether a refusal to link is of the class that words are of:
// nothing is offered, or what is offered does not fit. Runtimes have words of
// their own for these.
func saysWhy(err *host.LinkError, words string) bool {
	if says(err.Error(), words) {
		return true
	}
	missing := says(words, "unknown import") || says(words, "not found")
	return missing == err.Missing
}
