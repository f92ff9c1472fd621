s = "  Hello, Wörld!  "
print(s.strip().lower().title(), s.split(), "a,b,,c".split(","), "a b  c".split(None, 1), "x".join("abc"))
print("straße".casefold(), "ß".upper(), "ǅ".lower(), "abc".translate(str.maketrans("ab", "xy", "c")), "tab\tx".expandtabs(4))
print("abcabc".replace("b", "_", 1), "abc".partition("b"), "abc".find("z"), "%05.1f|%-5s|%x" % (3.14159, "ab", 255))
print("{0:>5}|{name:^7}|{1!r}".format("a", "b", name="mid"), "ab" * 3, "z" in "xyz", "abc"[::-1], "hello"[1:-1:2])
print("1²".isdigit(), "Ⅳ".isnumeric(), "a1".isalnum(), "A".isupper(), "one\ntwo\r\nthree".splitlines(), "prefix_x".removeprefix("prefix_"))
print("é".encode(), b"\xc3\xa9".decode(), "é".encode("latin-1"), ascii("é😀"), "\N{BULLET}", "a\u0301", len("😀"))
print("abc".zfill(5), "-1".zfill(4), "x".center(5, "*"), "aXbX".rsplit("X", 1), "abc".startswith(("x", "a")), chr(8364), ord("€"))
