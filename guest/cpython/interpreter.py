"""From CPython's sources to a static library for wasm32: a native interpreter of
the same version (the cross build needs one), the C libraries that extension
modules use, and the interpreter itself.

Each of the three is built once into a folder of the user's cache, which is named
by a digest of everything that it depends on.
"""

import concurrent.futures
import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOLS = ROOT / ".tools"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "vivarium" / "cpython"
ZIG = TOOLS / "venv" / "bin" / "python-zig"

# A date for what wants one: builds of one source are equal.
EPOCH = os.environ.setdefault("SOURCE_DATE_EPOCH", "1735689600")

# What Rust's own target has, so that both halves are of one kind.
FEATURES = "generic+bulk_memory+mutable_globals+nontrapping_fptoint+sign_ext"
FLAGS = [
    "-target", "wasm32-wasi", f"-mcpu={FEATURES}",
    "-fno-sanitize=all", "-fno-stack-protector", "-Wno-date-time",
    "-ffunction-sections", "-fdata-sections",
    "-D_WASI_EMULATED_SIGNAL", "-D_WASI_EMULATED_GETPID",
    "-D_WASI_EMULATED_PROCESS_CLOCKS", "-D_WASI_EMULATED_MMAN",
]
OPTIMISATION = "-O3"

SQLITE = """
    -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_WAL -DSQLITE_OMIT_LOAD_EXTENSION
    -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS
    -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_DEFAULT_MEMSTATUS=0
    -DSQLITE_MAX_EXPR_DEPTH=200
""".split()
LZMA = """
    -DHAVE_STDINT_H -DHAVE_STDBOOL_H -DHAVE_STRING_H -DHAVE_INTTYPES_H
    -DHAVE_DECODER_LZMA1 -DHAVE_DECODER_LZMA2 -DHAVE_ENCODER_LZMA1 -DHAVE_ENCODER_LZMA2
    -DHAVE_DECODER_DELTA -DHAVE_ENCODER_DELTA -DHAVE_DECODER_X86 -DHAVE_ENCODER_X86
    -DHAVE_DECODER_SPARC -DHAVE_ENCODER_SPARC -DHAVE_DECODER_ARM -DHAVE_ENCODER_ARM
    -DHAVE_DECODER_ARMTHUMB -DHAVE_ENCODER_ARMTHUMB -DHAVE_DECODER_POWERPC
    -DHAVE_ENCODER_POWERPC -DHAVE_DECODER_IA64 -DHAVE_ENCODER_IA64
    -DHAVE_CHECK_CRC32 -DHAVE_CHECK_CRC64 -DHAVE_CHECK_SHA256
    -DHAVE_MF_BT2 -DHAVE_MF_BT3 -DHAVE_MF_BT4 -DHAVE_MF_HC3 -DHAVE_MF_HC4
    -Dsigset_t=int -Dsigprocmask(how,set,old)=0
    -DSIZEOF_SIZE_T=4 -DHAVE__BOOL -DTUKLIB_SYMBOL_PREFIX=lzma_
""".split()

# The mathematical functions of musl, and what they are made of: those of zig's libc and
# of Rust's runtime round otherwise than the usual systems do. src/mathematics.rs has
# the rest.
MATHEMATICS = """
    acosh asinh atanh cosh erf exp exp2 expm1 fmod hypot log log1p log2 pow sinh tanh
    exp_data log_data log2_data pow_data __expo2
    __math_divzero __math_invalid __math_oflow __math_uflow __math_xflow
""".split()

# What configure believes because the libc's headers declare it, and is not there.
ABSENT = """
    epoll_create epoll_create1 epoll memfd_create timerfd_create getservbyname
    getservbyport getprotobyname gethostbyname gethostbyaddr getaddrinfo setgroups
    initgroups bind_textdomain_codeset fork vfork execv dup3 pipe2 socketpair shm_open
    shm_unlink sem_open sem_unlink sem_timedwait sem_clockwait sem_getvalue
    posix_spawn posix_spawnp umask sigaction sigaltstack
""".split()
ABSENT_HEADERS = "sys_epoll_h sys_timerfd_h libintl_h sys_memfd_h".split()

