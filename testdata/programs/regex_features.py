import re
text = "2024-01-31 order #77 by Ann; 2023-12-01 order #8 by Bob"
pattern = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d) order #(?P<id>\d+)")
for m in pattern.finditer(text):
    print(m["y"], m.groupdict(), m.span("id"))
print(re.sub(r"(\w+)@(\w+)", r"\2 at \1", "me@home"), re.split(r"[;,]\s*", "a, b;c"))
print(re.findall(r"(?<=#)\d+(?= by A)", text), re.fullmatch(r"(?i)ABC+", "abccc"))
print(re.sub(r"\b[a-z]", lambda m: m[0].upper(), "the quick fox"), re.escape("a.b*c"))
print(re.match(r"(a+)+b", "aaab").group(), re.search(r"(\w)\1", "hello")[0])
try:
    re.compile("(a")
except re.error as error:
    print(error)
