// Release makes what people need to use Vivarium without building it: see
// `just release` and `just notices`.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

const usage = `usage: release [flags] COMMAND

The commands:

  notices    write the notices of all that is shipped to OUT/notices, and the
             page THIRD_PARTY.md
  modules    write a Go module for each guest to OUT/go/guests, one with the
             engine's library to OUT/go/engine, and all modules as a module proxy
             serves them to OUT/go/proxy
  archives   build the command with its guests for each platform and write an
             archive of each, with checksums, to OUT
  all        all of these

The flags:

`

func main() {
	flags := flag.NewFlagSet("release", flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	root := flags.String("root", ".", "the root of the repository")
	out := flags.String("out", "build/release", "the folder to write to, from the root on")
	version := flags.String("version", "", "the version, v0.1.0 for example; empty is the pseudo-version of the commit")
	list := flags.String("platforms", "", "the platforms, linux/amd64,linux/arm64 for example; empty is all that can be built")
	_ = flags.Parse(os.Args[1:])
	if flags.NArg() != 1 {
		flags.Usage()
		os.Exit(2)
	}
	if err := do(*root, *out, *version, *list, flags.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func do(root, out, version, list, command string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if !filepath.IsAbs(out) {
		out = filepath.Join(root, out)
	}
	chosen, err := choose(list)
	if err != nil {
		return err
	}
	if command == "notices" {
		all, err := products(root)
		if err != nil {
			return err
		}
		return writeNotices(root, filepath.Join(out, "notices"), all)
	}
	steps := map[string]func(*release) error{
		"modules":  func(r *release) error { return r.modules(chosen) },
		"archives": func(r *release) error { return r.archives(chosen) },
		"all": func(r *release) error {
			if err := writeNotices(r.root, filepath.Join(r.out, "notices"), r.products); err != nil {
				return err
			}
			if err := r.modules(chosen); err != nil {
				return err
			}
			return r.archives(chosen)
		},
	}
	step, known := steps[command]
	if !known {
		return fmt.Errorf("command %q: it is notices, modules, archives or all", command)
	}
	r, err := prepare(root, out, version)
	if err != nil {
		return err
	}
	return step(r)
}
