"""What CPython's tests ask of the C functions of the same names, said in Python."""


def sequence_getitem(sequence, index):
    return sequence[index]


def sequence_setitem(sequence, index, value):
    sequence[index] = value


def sequence_delitem(sequence, index):
    del sequence[index]


def object_hasattrstring(object, name):
    return int(hasattr(object, name.decode()))
