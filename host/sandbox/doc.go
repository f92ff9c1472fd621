// Package sandbox runs untrusted Python, written by a language model say, in an
// instance of WebAssembly that has no trace of other runs, with every limit on by default.
//
//	sb, err := sandbox.Open(ctx, sandbox.Config{})
//	res, err := sb.Run(ctx, `print(12345*67890)`) // res.Stdout == "838102050\n"
//
// The interpreter, called the guest, is a component of the world python-runner
// (package vivarium:runner). Open compiles it, starts it once, and takes an image of
// its memory. Every run starts from that image, so that a run sees nothing of the runs
// before it.
//
// Instances are kept from run to run. After a run its instance is restored to the image,
// mostly when Run has returned already, and Close waits for it. [Sandbox.Stats] counts
// instances, and [host.Restores] says how the system finds what to restore. Idle
// instances hold 64 MiB of memory together at most. An instance whose run a limit or
// a trap ended is closed.
//
// # Errors
//
// Errors are types, for errors.As:
//
//   - [*PythonError]: the program raised an exception, is no Python, or exited with
//     a status that is not 0.
//   - [*LimitError]: a limit of the host stopped the run. It says which one, how
//     much it allows, how much was used, and which field sets it. It may carry the
//     MemoryError that the program ended with, so look for it before *PythonError.
//   - [*CodeError]: the text of the program is not UTF-8 or has a NUL byte, and was
//     not run.
//   - [*HostError]: your own program ended the run: a tool panicked, or a writer
//     failed.
//   - [*BusyError]: all turns were taken, and [Program.NoWait] was set.
//   - [*ConfigError], [*PolicyError] and [*GuestError]: the sandbox cannot be opened.
//   - *host.Trap: the guest itself broke.
//
// Only the host makes a LimitError. Nothing that the code prints, raises or returns
// can look like one.
//
// # What a run gives
//
// The [Result] is there whatever the error: what was printed until the run ended,
// the files as the run left them, and what it used. Output that a limit cut ends at
// the limit, before a character that would not fit whole. [Program.Stdout] gets the
// output as it is printed. The value of the last expression has a JSON form where the
// contract knows one (record value in wit/types.wit): tuples and sets are arrays,
// bytes are base64.
//
// # Turns
//
// Each run holds a thread, so only [Config].Concurrency runs go on at a time; others
// wait for their turn, and Usage.Wait says how long. A program with a queue of its own
// sets [Program.NoWait].
//
// # Memory
//
// Limits.Memory bounds the memory of the guest together with what the host keeps for
// the run: output and files, beyond the first 256 KiB. What leaves the guest is
// compared with what its receiver may take before it is copied. The process stays
// within the limits of the runs that go on and some 64 MB; a Result that the program
// has dropped is garbage until Go collects it (see GOGC and GOMEMLIMIT).
//
// # Many tenants
//
// [Sandbox.Narrow] gives a sandbox that may do less, over the same compiled guest,
// image and turns: other limits, rules, secrets and tools for each tenant.
// [Sandbox.Prompt] tells a model what the code it writes may use.
package sandbox
