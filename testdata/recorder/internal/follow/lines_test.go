package follow

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"parhelion/recorder/internal/front"
	"parhelion/recorder/internal/node"
)

var lines = []scenario{
	{
		name: "a slow primary", root: 1,
		peers:    []place{liar(slow), chain, again},
		cometbft: unasked, ours: verified, because: waits,
	},
	{
		name: "a slow witness", root: 1,
		peers:    []place{chain, liar(slow)},
		cometbft: unknown, ours: unknown,
		says: "NotConfirmed",
	},
	{
		name: "one of two witnesses is slow", root: 1,
		peers:    []place{chain, again, liar(slow)},
		cometbft: unasked, ours: verified, because: waits,
	},
	{
		name: "a dripping primary", root: 1,
		peers:    []place{liar(dripping), chain, again},
		cometbft: verified, ours: verified,
	},
	{
		name: "a primary that is cut off", root: 1,
		peers:    []place{liar(cutOff), chain, again},
		cometbft: verified, ours: verified,
	},
	{
		name: "a witness that is cut off", root: 1,
		peers:    []place{chain, liar(cutOff)},
		cometbft: unknown, ours: unknown,
		says: "NotConfirmed",
	},
	{
		name: "an endless primary", root: 1,
		peers:    []place{liar(endless), chain, again},
		cometbft: verified, ours: verified,
	},
	{
		name: "an endless witness", root: 1,
		peers:    []place{chain, liar(endless)},
		cometbft: unknown, ours: unknown,
		says: "NotConfirmed",
	},
	{
		name: "an oversized primary", root: 1,
		peers:    []place{liar(oversized), chain, again},
		cometbft: verified, ours: verified,
		says: "BadLightBlock",
	},
	{
		name: "a page from the primary", root: 1,
		peers:    []place{liar(page), chain, again},
		cometbft: verified, ours: verified,
		says: "BadLightBlock",
	},
	{
		name: "nested without end", root: 1,
		peers:    []place{liar(nested), chain, again},
		cometbft: verified, ours: verified,
		says: "BadLightBlock",
	},
	{
		name: "a primary that is unavailable at times", root: 1,
		peers:    []place{liar(unavailable), chain},
		cometbft: unknown, ours: verified, because: asksOnce,
	},
	{
		name: "a witness that is unavailable at times", root: 1,
		peers:    []place{chain, liar(unavailable)},
		cometbft: unknown, ours: verified, because: asksOnce,
	},
	{
		name: "no primary", root: 1,
		peers:    []place{closed, chain, again},
		cometbft: verified, ours: verified,
	},
	{
		name: "no witness", root: 1,
		peers:    []place{chain, closed},
		cometbft: unknown, ours: unknown,
		says: "NotConfirmed",
	},
	{
		name: "nobody", root: 1,
		peers:    []place{closed, closed},
		cometbft: unknown, ours: unknown, unbegun: true,
		says: "NoResponse",
	},
	{
		name: "a witness that stays behind", root: 1, to: head,
		peers:    []place{chain, peer("behind")},
		cometbft: unknown, ours: unknown,
		says: "NotConfirmed",
	},
	{
		name: "one of two witnesses stays behind", root: 1, to: head,
		peers:    []place{chain, peer("behind"), again},
		cometbft: verified, ours: verified,
	},
	{
		name: "a witness that catches up", root: 1, to: head,
		peers:    []place{chain, liar(laggard)},
		cometbft: verified, ours: verified,
	},
	{
		name: "a primary that is behind", root: 1, to: head,
		peers:    []place{peer("behind"), chain, again},
		cometbft: verified, ours: verified,
	},
	{
		name: "the head of a primary that is behind", root: 1,
		peers:    []place{peer("behind"), chain},
		cometbft: verified, ours: verified,
	},
	{
		name: "a pruned primary", root: 1,
		peers:    []place{peer("pruned"), chain, again},
		cometbft: verified, ours: verified,
	},
	{
		name: "a pruned primary, from where it begins", root: 50,
		peers:    []place{peer("pruned"), chain},
		cometbft: verified, ours: verified,
	},
	{
		name: "a pruned witness", root: 1,
		peers:    []place{chain, peer("pruned")},
		cometbft: verified, ours: verified,
	},
	{
		name: "above the head", root: 1, to: head + 1,
		peers:    []place{chain, again},
		cometbft: unknown, ours: unknown,
		says: "HeightTooHigh",
	},
}

// line is a lie about nothing: what comes is no answer.
func line(answer func(http.ResponseWriter, front.Request) bool) lie {
	return func(_ *testing.T, liar *front.Front) { liar.Line = answer }
}

// slow takes longer than anybody waits.
var slow = line(func(_ http.ResponseWriter, request front.Request) bool {
	select {
	case <-request.Gone:
	case <-time.After(time.Minute):
	}
	return true
})

// cutOff ends in the middle of an answer.
var cutOff = line(func(w http.ResponseWriter, _ front.Request) bool {
	w.Header().Set("Content-Length", "1000")
	fmt.Fprint(w, `{"jsonrpc":"2.0","id":1,"result":{"signed_header":{`)
	panic(http.ErrAbortHandler)
})

// endless never ends. It holds back a little: the other side may keep all that it reads.
var endless = line(func(w http.ResponseWriter, request front.Request) bool {
	fmt.Fprint(w, `{"jsonrpc":"2.0","id":1,"result":"`)
	filler := bytes.Repeat([]byte("a"), 1<<16)
	for {
		select {
		case <-request.Gone:
			return true
		case <-time.After(time.Millisecond):
		}
		if _, err := w.Write(filler); err != nil {
			return true
		}
	}
})

// oversized is as long as it says, which is more than anybody should keep.
var oversized = line(func(w http.ResponseWriter, request front.Request) bool {
	w.Header().Set("Content-Length", "1073741824")
	filler := bytes.Repeat([]byte(" "), 1<<16)
	for {
		select {
		case <-request.Gone:
			return true
		case <-time.After(time.Millisecond):
		}
		if _, err := w.Write(filler); err != nil {
			return true
		}
	}
})

// dripping says one byte now and then: no single wait is long.
var dripping = line(func(w http.ResponseWriter, request front.Request) bool {
	for {
		if _, err := w.Write([]byte(" ")); err != nil {
			return true
		}
		if flusher, can := w.(http.Flusher); can {
			flusher.Flush()
		}
		select {
		case <-request.Gone:
			return true
		case <-time.After(100 * time.Millisecond):
		}
	}
})

// page is what a proxy says for a node.
var page = line(func(w http.ResponseWriter, _ front.Request) bool {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, "<html><body>It works!</body></html>")
	return true
})

// nested is deeper than a reader may follow.
var nested = line(func(w http.ResponseWriter, _ front.Request) bool {
	fmt.Fprintf(w, `{"jsonrpc":"2.0","id":1,"result":%s`, bytes.Repeat([]byte("["), 1<<20))
	return true
})

// unavailable is so for the first two times that each thing is asked for.
var unavailable = line(func(w http.ResponseWriter, request front.Request) bool {
	if request.Times >= 2 {
		return false
	}
	http.Error(w, "try again", http.StatusServiceUnavailable)
	return true
})

// closed is a port on which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	addresses, err := node.FreeAddresses(1)
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + addresses[0].RPC
}
