package sandbox

import (
	"math"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// smallCall is what a function of the host takes that gets no text and no bytes.
const smallCall = 4 * kib

// boundOf is what one call of a function, by its name in Usage.HostCalls, may
// copy out of the guest: no more than the function could use. What is longer
// arrives cut, or is not copied at all, and the function refuses it.
func boundOf(name string) func(*run) host.LiftBound {
	switch name {
	case "console.write", "files.file.write":
		return func(*run) host.LiftBound { return host.LiftBound{Bytes: smallCall, Share: true} }
	case "files.open", "files.stat", "files.list", "files.make-directory", "files.remove":
		return (*run).boundPath
	case "files.rename":
		return (*run).boundPaths
	case "tools.call":
		return (*run).boundToolCall
	case "safe-http.fetch":
		return (*run).boundRequest
	case "poll.poll":
		return (*run).boundPoll
	}
	return func(*run) host.LiftBound { return host.LiftBound{Bytes: smallCall} }
}

// cutBound is a bound beyond which a value does not arrive at all. The function
// looks at r.cut.
func (r *run) cutBound(bytes uint64) host.LiftBound {
	r.cut = host.LiftCut{}
	return host.LiftBound{Bytes: bytes, Cut: &r.cut}
}

func (r *run) boundPath() host.LiftBound { return r.cutBound(workspace.MaxPath) }

func (r *run) boundPaths() host.LiftBound { return r.cutBound(2 * workspace.MaxPath) }

func (r *run) boundToolCall() host.LiftBound {
	return r.cutBound(sum(maxIdentifier, r.sandbox.limits.ToolArguments))
}

// boundRequest is for a method, a URL, headers and a body.
func (r *run) boundRequest() host.LiftBound {
	b := r.cutBound(sum(egress.MaxRequestHead, r.sandbox.limits.HTTPBody))
	b.Elements = egress.MaxHeaders + 1
	return b
}

// boundPoll is for handles of timers.
func (r *run) boundPoll() host.LiftBound {
	n := uint64(r.sandbox.limits.Handles)
	return host.LiftBound{Bytes: 16 * n, Elements: n}
}

// keptOfAnswer is how many bytes stay of a text that an answer has no room for: of
// the message of an exception, say.
const keptOfAnswer = 64 * kib

// boundResult is what the answer of a run may be. A display costs displayCost in
// take, which is more than what its place in the list takes here.
func (r *run) boundResult() host.LiftBound {
	most := r.sandbox.limits.Result
	if most == math.MaxInt64 {
		return host.LiftBound{Bytes: host.Unlimited, Elements: host.Unlimited}
	}
	return host.LiftBound{Bytes: uint64(most), Elements: uint64(most/displayCost) + maxFrames, Cut: &r.answerCut, Keep: keptOfAnswer}
}

// sum is a number of bytes that stays below any limit of a call's own.
func sum(a uint64, limit int64) uint64 {
	if limit == math.MaxInt64 {
		return host.Unlimited
	}
	return a + uint64(limit)
}
