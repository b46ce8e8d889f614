//go:build !parhelion_native

package parhelion

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/parhelion/parhelion/ffi/go/internal/wasm"
)

// compiled is the module, compiled once for the process, when it is first needed.
var compiled = sync.OnceValues(func() (loaded, error) {
	runtime := wazero.NewRuntime(context.Background())
	module, err := runtime.CompileModule(context.Background(), wasm.Module)
	return loaded{runtime, module}, err
})

type loaded struct {
	runtime wazero.Runtime
	module  wazero.CompiledModule
}

// wasmMachine is an instance of the module: it shares nothing with another.
type wasmMachine struct {
	instance  api.Module
	memory    api.Memory
	functions map[string]api.Function
	verifier  uint32
	// block is memory in the instance, size bytes, lent to one call after the other.
	block, size uint32
	stack       []uint64
}

func newMachine() (machine, error) {
	l, err := compiled()
	if err != nil {
		return nil, err
	}
	// Without a name there may be any number of instances.
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions()
	instance, err := l.runtime.InstantiateModule(context.Background(), l.module, config)
	if err != nil {
		return nil, err
	}
	m := &wasmMachine{instance: instance, memory: instance.Memory(), functions: map[string]api.Function{}}
	verifier, err := m.call("parhelion_verifier_new", 0)
	if err == nil && verifier == 0 {
		err = errors.New("no verifier was made")
	}
	if err != nil {
		m.close()
		return nil, err
	}
	m.verifier = uint32(verifier)
	return m, nil
}

func (m *wasmMachine) close() { _ = m.instance.Close(context.Background()) }

// call calls a function, and gives what it returns.
func (m *wasmMachine) call(name string, arguments ...uint64) (uint64, error) {
	function, ok := m.functions[name]
	if !ok {
		if function = m.instance.ExportedFunction(name); function == nil {
			return 0, fmt.Errorf("the module has no %s", name)
		}
		m.functions[name] = function
	}
	m.stack = append(m.stack[:0], arguments...)
	if len(m.stack) == 0 {
		m.stack = append(m.stack, 0)
	}
	err := function.CallWithStack(context.Background(), m.stack)
	return m.stack[0], err
}

const (
	// alignment suffices for every struct of the interface.
	alignment = 8
	// keptMemory is how much a machine keeps between calls; more is given back.
	keptMemory = 4 << 20
)

func aligned(size int) uint32 { return uint32((size + alignment - 1) / alignment * alignment) }

// frame is one call: what it lends, and its arguments. Its first fault is told by do.
type frame struct {
	m         *wasmMachine
	arguments []uint64
	why       uint32
	used      uint32
	// more is memory beyond the machine's block: pairs of where and how much.
	more  [][2]uint32
	fault error
}

// begin begins a call, which ends with do.
func (m *wasmMachine) begin() *frame { return &frame{m: m} }

// room lends memory, which holds anything.
func (f *frame) room(size int) uint32 {
	if f.fault != nil {
		return 0
	}
	if size < 0 || size > 1<<30 {
		f.fault = errors.New("an argument has more than 1 GiB")
		return 0
	}
	need := aligned(max(size, 1))
	if f.used+need <= f.m.size {
		at := f.m.block + f.used
		f.used += need
		return at
	}
	at, err := f.m.call("parhelion_wasm_alloc", uint64(need), alignment)
	if err == nil && at == 0 {
		err = errors.New("no memory is left")
	}
	if err != nil {
		f.fault = err
		return 0
	}
	f.more = append(f.more, [2]uint32{uint32(at), need})
	return uint32(at)
}

// end gives memory back; the next call finds as much in one block as this one needed.
func (f *frame) end() {
	if len(f.more) == 0 {
		return
	}
	total := f.used
	for _, block := range f.more {
		total += block[1]
		f.free(block[0], block[1])
	}
	if total > keptMemory {
		return
	}
	if f.m.size > 0 {
		f.free(f.m.block, f.m.size)
	}
	f.m.block, f.m.size = 0, 0
	if at, err := f.m.call("parhelion_wasm_alloc", uint64(total), alignment); err == nil && at != 0 {
		f.m.block, f.m.size = uint32(at), total
	}
}

func (f *frame) free(at, size uint32) {
	if _, err := f.m.call("parhelion_wasm_free", uint64(at), uint64(size), alignment); err != nil && f.fault == nil {
		f.fault = err
	}
}

// put lends memory with these bytes in it. It is never NULL.
func (f *frame) put(bytes []byte) uint32 {
	at := f.room(len(bytes))
	if f.fault == nil && !f.m.memory.Write(at, bytes) {
		f.fault = errors.New("the module has less memory than it lent")
	}
	return at
}

// get copies bytes out.
func (f *frame) get(at uint32, size int) []byte {
	bytes := make([]byte, size)
	if view, ok := f.m.memory.Read(at, uint32(size)); ok {
		copy(bytes, view)
	} else if f.fault == nil {
		f.fault = errors.New("the module has less memory than it lent")
	}
	return bytes
}

func (f *frame) word(w uint64) *frame {
	f.arguments = append(f.arguments, w)
	return f
}

func (f *frame) pointer(at uint32) *frame { return f.word(uint64(at)) }

// in passes bytes with their length.
func (f *frame) in(bytes []byte) *frame { return f.pointer(f.put(bytes)).word(uint64(len(bytes))) }

// optional passes NULL for nil.
func (f *frame) optional(bytes []byte) *frame {
	if bytes == nil {
		return f.word(0).word(0)
	}
	return f.in(bytes)
}

func (f *frame) text(text string) *frame { return f.in([]byte(text)) }

// out passes room for an output of size bytes that begins with its size, or with zeros.
func (f *frame) out(bytes []byte) (at uint32) {
	at = f.put(bytes)
	f.pointer(at)
	return at
}

// do calls a function with the arguments and, last, with `why`. It gives the refusal. Outputs are to
// be read before end.
func (f *frame) do(name string) error {
	f.why = f.put(sized(detailSize))
	f.pointer(f.why)
	if f.fault != nil {
		return internal(f.fault)
	}
	code, err := f.m.call(name, f.arguments...)
	if err != nil {
		return internal(err)
	}
	if int32(code) == 0 {
		return nil
	}
	d := readDetail(f.get(f.why, detailSize))
	if f.fault != nil {
		return internal(f.fault)
	}
	return d.refusal()
}

// done ends a call whose outputs are read.
func (f *frame) done(err error) error {
	f.end()
	if f.fault != nil && err == nil {
		return internal(f.fault)
	}
	return err
}

// bytesAt reads a text that ends with a zero.
func (m *wasmMachine) textOf(name string, arguments ...uint64) string {
	at, err := m.call(name, arguments...)
	if err != nil {
		return ""
	}
	var text []byte
	for {
		letter, ok := m.memory.ReadByte(uint32(at) + uint32(len(text)))
		if !ok || letter == 0 {
			return string(text)
		}
		text = append(text, letter)
	}
}
