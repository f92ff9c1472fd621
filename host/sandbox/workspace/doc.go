// Package workspace holds the files of a sandbox: a tree in memory with a quota,
// which is not part of any real file system.
//
// A path is a list of names with slashes between them. It is relative to the root,
// with or without a slash in front. The parent of the root is the root. There are
// no links, so each file has one path.
//
// The operations are those of the contract's interface files. The package does not
// depend on that interface, so that others, WASI's for example, can use the tree too.
package workspace
