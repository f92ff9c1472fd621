"""Text in lines of a width."""


def wrap(text, width=70, initial_indent="", subsequent_indent=""):
    lines, line, indent = [], None, initial_indent
    for word in text.split():
        while True:
            room = max(1, width - len(indent))
            if line is None:
                if len(word) <= room:
                    line = indent + word
                    break
                lines.append(indent + word[:room])
                word, indent = word[room:], subsequent_indent
            elif len(line) + 1 + len(word) <= width:
                line += " " + word
                break
            else:
                lines.append(line)
                line, indent = None, subsequent_indent
    if line is not None:
        lines.append(line)
    return lines


def fill(text, width=70, **options):
    return "\n".join(wrap(text, width, **options))


def shorten(text, width, placeholder=" [...]"):
    words = text.split()
    if len(" ".join(words)) <= width:
        return " ".join(words)
    while words and len(" ".join(words)) + len(placeholder) > width:
        words.pop()
    return (" ".join(words) + placeholder).strip()


def dedent(text):
    lines = text.split("\n")
    margin = None
    for line in lines:
        if not line.strip():
            continue
        own = line[: len(line) - len(line.lstrip())]
        if margin is None:
            margin = own
        while not own.startswith(margin):
            margin = margin[:-1]
    return "\n".join(line[len(margin or "") :] if line.strip() else "" for line in lines)


def indent(text, prefix, predicate=None):
    lines = text.split("\n")
    wanted = predicate or (lambda line: line.strip())
    return "\n".join(prefix + line if wanted(line) else line for line in lines)
