import re
from itertools import groupby

ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(n):
    out = ""
    for value, letters in ROMAN:
        count, n = divmod(n, value)
        out += letters * count
    return out


def from_roman(text):
    values = {letters: value for value, letters in ROMAN}
    return sum(values[part] for part in re.findall("CM|CD|XC|XL|IX|IV|[MDCLXVI]", text))


print([to_roman(n) for n in (4, 9, 14, 1994, 2024, 3999)], all(from_roman(to_roman(n)) == n for n in range(1, 4000)))


def base(n, b, digits="0123456789abcdefghijklmnopqrstuvwxyz"):
    return digits[n] if n < b else base(n // b, b) + digits[n % b]


print(base(255, 2), base(255, 16), base(123456, 36), int(base(123456, 36), 36))
MORSE = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split()))
BACK = {code: letter for letter, code in MORSE.items()}
encoded = " / ".join(" ".join(MORSE[c] for c in word) for word in "SOS HELP".split())
print(encoded, "|", "".join(BACK.get(code, " ") for code in encoded.split()))


def squeeze(text):
    return "".join(f"{n if (n := len(list(group))) > 1 else ''}{c}" for c, group in groupby(text))


packed = squeeze("WWWWBWWBB")
print(packed, re.sub(r"(\d+)(\D)", lambda m: m[2] * int(m[1]), packed))


def luhn(number):
    digits = [int(d) for d in reversed(number.replace(" ", ""))]
    return sum(digits[::2] + [sum(divmod(2 * d, 10)) for d in digits[1::2]]) % 10 == 0


print(luhn("4539 3195 0343 6467"), luhn("8273 1232 7352 0569"))
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def say(n):
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + ("-" + ONES[n % 10] if n % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            head, rest = divmod(n, size)
            return f"{say(head)} {name}" + (f" {say(rest)}" if rest else "")


print([say(n) for n in (0, 21, 100, 1001, 987_654_321)])


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(map(str.capitalize, rest))


print(snake("getHTTPResponseCode"), camel("get_http_response"), re.sub(r"[^\w]+", "-", "Hello, Wörld!  Ok".lower()).strip("-"))


def human(size):
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            return f"{size:.1f} {unit}" if unit != "B" else f"{size} B"
        size /= 1024


def duration(seconds):
    parts = []
    for name, length in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts) or "0s"


def ordinal(n):
    return f"{n}{'th' if 11 <= n % 100 <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


print([human(n) for n in (0, 1023, 1536, 5 * 1024**2, 3 * 1024**4)], [duration(n) for n in (0, 59, 3661, 90061)], [ordinal(n) for n in (1, 2, 3, 11, 22, 113)])
print([f"{(f - 32) * 5 / 9:.1f}" for f in (32, 98.6, -40)], "#%02x%02x%02x" % (255, 99, 71), tuple(int("ff6347"[i : i + 2], 16) for i in (0, 2, 4)))


def vigenere(text, key, sign=1):
    return "".join(chr((ord(c) - 65 + sign * (ord(key[i % len(key)]) - 65)) % 26 + 65) for i, c in enumerate(text))


print(vigenere("ATTACKATDAWN", "LEMON"), vigenere(vigenere("ATTACKATDAWN", "LEMON"), "LEMON", -1))
