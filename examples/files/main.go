// Files gives code files and inputs, shows what it prints as it prints it, and
// takes the files that it wrote. The files are in memory: no file of the machine is
// there for the code.
package main

import (
	"context"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

const report = `
total = 0
with open("sales.csv") as rows:
    for row in rows:
        article, count = row.strip().split(",")
        if article not in skip:
            print("counting", article)
            total += int(count)

with open("report.txt", "w") as out:
    out.write("%s: %d\n" % (title, total))
`

func main() {
	ctx := context.Background()
	sb, err := sandbox.Open(ctx, sandbox.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	result, err := sb.RunProgram(ctx, sandbox.Program{
		Code: report,
		// Inputs are globals of the code, each what encoding/json makes of it.
		Inputs: map[string]any{"title": "sold", "skip": []string{"melon"}},
		Files:  map[string][]byte{"sales.csv": []byte("apple,3\nmelon,4\npear,5\n")},
		Stdout: os.Stdout,
	})
	if err != nil {
		log.Fatal(err)
	}
	files := result.Workspace.Files()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Printf("%s: %q\n", name, files[name])
	}
}
