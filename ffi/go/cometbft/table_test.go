package cometbft_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestMain prints what the benchmarks have noted, where they ran.
func TestMain(m *testing.M) {
	code := m.Run()
	figures.print()
	os.Exit(code)
}

var figures table

// table has a row a kind of work, and a column a contender.
type table struct {
	rows, columns []string
	cells         map[string]float64
}

// runs has one figure a run: each begins with a single round, and the last of its figures counts.
type runs []float64

func (r *runs) add(rounds int, figure float64) {
	if rounds == 1 || len(*r) == 0 {
		*r = append(*r, figure)
	}
	(*r)[len(*r)-1] = figure
}

func (r runs) least() float64 {
	if len(r) == 0 {
		return 0 // it did not run
	}
	return slices.Min(r)
}

// note keeps the least figure where a row is measured again.
func (t *table) note(row, column string, nanoseconds float64) {
	if t.cells == nil {
		t.cells = map[string]float64{}
	}
	if nanoseconds == 0 {
		return
	}
	if !slices.Contains(t.rows, row) {
		t.rows = append(t.rows, row)
	}
	if !slices.Contains(t.columns, column) {
		t.columns = append(t.columns, column)
	}
	if least, ok := t.cells[row+column]; !ok || nanoseconds < least {
		t.cells[row+column] = nanoseconds
	}
}

// print writes microseconds a header. The second of each two columns also says how many times as
// quick as the first it is.
func (t *table) print() {
	if len(t.rows) == 0 {
		return
	}
	fmt.Printf("\nus a header (times as quick as CometBFT)\n\n| | %s |\n|---%s|\n",
		strings.Join(t.columns, " | "), strings.Repeat("|---:", len(t.columns)))
	for _, row := range t.rows {
		fmt.Printf("| %s |", row)
		for i, column := range t.columns {
			each, ok := t.cells[row+column]
			if !ok {
				fmt.Print(" - |")
				continue
			}
			fmt.Printf(" %.0f", each/1000)
			if i%2 == 1 {
				fmt.Printf(" (%.2f)", t.cells[row+t.columns[i-1]]/each)
			}
			fmt.Print(" |")
		}
		fmt.Println()
	}
	fmt.Println()
}
