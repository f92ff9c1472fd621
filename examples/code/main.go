// Code runs programs that nobody has reviewed and tells how each of them ended.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

func main() {
	ctx := context.Background()
	// The default guest with every limit on, one of them changed.
	sb, err := sandbox.Open(ctx, sandbox.Config{Limits: sandbox.Limits{Wall: time.Second}})
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	for _, code := range []string{
		`print(12345*67890)`,
		`sum(n * n for n in range(10))`,
		`{}["key"]`,
		`def broken(:`,
		`while True: pass`,
		`open("/etc/passwd")`,
	} {
		// Every run has a fresh interpreter: nothing of an earlier one is there.
		result, err := sb.Run(ctx, code)
		fmt.Printf("%-30s -> %s\n", code, outcome(result, err))
	}
}

// outcome is how a run ended, in words.
func outcome(result *sandbox.Result, err error) string {
	var limitError *sandbox.LimitError
	var pythonError *sandbox.PythonError
	switch {
	case errors.As(err, &limitError): // comes first: it may carry a Python error
		return fmt.Sprintf("stopped by the limit %q", limitError.Limit)
	case errors.As(err, &pythonError):
		return "raised " + pythonError.Class
	case err != nil:
		return "failed: " + err.Error() // the context ended, or the guest broke
	case result.Value != nil:
		return "value " + result.Value.Repr
	}
	return fmt.Sprintf("printed %q", result.Stdout)
}
