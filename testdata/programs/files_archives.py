import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    (root / "docs" / "deep").mkdir(parents=True)
    (root / "docs" / "a.txt").write_text("alpha\n" * 3)
    (root / "docs" / "deep" / "b.md").write_text("# Title\n\nüñí\n", encoding="utf-8")
    (root / "data.bin").write_bytes(bytes(range(256)) * 4)
    print(sorted(p.relative_to(root).as_posix() for p in root.rglob("*")))
    print([p.name for p in sorted(root.glob("**/*.md"))], (root / "data.bin").stat().st_size)

    archive = root / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        for path in sorted((root / "docs").rglob("*.*")):
            z.write(path, path.relative_to(root))
        z.writestr("notes/readme.txt", "hello " * 100)
    with zipfile.ZipFile(archive) as z:
        print(z.namelist(), z.testzip(), z.getinfo("notes/readme.txt").compress_size < 100)
        print(z.read("docs/deep/b.md").decode("utf-8").split())
        with z.open("docs/a.txt") as f:
            print([line.strip() for line in io.TextIOWrapper(f)])
        z.extractall(root / "out")
    print(sorted(os.listdir(root / "out")), zipfile.is_zipfile(archive), zipfile.is_zipfile(root / "data.bin"))
    try:
        zipfile.ZipFile(io.BytesIO(b"not a zip"))
    except zipfile.BadZipFile as error:
        print(error)

    with tarfile.open(root / "all.tar.gz", "w:gz") as t:
        t.add(root / "docs", "docs")
    with tarfile.open(root / "all.tar.gz") as t:
        print(sorted(t.getnames()), t.extractfile("docs/a.txt").read(5))
        t.extractall(root / "untar", filter="data")
    print((root / "untar/docs/deep/b.md").read_text("utf-8").splitlines()[-1])

    data = b"the quick brown fox " * 500
    for module in (gzip, bz2, lzma, zlib):
        packed = module.compress(data)
        print(module.__name__, len(packed) < len(data) // 10, module.decompress(packed) == data)
    with gzip.open(root / "t.gz", "wt", encoding="utf-8") as f:
        f.write("line one\nline two\n")
    with gzip.open(root / "t.gz", "rt") as f:
        print(f.readlines())
    print(hex(zlib.crc32(data)), hex(zlib.adler32(b"abc")))

    shutil.copytree(root / "docs", root / "copy")
    shutil.move(root / "copy" / "a.txt", root / "copy" / "moved.txt")
    print(sorted(p.name for p in (root / "copy").iterdir()), shutil.make_archive(str(root / "made"), "zip", root / "docs").endswith("made.zip"))
    shutil.rmtree(root / "copy")
    print((root / "copy").exists(), (root / "docs").is_dir(), Path(folder, "nope").exists())

    with open(root / "log.txt", "w+") as f:
        f.write("0123456789")
        f.seek(3)
        print(f.read(2), f.tell())
        f.truncate(5)
    with open(root / "log.txt", "a") as f:
        print(f.write("!"), f.mode)
    print((root / "log.txt").read_text())
    with open(root / "log.txt", "rb+") as f:
        f.seek(-2, os.SEEK_END)
        print(f.read(), f.seekable())
    for action in (lambda: open(root / "none.txt"), lambda: open(root), lambda: (root / "docs").rmdir(), lambda: open(root / "log.txt", "x"), lambda: os.listdir(root / "log.txt"), lambda: os.mkdir(root / "docs")):
        try:
            action()
        except OSError as error:
            print(type(error).__name__, error.errno, error.strerror)
print(os.path.exists(folder))
with tempfile.NamedTemporaryFile("w+", suffix=".txt") as f:
    f.write("temp")
    f.flush()
    print(Path(f.name).suffix, os.path.getsize(f.name))
with tempfile.SpooledTemporaryFile(max_size=10, mode="w+b") as f:
    f.write(b"x" * 20)
    f.seek(0)
    print(len(f.read()))
p = Path("/usr/local/lib/python3.tar.gz")
print(p.parts, p.stem, p.suffixes, p.with_suffix(".zip"), p.parent.parent, p.is_absolute(), p.match("*.gz"), p.relative_to("/usr"))
print(os.path.join("a", "/b", "c"), os.path.normpath("a/./b/../c"), os.path.splitext("x.tar.gz"), os.path.commonpath(["/a/b/c", "/a/b/d"]), Path("~").parts, Path("a") / "b" / ".." / "c")
