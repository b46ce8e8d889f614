// Package front stands between a client and a node, and changes what the node says: a liar, or a
// bad line. What it does not change is the node's own answer.
package front

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
)

// Front is what differs from the node. Every part may be left out.
type Front struct {
	// Node answers, at this URL.
	Node string
	// Ask is told what the client asks for, and may ask for something else, or another node.
	Ask func(*Request)
	// Commit, Validators and Status change what is answered to what was asked for.
	Commit     func(Request, *ctypes.ResultCommit)
	Validators func(Request, *ctypes.ResultValidators)
	Status     func(Request, *ctypes.ResultStatus)
	// Line may answer itself, or not at all, and then says true.
	Line func(http.ResponseWriter, Request) bool
}

// Serving is a front that answers until Close.
type Serving struct {
	front  Front
	server http.Server
	url    string

	mutex sync.Mutex
	asked map[string]int
}

// Serve listens on loopback.
func (front Front) Serve() (*Serving, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	serving := &Serving{
		front: front,
		url:   "http://" + listener.Addr().String(),
		asked: make(map[string]int),
	}
	serving.server.Handler = serving
	go serving.server.Serve(listener) //nolint:errcheck // it ends by Close
	return serving, nil
}

// URL is where it answers.
func (serving *Serving) URL() string { return serving.url }

// Asked is how often a method was asked for.
func (serving *Serving) Asked(method string) int {
	serving.mutex.Lock()
	defer serving.mutex.Unlock()
	return serving.asked[method]
}

// Close ends all connections.
func (serving *Serving) Close() error { return serving.server.Close() }

// ServeHTTP answers one request.
func (serving *Serving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	request.Node = serving.front.Node
	request.Times = serving.count(request)
	if serving.front.Line != nil && serving.front.Line(w, request) {
		return
	}
	asked := request
	if serving.front.Ask != nil {
		serving.front.Ask(&asked)
	}
	answer, status, err := asked.forward(r)
	if err == nil && answer.Error == nil {
		err = serving.change(request, answer)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	answer.ID = request.id
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // the client is gone
}

// count tells how often the same was asked before, and adds this time.
func (serving *Serving) count(request Request) int {
	serving.mutex.Lock()
	defer serving.mutex.Unlock()
	serving.asked[request.Method]++
	same := fmt.Sprintf("%s %d %d", request.Method, request.Height, request.Page)
	serving.asked[same]++
	return serving.asked[same] - 1
}

func (serving *Serving) change(request Request, answer *answer) error {
	front := serving.front
	switch {
	case request.Method == "commit" && front.Commit != nil:
		return changed(request, answer, front.Commit)
	case request.Method == "validators" && front.Validators != nil:
		return changed(request, answer, front.Validators)
	case request.Method == "status" && front.Status != nil:
		return changed(request, answer, front.Status)
	}
	return nil
}

func changed[T any](request Request, answer *answer, change func(Request, *T)) error {
	var result T
	if err := cmtjson.Unmarshal(answer.Result, &result); err != nil {
		return err
	}
	change(request, &result)
	var err error
	answer.Result, err = cmtjson.Marshal(&result)
	return err
}

// answer is one of a node, in JSON-RPC.
type answer struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
}

// forward asks the node.
func (request *Request) forward(r *http.Request) (*answer, int, error) {
	message, err := http.NewRequestWithContext(
		r.Context(), http.MethodPost, request.Node, request.body())
	if err != nil {
		return nil, 0, err
	}
	message.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(message)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, 0, err
	}
	var said answer
	if err := json.Unmarshal(body, &said); err != nil {
		return nil, 0, errors.Join(err, fmt.Errorf("%s: %.200s", request.Method, body))
	}
	return &said, response.StatusCode, nil
}

// unquoted is a parameter of a URI, which may stand in quotes.
func unquoted(values url.Values, name string) json.RawMessage {
	value := values.Get(name)
	if value == "" {
		return nil
	}
	if value[0] == '"' || value[0] == '{' || value[0] == '[' {
		return json.RawMessage(value)
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return quoted
}
