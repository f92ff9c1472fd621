import io, sys, os
s = io.StringIO("a\nb\n"); print(s.readlines(), s.tell(), s.seek(0), s.read(1)); b = io.BytesIO(b"\x00\x01"); print(b.getbuffer()[1], b.read())
t = io.TextIOWrapper(io.BytesIO("é\r\nx".encode("utf-16")), encoding="utf-16"); print(t.read().encode())
print("to stdout", file=sys.stdout, flush=True, end="!\n"); sys.stdout.write("w\n"); print(1, 2, sep=""); print(sys.stdout.encoding, sys.stdin.read())
r, name = io.BufferedReader(io.BytesIO(b"abcdef"), 2), "x"; print(r.peek(1)[:1], r.read(3), r.read())
print(*[1, 2, 3], sep="\n"); print(os.environ.get("NOPE", "default"), os.path.join("a", "b"), os.sep, os.linesep.encode())
