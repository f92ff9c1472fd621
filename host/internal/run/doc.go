// Package run runs what package plan describes. [Bind] binds the descriptors of a
// plan to compiled modules and to functions, once; instances are made of the
// [Prepared] that comes out.
//
// It holds the state of an [Instance]: its core instances, the call stack whose
// elements are [Frame], the canonical functions (lower, fuse, resource.new,
// resource.drop, resource.rep) in canon.go, the handles of the host, the snapshots of
// its state, and the watch over the context of a call.
//
// It knows nothing of linkers and generated code. What callers see of a frame, and
// of what ended a call, is made by functions of [Config].
package run
