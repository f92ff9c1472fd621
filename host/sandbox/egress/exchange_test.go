package egress

import (
	"net"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server that takes a connection and never answers the handshake holds
// nothing once the request's time is up.
func TestFetchEndsAnUnansweredHandshake(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var conns []net.Conn
	accepted := make(chan struct{})
	go func() {
		defer close(accepted)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conns = append(conns, conn)
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		<-accepted
		for _, c := range conns {
			c.Close()
		}
	})
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	limits := testLimits
	limits.Timeout = 50 * time.Millisecond
	g, err := Compile(Policy{Rules: []string{"GET https://127.0.0.1:*/*"}}, limits)
	require.NoError(t, err)
	before := runtime.NumGoroutine()
	for range 5 {
		_, err := get(g, "https://127.0.0.1:"+port+"/")
		requireKind(t, err, Timeout, "")
	}
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, time.Minute, 10*time.Millisecond)
}
