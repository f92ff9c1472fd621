import inspect, ast, dis, io, tokenize, types, keyword, symtable
def f(a, b: int = 2, *c, d=None, **e) -> str: "Doc."; return a
print(inspect.signature(f), inspect.getdoc(f), list(inspect.signature(f).parameters), f.__code__.co_varnames, f.__annotations__)
tree = ast.parse("x = 1 + 2 * y"); print(ast.dump(tree.body[0].value), ast.unparse(tree), ast.literal_eval("{'a': [1, (2, 3)]}"))
class V(ast.NodeVisitor):
    def visit_Name(self, n): print(n.id, n.lineno, n.col_offset)
V().visit(tree); exec(compile(ast.parse("z = 5"), "<x>", "exec")); print(z, eval("z + 1"), keyword.iskeyword("for"))
print([t.string for t in tokenize.generate_tokens(io.StringIO("a+1").readline)][:3], types.SimpleNamespace(a=1), callable(f), inspect.isgeneratorfunction(f))
