//! CPython as a component of the world `python-runner`: the shell that every
//! interpreter has, and what CPython's C library wants of a system.

mod descriptors;
mod mathematics;
mod memory;
mod tree;
mod wasi;

use vivarium_shell::bindings::vivarium::runner::types::{Error, Output};
use vivarium_shell::{answer, bindings};

struct Runner;

impl bindings::Guest for Runner {
    fn run_python(code: String) -> Result<Output, Error> {
        memory::ALLOCATOR.keep();
        answer::of(|| unsafe { port_run(code.as_ptr(), code.len()) })
    }
}

bindings::export!(Runner with_types_in bindings);

unsafe extern "C" {
    fn port_run(code: *const u8, len: usize);
}