# What configure could find out by running a program.
FOUND = ["ac_cv_aligned_required=no"]

# Extension modules that have no place here: what lacks them is served by modules
# of port/ or says that this is a sandbox.
LEFT_OUT = """
    _socket _ssl _hashlib _uuid _ctypes readline _testcapi _testinternalcapi
    _testbuffer _testlimitedcapi _testclinic _testclinic_limited _xxtestfuzz
    xxsubtype _testexternalinspection _interpreters _interpchannels _interpqueues
""".split()


def say(message):
    print(f"cpython: {message}", flush=True)


class Failure(Exception):
    """A command of the build failed; the text tells which and what it said."""


def run(command, **options):
    """Runs a command, and tells what it said only where it failed."""
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        said = done.stdout[-4000:].decode(errors="replace")
        raise Failure(f"{said}\n{' '.join(command[:4])} ... {command[-1]}: status {done.returncode}")
    return done.stdout


def in_parallel(work, items):
    """The results of work on each item; the first failure stops the rest."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, pathlib.Path):
            total.update(part.read_bytes())
        else:
            total.update(repr(part).encode())
        total.update(b"\0")
    return total.hexdigest()


SOURCE = pathlib.Path((TOOLS / "cpython-source").read_text().strip())
LIBRARIES = pathlib.Path((TOOLS / "cpython-libraries").read_text().strip())
MUSL = pathlib.Path((TOOLS / "cpython-musl").read_text().strip())


@contextlib.contextmanager
def locked(folder):
    """One build at a time works on a folder of the cache."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(name, key, make, what):
    """The cache's folder for this key, made by make(folder) where it is not there."""
    folder = CACHE / f"{name}-{key[:16]}"
    with locked(folder):
        if not (folder / ".done").exists():
            say(what)
            began = time.monotonic()
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / ".done").write_text("")
            say(f"{what}: {time.monotonic() - began:.0f} s")
    return folder


def native():
    """The interpreter for this machine, in the folder where it was built."""
    flags = ["--without-ensurepip", "--disable-test-modules", "--without-doc-strings", "--with-openssl=/nonexistent"]
    options = {"OPT": "-O1 -DNDEBUG", "PKG_CONFIG_LIBDIR": "/nonexistent", "CFLAGS": "-g0"}

    def make(folder):
        environment = {**os.environ, **options}
        run([SOURCE / "configure", "-q", *flags], cwd=folder, env=environment)
        run(["make", f"-j{os.cpu_count()}", "python"], cwd=folder, env=environment)

    folder = once("native", digest(SOURCE.name, flags, options), make, "building a native interpreter for the cross build")
    return folder / "python"


def zig_version():
    return run([ZIG, "version"]).decode().strip()


def compiler_environment():
    return {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(CACHE / "zig")}


def compile_c(path, out, flags):
    run([ZIG, "cc", *FLAGS, *flags, "-w", "-c", path, "-o", out], env=compiler_environment())


def archive(library, objects):
    run([ZIG, "ar", "rcsD", library, *objects], env=compiler_environment())


