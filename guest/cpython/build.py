#!/usr/bin/env python3
"""Builds the CPython guest: build.py OUTPUT.wasm

From CPython's sources, the port and the crate beside this file to a component.
Nothing is done where no input changed since the last build. What it needs is
fetched by setup.sh; README.md tells how the parts fit together.
"""

import os
import pathlib
import struct
import sys

import deeper  # noqa: F401: the edits that it makes
import edits
import faster  # noqa: F401
import interpreter
from interpreter import HERE, ROOT, TOOLS, ZIG, compiler_environment, digest, run, say

sys.path.insert(0, str(HERE.parent))

import world  # of every guest

WORK = ROOT / "build" / "work" / "cpython"
VENV = TOOLS / "venv"
WASM_TOOLS = VENV / "bin" / "wasm-tools"


def files(folder, *suffixes):
    skip = {"target", "__pycache__", "tests"}
    return sorted(
        path for path in folder.rglob("*")
        if path.is_file() and path.suffix in suffixes and not skip & set(path.relative_to(folder).parts)
    )


def input_digest():
    """Everything that the component depends on."""
    inputs = files(HERE, ".py", ".c", ".h", ".rs", ".toml", ".lock")
    inputs += files(HERE.parent / "shell", ".rs", ".h", ".toml") + files(HERE.parent / "modules", ".py")
    inputs += [HERE.parent / "Cargo.toml", HERE.parent / "Cargo.lock", pathlib.Path(world.__file__), *files(ROOT / "wit", ".wit")]
    versions = [run([ZIG, "version"]), run([WASM_TOOLS, "--version"]), run(["rustc", "--version"])]
    return digest([str(path.relative_to(ROOT)) for path in inputs], *inputs, versions, interpreter.SOURCE.name, interpreter.LIBRARIES.name, interpreter.MUSL.name, tzdata().name)


def tzdata():
    """The folder of the time zones' rules, named by their version."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    return next(packages.glob("tzdata-*.dist-info"))


def write_if_changed(path, data):
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def library():
    """The standard library and the guest's own modules as byte code."""
    out = WORK / "library.bin"
    part = out.with_suffix(".part")
    run([interpreter.native(), HERE / "freeze.py", part, interpreter.SOURCE / "Lib", HERE.parent / "modules", HERE / "modules"], env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"})
    write_if_changed(out, part.read_bytes())
    return out


def tree():
    """The files that a program finds under /usr: the rules of time zones."""
    zones = tzdata().parent / "tzdata" / "zoneinfo"
    found = {
        f"usr/share/zoneinfo/{path.relative_to(zones)}": path.read_bytes()
        for path in zones.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    table, data = [struct.pack("<I", len(found))], []
    at = 4 + 16 * len(found)
    # By their bytes, as the search in src/tree.rs goes.
    for name, content in sorted((name.encode(), content) for name, content in found.items()):
        table.append(struct.pack("<IIII", at, len(name), at + len(name), len(content)))
        data += [name, content]
        at += len(name) + len(content)
    out = WORK / "tree.bin"
    write_if_changed(out, b"".join(table + data))
    return out


def port(built, libs, frozen):
    """Compiles port/*.c to one library."""
    source = built / "source"
    flags = [
        interpreter.OPTIMISATION, "-DNDEBUG", "-Wall", "-Werror", "-Wno-unused-function", "-Wno-date-time",
        f"-I{built}", f"-I{source / 'Include'}", f"-I{source / 'Include' / 'internal'}", f"-I{libs / 'include'}",
        # The digest is for zig's cache, which does not look into what is included so.
        f"-DPORT_LIBRARY=\"{frozen}\"", f"-DPORT_LIBRARY_DIGEST={digest(frozen)[:16]}",
        f"-ffile-prefix-map={ROOT}=.",
    ]
    objects = []
    for path in sorted((HERE / "port").glob("*.c")):
        out = WORK / f"{path.stem}.o"
        run([ZIG, "cc", *interpreter.FLAGS, *flags, "-c", path, "-o", out], env=compiler_environment())
        objects.append(out)
    out = WORK / "libport.a"
    out.unlink(missing_ok=True)
    interpreter.archive(out, objects)
    return out


def link(parts, data):
    cargo_home = os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo"
    environment = {
        **os.environ,
        "CPYTHON_LIBRARIES": ":".join(map(str, parts)),
        "CPYTHON_MATHEMATICS": str(interpreter.mathematics()),
        "CPYTHON_TREE": str(data),
        "CARGO_TARGET_DIR": str(WORK / "target"),
        "RUSTFLAGS": f"--remap-path-prefix={ROOT}=. --remap-path-prefix={cargo_home}=cargo",
    }
    run(["cargo", "build", "--release", "--locked", "--target", "wasm32-unknown-unknown", "--manifest-path", HERE / "Cargo.toml"], env=environment)
    return WORK / "target" / "wasm32-unknown-unknown" / "release" / "vivarium_cpython.wasm"


def check(component):
    """Nothing but the world's own imports may have come in, and no path of this machine."""
    foreign = world.foreign_imports(run([WASM_TOOLS, "component", "wit", component]).decode())
    if foreign:
        sys.exit(f"build.py: the component imports {foreign}")
    # Else builds in two folders would differ.
    code = component.read_bytes()
    for folder in (ROOT, interpreter.CACHE):
        if str(folder).encode() in code:
            sys.exit(f"build.py: the component holds the path {folder}")


def build(output):
    WORK.mkdir(parents=True, exist_ok=True)
    stamp = output.with_suffix(".stamp")
    state = input_digest()
    if output.exists() and stamp.exists() and stamp.read_text() == digest(output, state):
        return
    libs = interpreter.libraries()
    built = interpreter.interpreter(edits)
    say("compiling the standard library")
    frozen = library()
    say("linking")
    parts = [
        port(built, libs, frozen),
        built / "libpython3.13.a",
        built / "Modules" / "_hacl" / "libHacl_Hash_SHA2.a",
        built / "Modules" / "expat" / "libexpat.a",
        built / "Modules" / "_decimal" / "libmpdec" / "libmpdec.a",
        *(libs / "lib" / f"lib{name}.a" for name in ["z", "bz2", "lzma", "sqlite3"]),
        *interpreter.libc(),
    ]
    linked = link(parts, tree())
    stripped = WORK / "stripped.wasm"
    run([WASM_TOOLS, "strip", "--delete", r"^(name|producers|target_features|\.debug.*)$", linked, "-o", stripped])
    part = output.with_suffix(".part")
    output.parent.mkdir(parents=True, exist_ok=True)
    run([WASM_TOOLS, "component", "new", stripped, "-o", part])
    check(part)
    part.rename(output)
    stamp.write_text(digest(output, state))
    say(f"{output.name}: {output.stat().st_size} bytes")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        build(pathlib.Path(sys.argv[1]).resolve())
    except interpreter.Failure as failure:
        sys.exit(f"build.py: {failure}")


if __name__ == "__main__":
    main()
