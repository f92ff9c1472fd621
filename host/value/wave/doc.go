// Package wave reads and writes values of the component model as WAVE text, the
// WebAssembly value encoding:
//
//	bool            true, false
//	integers        123, -9
//	floats          3.14, 6.022e+23, nan, inf, -inf
//	char            'x', '☃', '\'', '\u{0}'
//	string          "abc\t123", and in lines between """ and """
//	list<T>         [1, 2, 3]
//	tuple<...>      ("abc", 123)
//	record          {field-a: 1, field-b: "two"}, and {:} where no field is written
//	variant         days(30), forever
//	enum            south
//	option<T>       some(1), none; and 1, where T is not an option or result
//	result<T, E>    ok(1), err("no"), ok; and 1, where T is not an option or result
//	flags           {read, write}, {}
//	map<K, V>       {"one": 1, "two": 2}, which is not part of WAVE itself
//
// White space and comments (from // to the end of the line) between tokens are
// ignored. A comma may follow the last element of a list. A field whose type is an
// option may be left out. A case of a variant or enum that is called true, false,
// some, none, ok, err, inf or nan is written with % before it, as in %true. Every
// other name may have the % too.
//
// Handles, streams and futures have no text and are refused.
package wave
