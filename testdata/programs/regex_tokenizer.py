"""A tokenizer and a recursive-descent parser for arithmetic."""
import operator
import re
from typing import NamedTuple


class Token(NamedTuple):
    kind: str
    text: str
    at: int


SPEC = [
    ("NUMBER", r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+"),
    ("NAME", r"[A-Za-z_]\w*"),
    ("OP", r"\*\*|//|[-+*/%()=,]"),
    ("SKIP", r"[ \t]+"),
    ("BAD", r"."),
]
SCANNER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in SPEC))


def tokenize(text):
    for match in SCANNER.finditer(text):
        kind = match.lastgroup
        if kind == "BAD":
            raise SyntaxError(f"unexpected {match[0]!r} at {match.start()}")
        if kind != "SKIP":
            yield Token(kind, match[0], match.start())
    yield Token("END", "", len(text))


class Parser:
    BINARY = {"+": (1, operator.add), "-": (1, operator.sub), "*": (2, operator.mul), "/": (2, operator.truediv), "//": (2, operator.floordiv), "%": (2, operator.mod), "**": (4, operator.pow)}

    def __init__(self, names=None):
        self.names = {"pi": 3.14159, "max": max, "min": min, **(names or {})}

    def evaluate(self, text):
        self.tokens = tokenize(text)
        self.current = next(self.tokens)
        if re.match(r"\s*\w+\s*=", text):
            name = self.take("NAME").text
            self.take("OP", "=")
            self.names[name] = value = self.expression()
        else:
            value = self.expression()
        self.take("END")
        return value

    def take(self, kind, text=None):
        token = self.current
        if token.kind != kind or text not in (None, token.text):
            raise SyntaxError(f"expected {text or kind}, found {token.text or 'the end'!r} at {token.at}")
        self.current = next(self.tokens, None)
        return token

    def expression(self, least=0):
        left = self.unary()
        while self.current.kind == "OP" and self.current.text in self.BINARY:
            precedence, function = self.BINARY[self.current.text]
            if precedence < least:
                break
            is_power = self.take("OP").text == "**"
            left = function(left, self.expression(precedence if is_power else precedence + 1))
        return left

    def unary(self):
        if self.current.text == "-":
            self.take("OP")
            return -self.expression(3)
        return self.atom()

    def atom(self):
        match self.current:
            case Token("NUMBER", text):
                self.take("NUMBER")
                return float(text) if re.search(r"[.eE]", text) else int(text)
            case Token("NAME", name):
                self.take("NAME")
                if name not in self.names:
                    raise NameError(f"no name {name!r}")
                value = self.names[name]
                if self.current.text == "(":
                    self.take("OP", "(")
                    arguments = [self.expression()]
                    while self.current.text == ",":
                        self.take("OP")
                        arguments.append(self.expression())
                    self.take("OP", ")")
                    return value(*arguments)
                return value
            case Token("OP", "("):
                self.take("OP")
                value = self.expression()
                self.take("OP", ")")
                return value
        raise SyntaxError(f"unexpected {self.current.text or 'the end'!r} at {self.current.at}")


parser = Parser()
for text in ["1 + 2 * 3", "(1+2)*3", "2 ** 3 ** 2", "-2 ** 2", "x = 7 // 2", "x * 1.5e1", "max(1, x, 2)", "10 % 4 - -3", "1 +", "2 $ 3", "y + 1", "(1", "1 / 0", "pi"]:
    try:
        print(f"{text:<14} -> {parser.evaluate(text)!r}")
    except (SyntaxError, NameError, ArithmeticError) as error:
        print(f"{text:<14} !! {type(error).__name__}: {error}")
