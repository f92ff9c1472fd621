// HTTP lets code make the requests that a rule allows, with a secret that the code
// never sees. The server is one of the program's own, so that it runs anywhere.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer s3cret" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `{"city": %q, "degrees": 21}`, strings.TrimPrefix(r.URL.Path, "/weather/"))
	}))
	defer server.Close()

	ctx := context.Background()
	sb, err := sandbox.Open(ctx, sandbox.Config{HTTP: egress.Policy{
		Rules:   []string{"GET " + server.URL + "/weather/*"},
		Secrets: []egress.Secret{{Name: "weather", Value: "s3cret", Origin: server.URL}},
		Audit:   func(e egress.Event) { fmt.Println("audit:", e.Method, "allowed:", e.Allowed) },
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	result, err := sb.RunProgram(ctx, sandbox.Program{
		Code: `
key = {"Authorization": "Bearer {{secret:weather}}"} # the host fills it in on the way out
answer = safe_http.get(server + "/weather/oslo", headers=key).json()
print(answer["city"], answer["degrees"])
try:
    safe_http.get(server + "/admin", headers=key)
except PermissionError:
    print("the rest of the server is out of reach")
`,
		Inputs: map[string]any{"server": server.URL},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(result.Stdout)
}
