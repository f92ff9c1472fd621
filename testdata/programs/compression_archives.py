import zlib, gzip, bz2, lzma, zipfile, tarfile, io, os
data = b"the quick brown fox " * 200
for m in (zlib, gzip, bz2, lzma):
    packed = m.compress(data); print(m.__name__, len(packed) < 200, m.decompress(packed) == data)
with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("dir/x.txt", data); z.writestr("y.txt", "hi")
with zipfile.ZipFile("a.zip") as z:
    print(z.namelist(), z.read("y.txt"), z.getinfo("dir/x.txt").file_size, z.testzip())
    z.extractall("out")
print(sorted(os.listdir("out")), os.path.getsize("out/dir/x.txt"))
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w:gz") as t: t.add("out/y.txt", "y")
buffer.seek(0); print(tarfile.open(fileobj=buffer).getnames())
with gzip.open("g.gz", "wt") as f: f.write("line\n" * 3)
print(gzip.open("g.gz", "rt").read().count("line"))
os.remove("a.zip"); os.remove("g.gz"); import shutil; shutil.rmtree("out")
