package parhelion

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestEveryCodeIsNamedAsInTheLibrary(t *testing.T) {
	codes := []Code{CodeArgument, CodeInternal, CodeUnreadable, 999}
	for code := range table {
		codes = append(codes, code)
	}
	if len(codes) < 250 {
		t.Fatalf("only %d codes", len(codes))
	}
	err := shared.with(func(m machine) error {
		for _, code := range codes {
			if found := m.codeName(code); found != code.Name() {
				t.Errorf("%d is %s here, and %s in the library", code, code.Name(), found)
			}
			if found := m.codeText(code); code >= 100 && found != code.Error() {
				t.Errorf("%d says %q here, and %q in the library", code, code.Error(), found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestErrorsAreFoundByCodeAndByClass(t *testing.T) {
	_, err := ParseTrustedState([]byte("short"))
	err = fmt.Errorf("wrapped: %w", err)
	for _, target := range []error{ErrStateLength, CodeStateLength, Malformed} {
		if !errors.Is(err, target) {
			t.Errorf("%v is not %v", err, target)
		}
	}
	for _, target := range []error{ErrStateVersion, CodeNotEnoughTrust, Expired, Invalid} {
		if errors.Is(err, target) {
			t.Errorf("%v is %v", err, target)
		}
	}
	var e *Error
	if !errors.As(err, &e) || e.A != 5 || e.Index != None || e.Offset != None || e.Name != "StateLength" {
		t.Errorf("not as it should be: %+v", e)
	}
}

func TestNumbersAreToldAsWhatTheyAre(t *testing.T) {
	for want, d := range map[string]detail{
		"needed (tallied 10, needed 33, total 99)":         {code: 302, class: 3, a: 10, b: 33, c: 99},
		"negative (index 7, power -2)":                     {code: 221, class: 1, index: 7, a: 1<<64 - 2},
		"is over (expired 1970-01-01T00:00:05.000000006Z)": {code: 301, class: 2, a: 5, b: 6},
		"inside a value (offset 4)":                        {code: 101, class: 1, offset: 4},
	} {
		if text := d.refusal().Error(); !strings.HasSuffix(text, want) {
			t.Errorf("%q does not end with %q", text, want)
		}
	}
	e := (&detail{code: 302, class: 3, a: 10, b: 33, c: 99}).refusal().(*Error)
	if e.Tallied != 10 || e.Needed != 33 || e.Total != 99 {
		t.Errorf("%+v", e)
	}
}
