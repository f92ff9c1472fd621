import ast
import inspect
import io
import operator
import textwrap
import tokenize

SOURCE = textwrap.dedent("""
    def area(w, h=2, *rest, unit='m', **more):
        '''Area.'''
        total = w * h
        for r in rest:
            if r > 3 and unit:
                total += r
        return total

    class Box(object):
        size: int = 3
        async def grow(self): return self.size + 1

    print(eval('1+1'), area(3))
""")
tree = ast.parse(SOURCE)
print([type(n).__name__ for n in tree.body], ast.get_docstring(tree.body[0]), tree.body[0].args.kwonlyargs[0].arg)


class Calls(ast.NodeVisitor):
    def __init__(self):
        self.found = []

    def visit_Call(self, node):
        self.found.append((ast.unparse(node.func), node.lineno))
        self.generic_visit(node)


calls = Calls()
calls.visit(tree)
print(calls.found, sum(isinstance(n, (ast.For, ast.If, ast.BoolOp)) for n in ast.walk(tree)))


class Fold(ast.NodeTransformer):
    OPS = {ast.Add: operator.add, ast.Mult: operator.mul, ast.Pow: operator.pow}

    def visit_BinOp(self, node):
        self.generic_visit(node)
        match node:
            case ast.BinOp(ast.Constant(a), op, ast.Constant(b)) if type(op) in self.OPS:
                return ast.copy_location(ast.Constant(self.OPS[type(op)](a, b)), node)
        return node


print(ast.unparse(Fold().visit(ast.parse("x = (1 + 2) * 3 ** 2 + y * (2 + 2)"))))


def safe(text):
    def value(node):
        match node:
            case ast.Expression(body):
                return value(body)
            case ast.Constant(int() | float() as n):
                return n
            case ast.UnaryOp(ast.USub(), operand):
                return -value(operand)
            case ast.BinOp(left, op, right) if type(op) in Fold.OPS:
                return Fold.OPS[type(op)](value(left), value(right))
        raise ValueError(f"not allowed: {type(node).__name__}")

    return value(ast.parse(text, mode="eval"))


for text in ("2 * (3 + 4)", "-2 ** 2", "__import__('os')", "x"):
    try:
        print(text, "=", safe(text))
    except ValueError as error:
        print(text, error)
print(ast.literal_eval("{'a': [1, (2, None)], 'b': {3}, 'c': -1.5, 'd': b'x'}"), ast.dump(ast.parse("a.b[1]", mode="eval").body))
print([(tokenize.tok_name[t.type], t.string) for t in tokenize.generate_tokens(io.StringIO("x = 1 # c\nif x:\n  y").readline)][:8])
namespace = {}
exec(compile(tree, "<generated>", "exec"), namespace)
area = namespace["area"]
print(inspect.signature(area), inspect.getfullargspec(area).varkw, area.__defaults__, area.__kwdefaults__, area.__code__.co_varnames[:4])
print(inspect.signature(area).bind(1, 2, 3, unit="x", z=1).arguments, inspect.iscoroutinefunction(namespace["Box"].grow), namespace["Box"].__annotations__)


def outer():
    hidden = 1

    def inner(x: int, /, y: "str" = "d") -> bool:
        return bool(hidden and x)

    return inner


inner = outer()
print(inner.__qualname__, inspect.getclosurevars(inner).nonlocals, inner.__annotations__, [p.kind.name for p in inspect.signature(inner).parameters.values()])
print(eval("a + b", {"a": 1}, {"b": 2}), eval("[k for k in (1, 2)]"), callable(inner), inspect.currentframe().f_code.co_name)
