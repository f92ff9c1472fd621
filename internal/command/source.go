package command

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// source is the code of a program and its arguments.
type source struct {
	name      string // what messages call it
	code      string
	arguments []string
	fromStdin bool // the code was read from standard input, which is used up
}

// readSource reads the code that the command line names. It refuses code of more than
// maxBytes, WebAssembly, text that is not UTF-8, and NUL bytes.
func (p *program) readSource(c *cli.Context, maxBytes int64) (source, error) {
	s, in, err := p.openSource(c)
	if err != nil {
		return source{}, err
	}
	if in != nil {
		defer in.Close()
		code, err := abandon(c.Context, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, maxBytes+1)) })
		if c.Context.Err() != nil {
			return source{}, c.Context.Err()
		}
		if err != nil {
			return source{}, usagef("", "%s: %w", s.name, pathReason(err))
		}
		s.code = string(code)
		if len(code) == 0 && s.fromStdin && !p.file {
			return source{}, errNoCode
		}
	}
	if strings.HasPrefix(s.code, wasmMagic) {
		return source{}, wasmIsNoCode(s)
	}
	if int64(len(s.code)) > maxBytes {
		return source{}, &sandbox.LimitError{Limit: sandbox.LimitCode, Max: maxBytes, Used: int64(len(s.code))}
	}
	if i := strings.IndexByte(s.code, 0); i >= 0 {
		return source{}, usagef("", "%s has a NUL byte at offset %d, line %d", s.name, i, lineAt(s.code, i))
	}
	if i := invalidUTF8(s.code); i >= 0 {
		return source{}, usagef("save it as UTF-8", "%s is not UTF-8: byte %#02x at offset %d, line %d", s.name, s.code[i], i, lineAt(s.code, i))
	}
	return s, nil
}

// openSource finds the code: after -c, in a file, or on standard input. Without code
// on the command line it is standard input, unless that is a terminal. in is nil if
// the code was given with -c.
func (p *program) openSource(c *cli.Context) (s source, in io.ReadCloser, err error) {
	arguments := c.Args().Slice()
	if c.IsSet("c") {
		return source{name: "the code", code: c.String("c"), arguments: arguments}, nil, nil
	}
	path := standardInput
	switch {
	case p.file:
		path, arguments = arguments[0], arguments[1:]
	case !isFed(p.stdin):
		return source{}, nil, errNoCode
	}
	if path == standardInput {
		return source{name: standardInputName, arguments: arguments, fromStdin: true}, io.NopCloser(p.stdin), nil
	}
	file, err := openFile(path)
	return source{name: path, arguments: arguments}, file, err
}

// errNoCode is the error of a command line without code. An empty standard input
// counts as no code, unless - asks for it.
var errNoCode = usagef(seeHelp("vivarium run"), "no code: give it with -c CODE, as a FILE, or on standard input")

// isFed tells whether f is a pipe or a file, and not a terminal or the null device.
func isFed(f io.Reader) bool {
	file, ok := f.(*os.File)
	if !ok {
		return f != nil
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice == 0
}

// openFile opens a file for reading. A directory is an error.
func openFile(path string) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usagef("", "%w", pathError(err))
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		_ = file.Close()
		return nil, usagef("", "%s is a directory", path)
	}
	return file, nil
}

// wasmMagic is what WebAssembly begins with.
const wasmMagic = "\x00asm"

// wasmIsNoCode is the error of WebAssembly in place of Python. Its hint names the
// command that runs it.
func wasmIsNoCode(s source) error {
	if isCoreModule([]byte(s.code)) {
		return usagef("vivarium inspect "+s.name+" shows what it imports and exports", "%s is a core module of WebAssembly, not Python", s.name)
	}
	return usagef(
		"to call a function of it: vivarium invoke "+s.name+" EXPORT\nto run Python in it, if it is a guest: vivarium run --guest "+s.name+" -c CODE",
		"%s is a WebAssembly component, not Python", s.name)
}

// isCoreModule tells a core module from a component. Both begin with the same four
// bytes; the layer, two bytes after the version, differs (Binary.md, "preamble").
func isCoreModule(binary []byte) bool {
	return len(binary) >= 8 && bytes.HasPrefix(binary, []byte(wasmMagic)) && binary[6] == 0 && binary[7] == 0
}

// pathError writes an error of the file system as `NAME: what is wrong`.
func pathError(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fileError{path.Path, path.Err}
	}
	return err
}

// pathReason is the reason of an error of the file system, without the name of the
// file.
func pathReason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

type fileError struct {
	path string
	err  error
}

func (e *fileError) Error() string {
	reason := e.err.Error()
	if errors.Is(e.err, fs.ErrNotExist) {
		reason = "no such file"
	}
	if e.path == "" {
		return `"": ` + reason
	}
	return e.path + ": " + reason
}

func (e *fileError) Unwrap() error { return e.err }

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func lineAt(text string, offset int) int { return 1 + strings.Count(text[:offset], "\n") }
