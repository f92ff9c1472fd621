//! Links the interpreter, which build.py has compiled, into the crate.

use std::env;

fn main() {
    println!("cargo:rerun-if-env-changed=MICROPYTHON_LIBRARY");
    let library = env::var("MICROPYTHON_LIBRARY")
        .expect("MICROPYTHON_LIBRARY names the compiled interpreter: build with build.sh");
    println!("cargo:rerun-if-changed={library}");
    println!("cargo:rustc-link-arg-cdylib={library}");
    // PORT_STACK_SIZE of port/port.h.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=1048576");
    println!("cargo:rustc-link-arg-cdylib=--stack-first");
}
