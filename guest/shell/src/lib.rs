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

use bindings::{vivarium, wasi};
