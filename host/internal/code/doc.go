// Package code is the compiled code of core modules: the forms of a module that
// instances are made of, the images of memories that its data makes, and the
// cache of compiled modules on disk.
package code
