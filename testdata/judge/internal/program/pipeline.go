package program

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"sync"
)

const (
	// So many bytes make a batch worth the hand-over to another core, whatever the length of a line.
	batchBytes = 64 << 10
	// So many batches may wait for their turn to be written, for each worker.
	queueLength = 4
)

// batch is a run of lines, and what came of them.
type batch struct {
	lines [][]byte
	first int

	results [][]byte
	err     error
	done    chan struct{}
}

// process applies work to every line on all workers, and hands the results to write in the order
// of the lines, up to the first error.
func process(in io.Reader, workers int, work func([]byte) ([]byte, error), write func([]byte) error) error {
	todo := make(chan *batch)
	ordered := make(chan *batch, workers*queueLength)
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for batch := range todo {
				batch.run(work)
			}
		})
	}
	var readErr error
	group.Go(func() {
		defer close(ordered)
		defer close(todo)
		readErr = readBatches(in, func(batch *batch) bool {
			select {
			case <-stop:
				return false
			case ordered <- batch:
			}
			todo <- batch
			return true
		})
	})
	err := drain(ordered, write)
	close(stop)
	for batch := range ordered {
		<-batch.done
	}
	group.Wait()
	if err != nil {
		return err
	}
	return readErr
}

func drain(ordered <-chan *batch, write func([]byte) error) error {
	for batch := range ordered {
		<-batch.done
		for _, result := range batch.results {
			if err := write(result); err != nil {
				return err
			}
		}
		if batch.err != nil {
			return batch.err
		}
	}
	return nil
}

func readBatches(in io.Reader, send func(*batch) bool) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	number, size := 1, 0
	current := &batch{first: 1, done: make(chan struct{})}
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 0 {
			current.lines = append(current.lines, line)
			size += len(line)
			number++
		}
		if err != nil && err != io.EOF {
			return err
		}
		if size >= batchBytes || (err == io.EOF && size > 0) {
			if !send(current) {
				return nil
			}
			current = &batch{first: number, done: make(chan struct{})}
			size = 0
		}
		if err == io.EOF {
			return nil
		}
	}
}

func (b *batch) run(work func([]byte) ([]byte, error)) {
	defer close(b.done)
	for i, line := range b.lines {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		result, err := work(line)
		if err != nil {
			b.err = fmt.Errorf("line %d: %w", b.first+i, err)
			return
		}
		b.results = append(b.results, result)
	}
}
