package program

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"judge/internal/cases"
	"judge/internal/verdict"
)

var errDisagree = errors.New("disagreements")

// judgedElsewhere lists the kinds of the format that some program, if not every one, does not judge.
var judgedElsewhere = []string{
	"client_update", "consumer_double_vote", "consumer_misbehaviour", "ics23", "power_shaping",
	"valset_change",
}

// tally counts compared cases.
type tally struct {
	agree, disagree, skipped int
}

// checkAll compares the cases of the files, or of the standard input where there is no file.
func checkAll(
	bench verdict.Bench, files []string, in io.Reader, workers int, out io.Writer,
) error {
	var tally tally
	if len(files) == 0 {
		if err := tally.check(bench, in, workers, out); err != nil {
			return err
		}
	}
	for _, file := range files {
		if err := tally.checkFile(bench, file, workers, out); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if tally.skipped > 0 {
		fmt.Fprintf(out, "%d cases of other judges were not compared\n", tally.skipped)
	}
	fmt.Fprintf(out, "%d cases, %d agree, %d disagree\n",
		tally.agree+tally.disagree, tally.agree, tally.disagree)
	if tally.disagree > 0 {
		return errDisagree
	}
	return nil
}

func (t *tally) checkFile(bench verdict.Bench, path string, workers int, out io.Writer) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	in, err := plain(file)
	if err != nil {
		return err
	}
	return t.check(bench, in, workers, out)
}

// plain unpacks what is gzipped, by its first bytes rather than its name.
func plain(in io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(in)
	magic, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}

var skipped = []byte("skipped")

func (t *tally) check(bench verdict.Bench, in io.Reader, workers int, out io.Writer) error {
	work := func(text []byte) ([]byte, error) { return compare(bench, text) }
	return process(in, workers, work, func(differences []byte) error {
		switch {
		case len(differences) == 0:
			t.agree++
		case bytes.Equal(differences, skipped):
			t.skipped++
		default:
			t.disagree++
			_, err := out.Write(differences)
			return err
		}
		return nil
	})
}

// compare lists what differs between the answer of a line and the judge's own.
func compare(bench verdict.Bench, text []byte) ([]byte, error) {
	line, err := cases.ParseLine(text)
	if err != nil {
		return nil, err
	}
	ours, err := bench.Judge(line)
	var unknown verdict.UnknownKind
	if errors.As(err, &unknown) && slices.Contains(judgedElsewhere, string(unknown)) {
		return skipped, nil
	}
	if err != nil {
		return nil, err
	}
	theirs, err := line.Answer()
	if err != nil {
		return nil, err
	}
	var id string
	if _, err := line.Get("id", &id); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, difference := range differences(theirs, ours) {
		fmt.Fprintf(&out, "%s: %s\n", id, difference)
	}
	return out.Bytes(), nil
}

func differences(theirs, ours *cases.Answer) []string {
	var found []string
	report := func(name, theirs, ours string) {
		if theirs != ours {
			found = append(found, fmt.Sprintf("%s is %s, and here %s", name, theirs, ours))
		}
	}
	// Another release may put the same fault in other words.
	words := theirs.Judge == ours.Judge
	report("want", shown(&theirs.Want, words), shown(&ours.Want, words))
	report("stricter", strconv.Quote(theirs.Stricter), strconv.Quote(ours.Stricter))
	report("laxer", strconv.Quote(theirs.Laxer), strconv.Quote(ours.Laxer))
	report("go", shown(theirs.Go, words), shown(ours.Go, words))
	// How much of a message is scanned before its decoding fails is no verdict.
	if theirs.Want.Class != cases.Malformed || theirs.Stricter != "" {
		report("wire", fmt.Sprint(theirs.Wire), fmt.Sprint(ours.Wire))
	}
	return found
}

func shown(verdict *cases.Verdict, words bool) string {
	if verdict == nil {
		return "absent"
	}
	shown := *verdict
	if !words {
		shown.Reason = ""
	}
	return shown.String()
}