def libraries():
    """A folder with include/ and lib/ of zlib, bzip2, xz and SQLite."""
    def crate(name):
        found = sorted(LIBRARIES.glob(f"{name}-[0-9]*"))
        if len(found) != 1:
            sys.exit(f"build.py: {LIBRARIES} holds {len(found)} versions of {name}")
        return found[0]

    def make(folder):
        include, lib, objects = folder / "include", folder / "lib", folder / "objects"
        for path in (include, lib, objects):
            path.mkdir()
        zlib = crate("libz-sys") / "src" / "zlib"
        bzip2 = next(crate("bzip2-sys").glob("bzip2-1.*"))
        xz = crate("lzma-sys") / "xz-5.2" / "src"
        sqlite = crate("libsqlite3-sys") / "sqlite3"
        parts = "common lzma lz check delta rangecoder simple".split()
        lzma = [path for part in parts for path in sorted((xz / "liblzma" / part).glob("*.c"))]
        lzma = [path for path in lzma if not re.search(r"tablegen|crc(32|64)_small|hardware|stream_encoder_mt|outqueue", path.name)]
        includes = [f"-I{xz / 'liblzma' / part}" for part in ["api", *parts]] + [f"-I{xz / 'common'}"]
        wanted = {
            "z": (sorted(path for path in zlib.glob("*.c") if not path.name.startswith("gz")), []),
            "bz2": ([bzip2 / f"{name}.c" for name in "blocksort huffman crctable randtable compress decompress bzlib".split()], []),
            "lzma": (lzma, [*LZMA, *includes]),
            "sqlite3": ([sqlite / "sqlite3.c"], SQLITE),
        }
        jobs = [(library, path, flags) for library, (paths, flags) in wanted.items() for path in paths]
        jobs.sort(key=lambda job: -job[1].stat().st_size)

        def one(job):
            library, path, flags = job
            out = objects / f"{library}-{path.parent.name}-{path.stem}.o"
            compile_c(path, out, ["-O2", "-DNDEBUG", *flags])
            return library, out

        made = in_parallel(one, jobs)
        for library in wanted:
            archive(lib / f"lib{library}.a", sorted(out for owner, out in made if owner == library))
        shutil.rmtree(objects)
        for path in [zlib / "zlib.h", zlib / "zconf.h", bzip2 / "bzlib.h", sqlite / "sqlite3.h", xz / "liblzma" / "api" / "lzma.h"]:
            shutil.copy(path, include)
        shutil.copytree(xz / "liblzma" / "api" / "lzma", include / "lzma")

    key = digest(LIBRARIES.name, zig_version(), FLAGS, SQLITE, LZMA, make.__code__.co_code)
    return once("extensions", key, make, "compiling zlib, bzip2, xz and SQLite")


def compiler_script(folder):
    """A compiler that configure and make can call: zig refuses some options of the
    linker, and what the libraries of these names hold is in its libc."""
    script = folder / "cc"
    flags = " ".join(f"'{flag}'" for flag in FLAGS)
    script.write_text(f"""#!/bin/sh
for word; do
    shift
    case "$word" in
    -Wl,--stack-first | -Wl,--initial-memory=* | -Wl,--max-memory=* | -lwasi-emulated-*) ;;
    *) set -- "$@" "$word" ;;
    esac
done
exec '{ZIG}' cc {flags} "$@"
""")
    script.chmod(0o755)
    return script


def site(folder):
    """What configure cannot find out by running programs, or finds out wrongly."""
    lines = [f"ac_cv_func_{name}=no" for name in ABSENT]
    lines += [f"ac_cv_header_{name}=no" for name in ABSENT_HEADERS]
    lines += FOUND
    lines += [f"py_cv_module_{name}=n/a" for name in LEFT_OUT]
    path = folder / "config.site"
    path.write_text("\n".join(lines) + "\n")
    return f"{SOURCE / 'Tools/wasm/config.site-wasm32-wasi'} {path}"


