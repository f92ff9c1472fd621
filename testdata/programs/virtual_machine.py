"""A stack machine and a small Lisp."""
import operator
from dataclasses import dataclass, field


@dataclass
class Machine:
    code: list
    stack: list = field(default_factory=list)
    memory: dict = field(default_factory=dict)
    at: int = 0

    BINARY = {"add": operator.add, "mul": operator.mul, "lt": operator.lt}

    def run(self, limit=10_000):
        labels = {op[1]: i for i, op in enumerate(self.code) if op[0] == "label"}
        out = []
        for step in range(limit):
            match self.code[self.at]:
                case "push", value:
                    self.stack.append(value)
                case "load", name:
                    self.stack.append(self.memory[name])
                case "store", name:
                    self.memory[name] = self.stack.pop()
                case [op] if op in self.BINARY:
                    b, a = self.stack.pop(), self.stack.pop()
                    self.stack.append(self.BINARY[op](a, b))
                case "jump", label:
                    self.at = labels[label]
                case "unless", label:
                    if not self.stack.pop():
                        self.at = labels[label]
                case ["print"]:
                    out.append(self.stack.pop())
                case "label", _:
                    pass
                case ["halt"]:
                    return out, step
                case other:
                    raise ValueError(f"unknown instruction {other}")
            self.at += 1
        raise TimeoutError(f"more than {limit} steps")


def assemble(text):
    return [tuple(int(w) if w.lstrip("-").isdigit() else w for w in line.split()) for line in text.strip().split(";")]


FACTORIAL = "push 1; store n; push 1; store f; label loop; load n; push 11; lt; unless end; load f; load n; mul; store f; load n; push 1; add; store n; jump loop; label end; load f; print; halt"
print(Machine(assemble(FACTORIAL)).run())
for bad in ("label x; jump x", "fly", "add"):
    try:
        Machine(assemble(bad)).run(100)
    except (TimeoutError, ValueError, IndexError) as error:
        print(type(error).__name__, error)


def parse(tokens):
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens[0] != ")":
            items.append(parse(tokens))
        tokens.pop(0)
        return items
    try:
        return int(token)
    except ValueError:
        return token


class Scope(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope:
                return scope[name]
            scope = scope.outer
        raise NameError(f"unbound {name}")


def evaluate(x, scope):
    match x:
        case str():
            return scope.find(x)
        case int():
            return x
        case ["if", test, yes, no]:
            return evaluate(yes if evaluate(test, scope) else no, scope)
        case ["define", name, value]:
            scope[name] = evaluate(value, scope)
        case ["lambda", names, body]:
            return lambda *values: evaluate(body, Scope(names, values, scope))
        case [function, *arguments]:
            return evaluate(function, scope)(*[evaluate(a, scope) for a in arguments])


world = Scope(["+", "-", "*", "<", "list", "map"], [lambda *a: sum(a), operator.sub, operator.mul, operator.lt, lambda *a: list(a), lambda f, xs: [f(x) for x in xs]])
for line in [
    "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))",
    "(fact 20)",
    "(define make (lambda (k) (lambda (x) (+ x k))))",
    "(map (make 10) (list 1 2 3))",
    "(undefined 1)",
]:
    try:
        if (value := evaluate(parse(line.replace("(", " ( ").replace(")", " ) ").split()), world)) is not None:
            print(value)
    except NameError as error:
        print("error:", error)
