package notices

import (
	"errors"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

// Product is something that is shipped, with all that is in it.
type Product struct {
	// Name is the command's or the guest's.
	Name  string
	Parts []Part
}

// description is the form of a notices.toml. Paths are relative to the folder
// that it lies in, those that begin with "//" to the root of the repository.
type description struct {
	// Include are other such files, of what is linked as well.
	Include []string
	// Go is the package of a Go program, Tags and Platforms how it is built.
	Go struct {
		Package, Tags string
		Platforms     []string
	}
	// Crates are those that are linked.
	Crates []struct {
		Manifest string
		Targets  []string
		// TextsFrom names for a crate that was published without its texts
		// another of the same project that has them.
		TextsFrom map[string]string `toml:"texts_from"`
	}
	// Library are parts that neither cargo nor go knows of.
	Library []struct {
		Name, Version, License string
		// Files are the files that hold its texts, as patterns of filepath.Match.
		Files []string
		// Headers are source files whose first comment is the text.
		Headers []string
		// Text is the text itself, where no file has it.
		Text string
	}
}

// Collect reads a notices.toml and gives the product that it describes. Each of
// its parts may be shipped and has its texts.
func Collect(root, name, file string) (Product, error) {
	var d description
	meta, err := toml.DecodeFile(file, &d)
	if err != nil {
		return Product{}, fmt.Errorf("%s: %w", file, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Product{}, fmt.Errorf("%s: unknown key %s", file, unknown[0])
	}
	at := func(path string) string {
		if inner, whole := strings.CutPrefix(path, "//"); whole {
			return filepath.Join(root, inner)
		}
		return filepath.Join(filepath.Dir(file), path)
	}
	product := Product{Name: name}
	for _, other := range d.Include {
		included, err := Collect(root, name, at(other))
		if err != nil {
			return Product{}, err
		}
		product.Parts = append(product.Parts, included.Parts...)
	}
	if d.Go.Package != "" {
		parts, err := goModules(root, d.Go.Package, d.Go.Tags, d.Go.Platforms)
		if err != nil {
			return Product{}, err
		}
		product.Parts = append(product.Parts, parts...)
	}
	for _, c := range d.Crates {
		parts, err := crates(at(c.Manifest), c.Targets, c.TextsFrom)
		if err != nil {
			return Product{}, err
		}
		product.Parts = append(product.Parts, parts...)
	}
	if len(d.Crates) > 0 {
		part, err := rustLibrary()
		if err != nil {
			return Product{}, err
		}
		product.Parts = append(product.Parts, part)
	}
	for _, l := range d.Library {
		part := Part{Kind: "library", Name: l.Name, Version: l.Version, License: l.License}
		for _, pattern := range l.Files {
			texts, err := readMatching(at(pattern))
			if err != nil {
				return Product{}, fmt.Errorf("%s: %s: %w", file, l.Name, err)
			}
			part.Texts = append(part.Texts, texts...)
		}
		for _, header := range l.Headers {
			texts, err := readMatching(at(header))
			if err != nil {
				return Product{}, fmt.Errorf("%s: %s: %w", file, l.Name, err)
			}
			for _, text := range texts {
				part.Texts = append(part.Texts, firstComment(text))
			}
		}
		if l.Text != "" {
			part.Texts = append(part.Texts, l.Text)
		}
		product.Parts = append(product.Parts, part)
	}
	product.Parts = sorted(product.Parts)
	var errs []error
	for _, part := range product.Parts {
		errs = append(errs, part.check())
	}
	return product, errors.Join(errs...)
}

// readMatching reads the files that a pattern matches, one at least.
func readMatching(pattern string) ([]string, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no file %s: run `just setup`", pattern)
	}
	var texts []string
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	return texts, nil
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// firstComment gives the comments with which a C file begins, up to the first
// that follows code.
func firstComment(source string) string {
	var b strings.Builder
	for {
		at := comment.FindStringIndex(source)
		if at == nil || strings.TrimSpace(source[:at[0]]) != "" {
			return b.String()
		}
		b.WriteString(source[at[0]:at[1]] + "\n")
		source = source[at[1]:]
	}
}

// rustLibrary is Rust's own library with all that is in it. The compiler brings
// a report of its copyrights.
func rustLibrary() (Part, error) {
	const report = "share/doc/rust/COPYRIGHT-library.html"
	sysroot, err := output(exec.Command("rustc", "--print", "sysroot"))
	if err != nil {
		return Part{}, err
	}
	page, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(sysroot)), report))
	if err != nil {
		return Part{}, fmt.Errorf("copyrights of the library of Rust: %w: Rust by rustup has them, in every profile", err)
	}
	return Part{
		Kind: "library", Name: "Rust's standard library and what it is made of", License: "MIT OR Apache-2.0",
		Texts: pageTexts(string(page)),
	}, nil
}

var (
	hidden = regexp.MustCompile(`(?s)<(style|head)\b.*?</(style|head)>`)
	quoted = regexp.MustCompile(`(?s)<pre>(.*?)</pre>`)
	tag    = regexp.MustCompile(`<[^>]*>`)
	blank  = regexp.MustCompile(`\n[ \t]*\n\s*\n`)
)

// pageTexts gives the text of a page of HTML, and after it the texts that it quotes.
func pageTexts(page string) []string {
	page = hidden.ReplaceAllString(page, "")
	own := html.UnescapeString(tag.ReplaceAllString(quoted.ReplaceAllString(page, "below"), ""))
	texts := []string{blank.ReplaceAllString(own, "\n\n")}
	for _, found := range quoted.FindAllStringSubmatch(page, -1) {
		texts = append(texts, html.UnescapeString(found[1]))
	}
	return texts
}
