package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

func Example() {
	ctx := context.Background()
	sb, err := sandbox.Open(ctx, sandbox.Config{}) // the default guest, every limit on
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	for _, code := range []string{
		`print(12345*67890)`,
		`[n * n for n in range(5)]`,
		`1/0`,
		`safe_http_get('https://example.com/')`,
		`a = 'X' * (1024*1024*100)`,
	} {
		res, err := sb.Run(ctx, code)

		var limitError *sandbox.LimitError
		var pythonError *sandbox.PythonError
		switch {
		case errors.As(err, &limitError): // comes first: it may carry a Python error
			fmt.Println("limit:", limitError.Limit, limitError.Max)
		case errors.As(err, &pythonError):
			fmt.Println("raised:", pythonError.Class+":", pythonError.Message)
		case err != nil:
			log.Fatal(err)
		case res.Value != nil:
			fmt.Println("value:", res.Value.Repr)
		default:
			fmt.Print("printed: ", res.Stdout)
		}
	}
	// Output:
	// printed: 838102050
	// value: [0, 1, 4, 9, 16]
	// raised: ZeroDivisionError: division by zero
	// raised: PermissionError: no rule allows GET https://example.com/
	// limit: memory 134217728
}

func ExampleSandbox_RunProgram() {
	ctx := context.Background()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "the weather is fine")
	}))
	defer server.Close()

	sb, err := sandbox.Open(ctx, sandbox.Config{
		HTTP: egress.Policy{
			Rules: []string{"GET " + server.URL + "/weather/*"},
			Audit: func(e egress.Event) { fmt.Println("audit: allowed is", e.Allowed) },
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	_, err = sb.RunProgram(ctx, sandbox.Program{
		Code:   `print(safe_http_get(base + '/weather/today'))`,
		Inputs: map[string]any{"base": server.URL},
		Stdout: printer{},
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// audit: allowed is true
	// the weather is fine
}

// A sandbox for each of many tenants, over one guest.
func ExampleSandbox_Narrow() {
	ctx := context.Background()
	search := func(ctx context.Context, arguments json.RawMessage) (any, error) {
		return []string{"found", string(arguments)}, nil
	}
	sb, err := sandbox.Open(ctx, sandbox.Config{Tools: []sandbox.Tool{{Name: "search", Call: search}, {Name: "delete", Call: search}}})
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	tenant, err := sb.Narrow(sandbox.Scope{
		Limits: sandbox.Limits{Wall: time.Second, Output: 1000},
		Tools:  []string{"search"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, code := range []string{"tools.search(query='x')", "tools.delete()", "print('x' * 1001)"} {
		res, err := tenant.Run(ctx, code)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(string(res.Value.JSON))
	}
	// Output:
	// ["found", "{\"query\": \"x\"}"]
	// python: AttributeError: no tool named 'delete'; there are: search
	// sandbox: output: the limit is 1000 bytes (Config.Limits.Output), and 1000 were used
}

// printer shows what a program prints as it prints it.
type printer struct{}

func (printer) Write(b []byte) (int, error) { return fmt.Print(string(b)) }
