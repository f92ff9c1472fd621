//! MicroPython as a component of the world `python-runner`.
//!
//! The interpreter is C and knows of its surroundings only what `port/host.h`
//! declares. This crate implements those functions over the imports of the
//! world, and the export over `port_run`. No exception of Python ever crosses a
//! Rust frame: what C calls here does not raise and does not call back.

mod answer;
mod calls;
mod console;
mod files;
mod memory;

wit_bindgen::generate!({
    path: "../../wit",
    world: "python-runner",
    generate_all,
});

struct Runner;

impl Guest for Runner {
    fn run_python(code: String) -> Result<Output, Error> {
        memory::keep_reserve();
        answer::begin();
        unsafe { port_run(code.as_ptr(), code.len()) };
        answer::take()
    }
}

export!(Runner);

unsafe extern "C" {
    fn port_run(code: *const u8, len: usize);
}
