//! What every interpreter needs to be a component of the world `python-runner`.
//!
//! An interpreter is C and knows of its surroundings only what `host.h` declares.
//! This crate implements those functions over the imports of the world. The crate
//! of a guest links its interpreter, says how it runs a program and gives the
//! answer with [`answer::of`]. No exception of Python ever crosses a Rust frame:
//! what C calls here does not raise and does not call back.

pub mod answer;
mod calls;
pub mod console;
pub mod files;
pub mod reserve;

/// The types of the world, its imports, and the macro that exports a guest.
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "python-runner",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "export",
        default_bindings_module: "vivarium_shell::bindings",
    });
}

/// Exports the world's `run-python` over the interpreter's `port_run`, and keeps the
/// reserve of this allocator before each run.
#[macro_export]
macro_rules! export_runner {
    ($allocator:expr) => {
        struct Runner;

        impl $crate::bindings::Guest for Runner {
            fn run_python(
                code: String,
            ) -> Result<
                $crate::bindings::vivarium::runner::types::Output,
                $crate::bindings::vivarium::runner::types::Error,
            > {
                $allocator.keep();
                $crate::answer::of(|| unsafe { port_run(code.as_ptr(), code.len()) })
            }
        }

        $crate::bindings::export!(Runner with_types_in $crate::bindings);

        unsafe extern "C" {
            fn port_run(code: *const u8, len: usize);
        }
    };
}

use bindings::{vivarium, wasi};
