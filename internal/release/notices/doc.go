// Package notices collects what others have written and Vivarium ships: each
// part with its licence and the texts that go with it.
//
// A product, the command or a guest, has a file notices.toml that says what is
// linked into it. Crates are read from cargo's own resolution of the lock file, Go
// modules from the go command's list of what a program links, and each part's
// licence texts from its own sources. A part without a text, with a text that no
// one knows, or under a licence that is not on the list of those that may be
// shipped is an error.
package notices
