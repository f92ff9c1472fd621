// Package valuejson reads and writes values of the component model as JSON:
//
//	bool, string    the same
//	char            a string of one character
//	integers        a number; a string of its digits where a number of JSON may
//	                lose some: s64 and u64 beyond 2^53 either way. Both are read.
//	floats          a number; "nan", "inf" and "-inf" are strings
//	list<T>         an array, of numbers for list<u8>
//	tuple<...>      an array
//	record          an object; a field whose type is an option may be left out
//	variant         {"case": payload}, or "case" where it carries nothing
//	enum            "case"
//	option<T>       null or the value; where T is an option, null or {"some": value}
//	result<T, E>    {"ok": value} or {"err": value}; null where it carries nothing
//	flags           an array of the names that are set
//	map<K, V>       an array of [key, value]
//
// Handles, streams and futures have no JSON form and are refused.
package valuejson
