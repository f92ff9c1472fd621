// Names that only C code of this port uses and the scanner cannot find.

Q(<code>)
