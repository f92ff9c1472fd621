import os, pathlib, shutil, tempfile, glob
base = pathlib.Path("work"); (base / "sub").mkdir(parents=True)
(base / "a.txt").write_text("one\ntwo\n"); (base / "sub" / "b.csv").write_bytes(b"1,2")
print(sorted(str(p) for p in base.rglob("*")), (base / "a.txt").stat().st_size, (base / "a.txt").suffix, base.joinpath("x", "y.tar.gz").suffixes)
with open(base / "a.txt", "r+") as f:
    print(f.readline(), f.tell(), f.read()); f.seek(0, 2); f.write("three\n"); f.seek(0); print(f.readlines())
with open(base / "a.txt", "a") as f: print("four", file=f)
print(open(base / "a.txt").read().splitlines(), os.path.exists("nope"), os.path.isdir(base), glob.glob("work/*.txt"))
shutil.copy(base / "a.txt", base / "c.txt"); os.rename(base / "c.txt", base / "d.txt"); print(sorted(os.listdir(base)))
for bad in [lambda: open("missing"), lambda: os.mkdir("work"), lambda: os.rmdir("work"), lambda: open("work"), lambda: os.listdir("work/a.txt"), lambda: open("work/a.txt", "x")]:
    try: bad()
    except OSError as error: print(type(error).__name__, error.errno, error.strerror, error.filename)
with tempfile.NamedTemporaryFile("w+", delete=True) as t: t.write("x"); t.seek(0); print(t.read())
print([(d, sorted(n), sorted(f)) for d, n, f in os.walk("work")], pathlib.PurePosixPath("/a/b/../c").parts, os.path.normpath("/a/b/../c"))
shutil.rmtree("work"); print(base.exists())
