// Package run executes the plans of package plan. [Bind] binds the descriptors of a
// plan to compiled modules and to functions once, and gives a [Prepared]. Instances
// are made from that.
//
// It holds the state of an [Instance]: its core instances, the call stack whose
// elements are [Frame], the canonical functions (lower, fuse, resource.new,
// resource.drop, resource.rep) in canon.go, the handles of the host, the snapshots of
// its state, and the watch over the context of a call.
//
// It does not depend on linkers and generated code. Functions of [Config] make the
// values that callers see: their view of a frame, and the error that ended a call.
package run
