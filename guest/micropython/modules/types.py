"""Names for types that have none of their own."""

FunctionType = LambdaType = type(lambda: None)
BuiltinFunctionType = BuiltinMethodType = type(len)
GeneratorType = type((lambda: (yield))())
ModuleType = type(__import__("sys"))
NoneType = type(None)


class _Class:
    def method(self):
        pass


MethodType = type(_Class().method)


class SimpleNamespace:
    def __init__(self, **names):
        for name, value in names.items():
            setattr(self, name, value)

    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and self.__dict__ == other.__dict__

    def __repr__(self):
        return "namespace(%s)" % ", ".join("%s=%r" % item for item in sorted(self.__dict__.items()))
