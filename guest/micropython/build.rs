//! Links the interpreter, which build.py has compiled, into the crate.

use std::env;

fn main() {
    println!("cargo:rerun-if-env-changed=MICROPYTHON_LIBRARY");
    let library = env::var("MICROPYTHON_LIBRARY")
        .expect("MICROPYTHON_LIBRARY names the compiled interpreter: build with build.sh");
    println!("cargo:rerun-if-changed={library}");
    println!("cargo:rustc-link-arg-cdylib={library}");
    // More than STACK_LIMIT of port/port.c by what runs between two checks.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=262144");
    println!("cargo:rustc-link-arg-cdylib=--stack-first");
}
