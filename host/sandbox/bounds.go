package sandbox

import (
	"math"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// smallCall bounds, in bytes, what is copied for a function of the host that takes
// neither text nor bytes.
const smallCall = 4 * kib

// boundOf gives the bound of what one call of a function may copy out of the guest:
// no more than the function could use. The function is named as in Usage.HostCalls.
// For example a path is copied up to the greatest length of a path. A longer one does
// not arrive, and the function refuses it with an error of its own.
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

// cutBound is the bound of a value that does not arrive where it is longer. The
// function looks at r.cut to see whether it was.
func (r *run) cutBound(bytes uint64) host.LiftBound {
	r.cut = host.LiftCut{}
	return host.LiftBound{Bytes: bytes, Cut: &r.cut}
}

func (r *run) boundPath() host.LiftBound { return r.cutBound(workspace.MaxPath) }

func (r *run) boundPaths() host.LiftBound { return r.cutBound(2 * workspace.MaxPath) }

func (r *run) boundToolCall() host.LiftBound {
	return r.cutBound(sum(maxIdentifier, r.sandbox.limits.ToolArguments))
}

// boundRequest bounds a method, a URL, headers and a body together.
func (r *run) boundRequest() host.LiftBound {
	b := r.cutBound(sum(egress.MaxRequestHead, r.sandbox.limits.HTTPBody))
	b.Elements = egress.MaxHeaders + 1
	return b
}

// boundPoll bounds a list of handles of timers.
func (r *run) boundPoll() host.LiftBound {
	n := uint64(r.sandbox.limits.Handles)
	return host.LiftBound{Bytes: 16 * n, Elements: n}
}

// keptOfAnswer is how many bytes are kept of a text that is too long for an answer:
// of the message of an exception, for example.
const keptOfAnswer = 64 * kib

// boundResult bounds the answer of a run. It lets more displays arrive than take
// keeps: take counts displayCost for each, which is more than its place in the list
// costs here.
func (r *run) boundResult() host.LiftBound {
	most := r.sandbox.limits.Result
	if most == math.MaxInt64 {
		return host.LiftBound{Bytes: host.Unlimited, Elements: host.Unlimited}
	}
	return host.LiftBound{Bytes: uint64(most), Elements: uint64(most/displayCost) + maxFrames, Cut: &r.answerCut, Keep: keptOfAnswer}
}

// sum is a plus a limit, in bytes. It is host.Unlimited where the limit is Unlimited.
func sum(a uint64, limit int64) uint64 {
	if limit == math.MaxInt64 {
		return host.Unlimited
	}
	return a + uint64(limit)
}
