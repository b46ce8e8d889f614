package record

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"parhelion/recorder/internal/network"
)

// Answer is what the node's RPC server says to a path, to the byte.
type Answer struct {
	Path   string `json:"path"`
	Status int    `json:"status"`
	Body   string `json:"body"`
}

// perPage is the largest page that a node serves.
const perPage = 100

// defaultPage is how many validators a node serves when it is not asked for a number.
const defaultPage = 30

// served asks for all that a light client asks for, and for what a node must refuse.
func served(n *network.Network, rpc string, validators map[int64]int) ([]Answer, error) {
	var answers []Answer
	for _, path := range paths(n, validators) {
		answer, err := get(rpc, path)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

func paths(n *network.Network, validators map[int64]int) []string {
	all := []string{"/genesis"}
	for _, height := range n.Kept {
		all = append(all,
			fmt.Sprintf("/commit?height=%d", height),
			fmt.Sprintf("/block?height=%d", height))
		all = append(all, pages(height, validators[height])...)
		// A client that skips from here needs the set that follows.
		if !slices.Contains(n.Kept, height+1) {
			all = append(all, pages(height+1, validators[height+1])...)
		}
	}
	if n.Paged {
		for page := 1; (page-1)*defaultPage < validators[n.Last()]; page++ {
			all = append(all, fmt.Sprintf("/validators?height=%d&page=%d", n.Last(), page))
		}
	}
	return append(all,
		fmt.Sprintf("/validators?height=%d&page=99", n.Last()),
		fmt.Sprintf("/commit?height=%d", n.Last()+1_000_000),
		"/commit?height=0",
		"/status",
		"/commit",
	)
}

func pages(height int64, validators int) []string {
	var all []string
	for page := 1; (page-1)*perPage < validators; page++ {
		path := fmt.Sprintf("/validators?height=%d&page=%d&per_page=%d", height, page, perPage)
		all = append(all, path)
	}
	return all
}

func get(rpc, path string) (Answer, error) {
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Get(rpc + path)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return Answer{Path: path, Status: response.StatusCode, Body: string(body)}, err
}
