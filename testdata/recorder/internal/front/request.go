package front

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Request is what a client asks for, in whichever of CometBFT's two ways.
type Request struct {
	// Node is asked, at this URL.
	Node   string
	Method string
	// Height is 0 for the latest, Page for the first.
	Height, Page int64
	// Times is how often the same was asked before.
	Times int
	// Gone is closed when the client waits no longer.
	Gone <-chan struct{}

	id         json.RawMessage
	parameters map[string]json.RawMessage
}

func read(r *http.Request) (Request, error) {
	request := Request{
		Gone:       r.Context().Done(),
		Method:     strings.Trim(r.URL.Path, "/"),
		id:         json.RawMessage("-1"),
		parameters: make(map[string]json.RawMessage),
	}
	if r.Method == http.MethodPost {
		var call struct {
			ID     json.RawMessage            `json:"id"`
			Method string                     `json:"method"`
			Params map[string]json.RawMessage `json:"params"`
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return request, err
		}
		if err := json.Unmarshal(body, &call); err != nil {
			return request, fmt.Errorf("%.200s: %w", body, err)
		}
		request.id, request.Method = call.ID, call.Method
		if call.Params != nil {
			request.parameters = call.Params
		}
	}
	values := r.URL.Query()
	for name := range values {
		request.parameters[name] = unquoted(values, name)
	}
	var err error
	if request.Height, err = request.number("height"); err != nil {
		return request, err
	}
	request.Page, err = request.number("page")
	return request, err
}

func (request *Request) number(name string) (int64, error) {
	text := strings.Trim(string(request.parameters[name]), `"`)
	if text == "" || text == "null" {
		return 0, nil
	}
	return strconv.ParseInt(text, 10, 64)
}

// body is the request in JSON-RPC, with the height that it now has.
func (request *Request) body() io.Reader {
	parameters := make(map[string]json.RawMessage, len(request.parameters))
	for name, value := range request.parameters {
		parameters[name] = value
	}
	delete(parameters, "height")
	if request.Height != 0 {
		parameters["height"] = json.RawMessage(fmt.Sprintf("%q", strconv.FormatInt(request.Height, 10)))
	}
	body, err := json.Marshal(map[string]any{
		"jsonrpc": "2.0", "id": 1, "method": request.Method, "params": parameters,
	})
	if err != nil {
		// Its parts were read as JSON.
		panic(err)
	}
	return bytes.NewReader(body)
}
