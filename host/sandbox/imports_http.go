package sandbox

import (
	"context"
	"errors"
	"strings"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

// httpImport is the interface safe-http.
type httpImport struct{ *seat }

func (r httpImport) Fetch(ctx context.Context, req runner.Request) (runner.Response, error) {
	if r.cut != (host.LiftCut{}) {
		return runner.Response{}, httpError(r.sandbox.gate.TooLong(&r.account))
	}
	request := egress.Request{Method: req.Method, URL: req.URL, Headers: make([]egress.Header, len(req.Headers))}
	for i, h := range req.Headers {
		request.Headers[i] = egress.Header{Name: h.F0, Value: h.F1}
	}
	if req.Body != nil {
		request.Body = *req.Body
		if request.Body == nil {
			request.Body = []byte{}
		}
	}
	response, err := r.sandbox.gate.Fetch(ctx, &r.account, request)
	if err != nil {
		return runner.Response{}, httpError(err)
	}
	answer := runner.Response{Status: uint16(response.Status), Headers: make([]runner.Header, len(response.Headers)), Body: response.Body}
	for i, h := range response.Headers {
		answer.Headers[i] = runner.Header{F0: h.Name, F1: h.Value}
	}
	return answer, nil
}

// httpError is the error in the contract's form. What is none of those ends the run.
func httpError(err error) error {
	var e *egress.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Kind {
	case egress.Denied:
		return runner.HTTPErrorDenied{Value: text(e.Reason)}
	case egress.Timeout:
		return runner.HTTPErrorTimeout{}
	case egress.TooLarge:
		return runner.HTTPErrorTooLarge{Value: uint64(e.Limit)}
	case egress.DNS:
		return runner.HTTPErrorDNS{}
	case egress.Connect:
		return runner.HTTPErrorConnect{}
	case egress.TLS:
		return runner.HTTPErrorTLS{}
	case egress.Budget:
		return runner.HTTPErrorBudget{}
	}
	return runner.HTTPErrorProtocol{Value: text(e.Reason)}
}

// text is what may be given to a guest as a string.
func text(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
