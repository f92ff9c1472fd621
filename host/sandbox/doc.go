// Package sandbox runs untrusted Python, written by a language model say, in a
// fresh WebAssembly instance each time, with every limit on by default.
//
//	sb, err := sandbox.Open(ctx, sandbox.Config{})
//	res, err := sb.Run(ctx, `print(12345*67890)`) // res.Stdout == "838102050\n"
//
// The interpreter is a component of the world python-runner (package
// vivarium:runner), and which one it is makes no difference here. It is started
// once and warmed; every run starts from an image of that state and leaves
// nothing behind.
//
// Errors are types for errors.As: [*PythonError] is what the program did,
// [*LimitError] a limit of the host that stopped it, [*CodeError] a text that no
// interpreter gets, [*ConfigError] and [*GuestError] a sandbox that cannot be
// opened, and *host.Trap a guest that broke. Only the host makes limit errors.
package sandbox
