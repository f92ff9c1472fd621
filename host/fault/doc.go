// Package fault has the errors of package host that the packages beneath it make.
// Programs name them by package host: host.TypeError is fault.TypeError, and so on
// for every type here but [Place].
//
// All are used as pointers:
//
//	if limit, ok := errors.AsType[*host.LimitError](err); ok {
//		log.Printf("%s: %d of %d", limit.Limit, limit.Used, limit.Max)
//	}
package fault
