package command

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
)

// source is the code of a run and what the program is started with.
type source struct {
	name      string // what messages call it
	code      string
	arguments []string
	fromStdin bool // the code was read from standard input, which is used up
}

// readSource finds the code that the command line names, with -c, as a file or
// as - for standard input, and refuses what no interpreter should get: more
// than maxBytes, text that is not UTF-8, and NUL.
func (p *program) readSource(c *cli.Context, maxBytes int64) (source, error) {
	s, err := p.openSource(c, maxBytes)
	if err != nil {
		return source{}, err
	}
	if int64(len(s.code)) > maxBytes {
		return source{}, usagef("", "%s is larger than %s, the most that code may have", s.name, formatSize(maxBytes))
	}
	if i := strings.IndexByte(s.code, 0); i >= 0 {
		return source{}, usagef("", "%s has a NUL byte at offset %d, line %d", s.name, i, lineAt(s.code, i))
	}
	if i := invalidUTF8(s.code); i >= 0 {
		return source{}, usagef("save it as UTF-8", "%s is not UTF-8: byte %#02x at offset %d, line %d", s.name, s.code[i], i, lineAt(s.code, i))
	}
	return s, nil
}

// openSource reads at most one byte more than maxBytes of code.
func (p *program) openSource(c *cli.Context, maxBytes int64) (source, error) {
	operands, arguments := c.Args().Slice()[:p.before], c.Args().Slice()[p.before:]
	const separate = "arguments of the program go after --"
	if c.IsSet("c") {
		if len(operands) > 0 {
			return source{}, usagef(separate, "code is given twice: with -c and as %q", operands[0])
		}
		return source{name: "the code", code: c.String("c"), arguments: arguments}, nil
	}
	if len(operands) == 0 {
		return source{}, usagef(seeHelp("vivarium run"), "no code: give it with -c CODE, as a FILE, or as - for standard input")
	}
	if len(operands) > 1 {
		return source{}, usagef(separate, "%q stands after the code", operands[1])
	}
	s := source{name: operands[0], arguments: arguments}
	in := p.stdin
	if operands[0] == "-" {
		s.name, s.fromStdin = "standard input", true
	} else {
		file, err := os.Open(s.name)
		if err != nil {
			return source{}, usagef("", "%w", pathError(err))
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return source{}, usagef("", "%s is a directory", s.name)
		}
		in = file
	}
	code, err := abandon(c.Context, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, maxBytes+1)) })
	if c.Context.Err() != nil {
		return source{}, c.Context.Err()
	}
	if err != nil {
		return source{}, usagef("", "%s: %w", s.name, err)
	}
	s.code = string(code)
	return s, nil
}

// pathError words what a file system says as `NAME: what is wrong`.
func pathError(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fileError{path.Path, path.Err}
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
