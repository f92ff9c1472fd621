// Package code holds the compiled code of core modules. It makes the form of a module
// that instances start from, lays data segments into memory images beforehand, and
// keeps compiled modules in a cache on disk.
package code
