//! Links the interpreter, which build.py has compiled, into the crate.

use std::env;

fn main() {
    // All of it, before the rest: Rust's runtime has functions of the same names, which
    // are weak and give way, and the C library's are then not needed.
    println!("cargo:rerun-if-env-changed=CPYTHON_MATHEMATICS");
    let mathematics = env::var("CPYTHON_MATHEMATICS").expect("the library of mathematics");
    println!("cargo:rerun-if-changed={mathematics}");
    for argument in ["--whole-archive", &mathematics, "--no-whole-archive"] {
        println!("cargo:rustc-link-arg-cdylib={argument}");
    }
    println!("cargo:rerun-if-env-changed=CPYTHON_LIBRARIES");
    let libraries = env::var("CPYTHON_LIBRARIES")
        .expect("CPYTHON_LIBRARIES names the compiled interpreter: build with build.sh");
    for library in libraries.split(':') {
        println!("cargo:rerun-if-changed={library}");
        println!("cargo:rustc-link-arg-cdylib={library}");
    }
    // Functions that the port stands before (port/start.c, port/paths.c).
    for function in [
        "PyErr_NoMemory",
        "PyErr_SetString",
        "PyNumber_AsSsize_t",
        "_PyDict_LoadGlobal",
        "PyMapping_GetOptionalItem",
        "PyThread_acquire_lock_timed_with_retries",
        "_PyMutex_LockTimed",
        "__wasilibc_find_relpath",
        "__wasilibc_find_relpath_alloc",
    ] {
        println!("cargo:rustc-link-arg-cdylib=--wrap={function}");
    }
    // The C stack: below everything else, so that its end is a trap and no damage.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=4194304");
    println!("cargo:rustc-link-arg-cdylib=--stack-first");
}
