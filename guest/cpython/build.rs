//! Links the interpreter, which build.py has compiled, into the crate.

use std::env;

fn main() {
    println!("cargo:rerun-if-env-changed=CPYTHON_LIBRARIES");
    let libraries = env::var("CPYTHON_LIBRARIES")
        .expect("CPYTHON_LIBRARIES names the compiled interpreter: build with build.sh");
    for library in libraries.split(':') {
        println!("cargo:rerun-if-changed={library}");
        println!("cargo:rustc-link-arg-cdylib={library}");
    }
    // Functions that the port stands before (port/start.c).
    for function in [
        "PyErr_NoMemory",
        "PyNumber_AsSsize_t",
        "_PyDict_LoadGlobal",
        "PyMapping_GetOptionalItem",
    ] {
        println!("cargo:rustc-link-arg-cdylib=--wrap={function}");
    }
    // The C stack: below everything else, so that its end is a trap and no damage.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=4194304");
    println!("cargo:rustc-link-arg-cdylib=--stack-first");
}
