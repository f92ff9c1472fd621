// Server runs the Python code in the body of each POST request and answers with what
// came of it, fifty runs at a time:
//
//	curl --data 'sum(range(10))' localhost:8080/run
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

const (
	runsAtATime = 50
	// maxCode is the size of a program in bytes.
	maxCode = 64 << 10
)

// answer is the body of every answer to a run.
type answer struct {
	Stdout string          `json:"stdout"`
	Value  json.RawMessage `json:"value,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func main() {
	address := flag.String("address", "localhost:8080", "where to listen")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	sb, err := open(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()
	server := &http.Server{Addr: *address, Handler: handler(sb), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Shutdown(context.Background())
	}()
	fmt.Println("listening on", *address)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Print(err)
	}
}

// open opens one sandbox for all requests: each run starts from its image.
func open(ctx context.Context) (*sandbox.Sandbox, error) {
	return sandbox.Open(ctx, sandbox.Config{
		Concurrency: runsAtATime, // the next ones wait for their turn
		Limits:      sandbox.Limits{Wall: 2 * time.Second, Memory: 64 << 20},
	})
}

func handler(sb *sandbox.Sandbox) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) {
		code, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCode))
		if err != nil {
			http.Error(w, "the program is too long, or did not arrive", http.StatusBadRequest)
			return
		}
		// The run ends when the client goes away.
		result, err := sb.Run(r.Context(), string(code))
		a := answer{Stdout: result.Stdout}
		if result.Value != nil {
			a.Value = result.Value.JSON
		}
		status := http.StatusOK
		if err != nil {
			a.Error, status = err.Error(), statusOf(err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(a)
	})
	return mux
}

// statusOf tells the client's mistakes from the server's.
func statusOf(err error) int {
	var limitError *sandbox.LimitError
	var pythonError *sandbox.PythonError
	var codeError *sandbox.CodeError
	switch {
	case errors.As(err, &limitError):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &pythonError), errors.As(err, &codeError):
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}
