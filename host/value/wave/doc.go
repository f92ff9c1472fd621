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
// Between tokens white space and comments (from // to the end of the line) mean
// nothing. A comma may follow the last of several things. A field whose type is an
// option may be left out. The cases true, false, some, none, ok, err, inf and nan
// of variants and enums are written with % before them; any name may be.
//
// Handles, streams and futures are not values that text can hold: they are
// refused.
package wave
