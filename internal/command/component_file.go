package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// maxComponent is the size of a component in bytes that is read at all.
const maxComponent = 1 << 30

// standardInput is the name of a file that stands for standard input, and
// standardInputName what messages call it.
const (
	standardInput     = "-"
	standardInputName = "standard input"
)

// fileCodes is the paragraph of the help of commands that look at files.
const fileCodes = `Exit codes:
  0    every file is valid
  2    the command line is wrong, or a file cannot be read
  4    a file is not valid
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)`

// fileName is what messages call a file of the command line.
func fileName(path string) string {
	if path == standardInput {
		return standardInputName
	}
	return path
}

// inspectFile reads a component and gives its type.
func (p *program) inspectFile(ctx context.Context, path string) (*types.Component, error) {
	binary, err := p.readComponent(ctx, path)
	if err != nil {
		return nil, err
	}
	done := p.progress("reading " + fileName(path))
	defer done()
	component, err := abandon(ctx, func() (*types.Component, error) { return host.Inspect(binary) })
	if err != nil && isInvalid(err) {
		return nil, explainedFile(path, err, binary)
	}
	return component, err
}

// readComponent reads the bytes of a component from a file, or from standard
// input.
func (p *program) readComponent(ctx context.Context, path string) ([]byte, error) {
	in, name := p.stdin, fileName(path)
	if path != standardInput {
		file, err := openFile(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	binary, err := abandon(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, maxComponent+1)) })
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, usagef("", "%s: %w", name, pathReason(err))
	case len(binary) > maxComponent:
		return nil, usagef("", "%s is larger than %s", name, formatSize(maxComponent))
	}
	return binary, nil
}

// explainedFile says which file is not a valid component, and why: by its bytes it
// may be one that somebody took for another.
func explainedFile(path string, err error, binary []byte) error {
	name := fileName(path)
	var decode *host.DecodeError
	switch {
	case !errors.As(err, &decode):
	case len(binary) == 0:
		return &failure{code: exitComponent, err: fmt.Errorf("%s is empty", name), hint: "a component begins with the bytes 00 61 73 6d 0d 00 01 00"}
	case isWAT(binary):
		return textIsNoBinary(path)
	}
	return explainedComponent(name, err)
}

// isWITPath tells WIT text by its name: a .wit file, or a folder.
func isWITPath(path string) bool {
	if filepath.Ext(path) == ".wit" {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir() && path != standardInput
}

// hintOfFolder says how to read a whole package where path is one of several files
// of WIT in a folder.
func hintOfFolder(path string) string {
	folder := filepath.Dir(path)
	files, err := filepath.Glob(filepath.Join(folder, "*.wit"))
	if err != nil || len(files) < 2 || filepath.Ext(path) != ".wit" {
		return ""
	}
	return "if the package has more files than this one, give their folder: " + folder
}

// loadWIT reads WIT text.
func loadWIT(ctx context.Context, path string) (*wit.Model, error) {
	model, err := abandon(ctx, func() (*wit.Model, error) { return wit.Load(path, wit.Options{AllFeatures: true}) })
	if err != nil && ctx.Err() == nil {
		return nil, usagef(hintOfFolder(path), "%w", pathError(err))
	}
	return model, err
}

// assembleText makes WebAssembly of its text by wasm-tools, where that is
// installed.
func assembleText(ctx context.Context, path string, text []byte) ([]byte, error) {
	tool, err := exec.LookPath("wasm-tools")
	if err != nil {
		return nil, textIsNoBinary(path)
	}
	parse := exec.CommandContext(ctx, tool, "parse", "-")
	parse.Stdin = bytes.NewReader(text)
	var said bytes.Buffer
	parse.Stderr = &said
	binary, err := parse.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &failure{
			code: exitComponent, err: fmt.Errorf("%s: wasm-tools cannot assemble it", fileName(path)),
			hint: strings.TrimSpace(said.String()),
		}
	}
	return binary, nil
}

func textIsNoBinary(path string) error {
	return &failure{
		code: exitComponent, err: fmt.Errorf("%s is text, not a component", fileName(path)),
		hint: "assemble it with: wasm-tools parse " + path + " -o FILE.wasm",
	}
}

// isWAT says whether bytes begin as the text form of WebAssembly does.
func isWAT(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	for bytes.HasPrefix(b, []byte(";;")) {
		_, rest, _ := bytes.Cut(b, []byte("\n"))
		b = bytes.TrimLeft(rest, " \t\r\n")
	}
	return len(b) > 0 && b[0] == '('
}
