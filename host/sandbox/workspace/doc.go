// Package workspace holds the files of a sandbox: a tree in memory with a quota,
// which is not part of any real file system.
//
// Paths are of names with slashes between, relative to the root whether they
// start with a slash or not; the parent of the root is the root. There are no
// links, so that a name is in one place.
//
// The operations are those of the contract's interface files, and make no use
// of it, so that another interface may stand on the same tree.
package workspace
