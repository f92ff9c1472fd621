//! CPython as a component of the world `python-runner`: the shell that every
//! interpreter has, and what CPython's C library wants of a system.

mod descriptors;
mod mathematics;
mod memory;
mod tree;
mod wasi;

vivarium_shell::export_runner!(memory::ALLOCATOR);