def interpreter(edits):
    """The cross build: its folder, with libpython3.13.a and what that needs."""
    build_python, libs = native(), libraries()
    options = [
        "--host=wasm32-wasip1", "--with-build-python", "--without-ensurepip", "--disable-test-modules",
        "--with-pymalloc", "--without-mimalloc", "--with-system-libmpdec=no", "--without-system-expat", "--disable-ipv6",
        "--with-builtin-hashlib-hashes=md5,sha1,sha2,sha3,blake2",
    ]
    targets = [
        "libpython3.13.a", "Modules/_hacl/libHacl_Hash_SHA2.a", "Modules/expat/libexpat.a",
        "Modules/_decimal/libmpdec/libmpdec.a",
    ]

    def make(folder):
        source = folder / "source"
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("test", "tests", "Doc", "idlelib", "Android", "iOS", "Mac", "PC", "PCbuild"))
        edits.apply(source)
        environment = {
            **compiler_environment(),
            "CC": str(compiler_script(folder)), "AR": f"{ZIG} ar", "RANLIB": f"{ZIG} ranlib",
            "CONFIG_SITE": site(folder), "PKG_CONFIG_LIBDIR": "/nonexistent",
            "OPT": f"{OPTIMISATION} -DNDEBUG", "CFLAGS": f"-g0 -w -ffile-prefix-map={folder}=.",
        }
        for name, library in {"ZLIB": "z", "BZIP2": "bz2", "LIBLZMA": "lzma", "LIBSQLITE3": "sqlite3"}.items():
            environment[f"{name}_CFLAGS"] = f"-I{libs / 'include'}"
            environment[f"{name}_LIBS"] = f"-L{libs / 'lib'} -l{library}"
        flags = [f"--with-build-python={build_python}" if flag == "--with-build-python" else flag for flag in options]
        build = subprocess.check_output([source / "config.guess"], text=True).strip()
        run([source / "configure", "-q", f"--build={build}", *flags], cwd=folder, env=environment)
        # No path of this machine goes into the library.
        makefile = folder / "Makefile"
        makefile.write_text(makefile.read_text().replace("-DVPATH='\"$(VPATH)\"'", "-DVPATH='\"\"'"))
        say("compiling the interpreter")
        run(["make", f"-j{os.cpu_count()}", *targets], cwd=folder, env=environment)

    key = digest(SOURCE.name, zig_version(), FLAGS, OPTIMISATION, options, ABSENT, ABSENT_HEADERS, FOUND, LEFT_OUT, make.__code__.co_code, edits.digest(), libs.name, build_python.parent.name)
    return once("interpreter", key, make, "configuring the interpreter for wasm32")


def mathematics():
    """A library of musl's mathematical functions."""
    flags = ["-O3", "-std=c99", "-Dhidden=", f"-I{MUSL / 'src' / 'internal'}", f"-I{MUSL / 'arch' / 'generic'}"]

    def make(folder):
        objects = [folder / f"{name}.o" for name in MATHEMATICS]
        in_parallel(lambda out: compile_c(MUSL / "src" / "math" / f"{out.stem}.c", out, flags), objects)
        archive(folder / "libm.a", objects)
        for path in objects:
            path.unlink()

    key = digest(MUSL.name, zig_version(), FLAGS, flags, MATHEMATICS)
    return once("mathematics", key, make, "compiling musl's mathematical functions") / "libm.a"


def libc():
    """The files of zig's libc and compiler runtime, in the order of its linker."""
    def make(folder):
        source = folder / "empty.c"
        source.write_text("int main(void) { return 0; }\n")
        command = [ZIG, "build-exe", source, "-target", "wasm32-wasi", "-O", "ReleaseFast", f"-mcpu={FEATURES}", "-lc", f"-femit-bin={folder / 'empty.wasm'}", "--cache-dir", folder / "local"]
        for library in ["signal", "getpid", "process-clocks", "mman"]:
            command.append(f"-lwasi-emulated-{library}")
        # The first run compiles the libc; the second tells how it is linked.
        run(command, env=compiler_environment(), cwd=folder)
        shutil.rmtree(folder / "local")
        said = run([*command, "--verbose-link"], env=compiler_environment(), cwd=folder).decode()
        link = [line for line in said.splitlines() if line.startswith("wasm-ld ")][-1]
        names = [word for word in link.split() if word.endswith(".a") and "ubsan" not in word]
        for number, name in enumerate(names):
            shutil.copy(folder / name, folder / f"{number}-{pathlib.Path(name).name}")

    folder = once("libc", digest(zig_version(), FEATURES), make, "compiling zig's libc")
    return sorted(folder.glob("?-*.a"))
