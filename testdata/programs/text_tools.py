import textwrap, difflib, string, pprint, shlex, unicodedata, locale, gettext
print(textwrap.fill("The quick brown fox jumps over the lazy dog", 20), textwrap.dedent("  a\n    b\n"), textwrap.shorten("a long text here", 10))
print(list(difflib.unified_diff(["a", "b"], ["a", "c"], lineterm="")), difflib.get_close_matches("appel", ["ape", "apple"]), difflib.SequenceMatcher(None, "abcd", "bcde").ratio())
print(string.Template("$a and ${b}").substitute(a=1, b=2), string.ascii_lowercase[:5], string.capwords("ab cd"))
pprint.pprint({"k" * 20: list(range(20)), "b": {"c": "d" * 60}}); print(shlex.split("a 'b c' d\\ e"), shlex.quote("a b"))
print(unicodedata.normalize("NFD", "é").encode(), unicodedata.name("€"), unicodedata.category("A"), unicodedata.numeric("½"))
