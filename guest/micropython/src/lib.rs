//! MicroPython as a component of the world `python-runner`: the shell that every
//! interpreter has, and what is this one's own.

mod character;
mod float;
mod memory;

vivarium_shell::export_runner!(memory::ALLOCATOR);
