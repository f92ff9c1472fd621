import re
import string
import textwrap
import unicodedata
from collections import Counter
from itertools import groupby

TEXT = """It was the best of times, it was the worst of times, it was the age of wisdom,
it was the age of foolishness. Was it naïve? Café owners — and façade painters — said "no".

Strings, lists & dicts: that's all, folks!"""

words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", TEXT.lower())
print(len(words), len(set(words)), Counter(words).most_common(4))
print(sorted(words, key=lambda word: (-len(word), word))[:5])
by_length = {length: sorted(set(group)) for length, group in groupby(sorted(words, key=len), key=len)}
print(by_length[2], by_length[4])
plain = "".join(c for c in unicodedata.normalize("NFKD", TEXT) if not unicodedata.combining(c))
print(plain.split("\n")[1])
print(TEXT.translate(str.maketrans("", "", string.punctuation)).split()[-6:])
for paragraph in TEXT.split("\n\n"):
    print(textwrap.fill(paragraph, 40, initial_indent="* ", subsequent_indent="  "))
sentences = [s.strip() for s in re.split(r"(?<=[.?!])\s+", TEXT) if s.strip()]
print(len(sentences), [s[:12] for s in sentences])
print(textwrap.shorten(TEXT, width=50, placeholder=" [...]"))


def is_palindrome(text):
    letters = [c.casefold() for c in text if c.isalnum()]
    return letters == letters[::-1]


print([is_palindrome(t) for t in ("A man, a plan, a canal: Panama", "No", "Straße", "été")])


def caesar(text, shift):
    return "".join(
        chr((ord(c) - base + shift) % 26 + base) if (base := 65 if c.isupper() else 97 if c.islower() else 0) and c.isascii() else c
        for c in text
    )


secret = caesar("Hello, World!", 3)
print(secret, caesar(secret, -3))
print("ß".upper(), "İ".lower() == "i̇", "ǆ".title(), "Ⅷ".isnumeric(), "٣".isdigit(), int("٣"))
