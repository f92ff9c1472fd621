"""Constants and small helpers for text."""

whitespace = " \t\n\r\x0b\x0c"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(text, sep=None):
    words = text.split(sep) if sep else text.split()
    return (sep or " ").join(word[:1].upper() + word[1:].lower() for word in words)


class Template:
    def __init__(self, template):
        self.template = template

    def _fill(self, values, safe):
        text, out, i = self.template, [], 0
        while i < len(text):
            if text[i] != "$":
                out.append(text[i])
                i += 1
                continue
            if text[i + 1 : i + 2] == "$":
                out.append("$")
                i += 2
                continue
            brace = text[i + 1 : i + 2] == "{"
            start = end = i + (2 if brace else 1)
            while end < len(text) and (text[end].isalpha() or text[end] == "_" or (end > start and text[end].isdigit())):
                end += 1
            name = text[start:end]
            end += 1 if brace else 0
            if not name or (brace and text[end - 1 : end] != "}"):
                if not safe:
                    raise ValueError("Invalid placeholder in string")
                out.append("$")
                i += 1
                continue
            if name in values:
                out.append(str(values[name]))
            elif safe:
                out.append(text[i:end])
            else:
                raise KeyError(name)
            i = end
        return "".join(out)

    def substitute(self, mapping=None, **names):
        values = dict(mapping or {})
        values.update(names)
        return self._fill(values, False)

    def safe_substitute(self, mapping=None, **names):
        values = dict(mapping or {})
        values.update(names)
        return self._fill(values, True)
