package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/examples/internal/exampletest"
)

func TestMain(m *testing.M) { exampletest.Main(m) }

// Each of many clients at once gets the answer to its own program.
func TestServer(t *testing.T) {
	sb, err := open(t.Context())
	require.NoError(t, err)
	defer sb.Close()
	server := httptest.NewServer(handler(sb))
	defer server.Close()

	post := func(code string) (int, string) {
		response, err := http.Post(server.URL+"/run", "text/x-python", strings.NewReader(code))
		if err != nil {
			return 0, err.Error()
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return 0, err.Error()
		}
		return response.StatusCode, string(body)
	}

	const clients = 3 * runsAtATime
	var wrong [clients]string
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			want := fmt.Sprintf("{\"stdout\":\"\",\"value\":%d}\n", i*i)
			if status, body := post(fmt.Sprintf("n = %d\nn * n", i)); status != http.StatusOK || body != want {
				wrong[i] = fmt.Sprintf("client %d: %d %s", i, status, body)
			}
		})
	}
	wg.Wait()
	for _, message := range wrong {
		require.Empty(t, message)
	}

	for _, c := range []struct {
		code   string
		status int
		says   string
	}{
		{"1/0", http.StatusUnprocessableEntity, "ZeroDivisionError"},
		{"print('before'); bytearray(10**9)", http.StatusRequestEntityTooLarge, "memory"},
		{strings.Repeat("#", maxCode+1), http.StatusBadRequest, "too long"},
	} {
		status, body := post(c.code)
		require.Equal(t, c.status, status, body)
		require.Contains(t, body, c.says)
	}
}
