package record

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
)

// lightBlockLine holds protobuf messages; encoding/json writes bytes as base64.
type lightBlockLine struct {
	Height         int64  `json:"height,string"`
	LightBlock     []byte `json:"light_block"`
	NextValidators []byte `json:"next_validators"`
}

// Write puts a chain into a folder of its own under out.
func (chain *Chain) Write(out string) error {
	folder := filepath.Join(out, chain.Network.Name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	text, err := manifest(chain).text()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "MANIFEST.json"), text, 0o644); err != nil {
		return err
	}
	if err := WriteLines(filepath.Join(folder, "rpc.jsonl.gz"), chain.Answers); err != nil {
		return err
	}
	lines, err := lightBlockLines(chain.Blocks)
	if err != nil {
		return err
	}
	if err := WriteLines(filepath.Join(folder, "light_blocks.jsonl.gz"), lines); err != nil {
		return err
	}
	return chain.writeEvidence(folder)
}

// writeEvidence writes no file where there is none.
func (chain *Chain) writeEvidence(folder string) error {
	included, err := evidenceLines(chain.Blocks)
	if err != nil {
		return err
	}
	if len(included) > 0 {
		if err := WriteLines(filepath.Join(folder, "evidence.jsonl.gz"), included); err != nil {
			return err
		}
	}
	if len(chain.Findings) == 0 {
		return nil
	}
	found, err := attackLines(chain)
	if err != nil {
		return err
	}
	return WriteLines(filepath.Join(folder, "light_client_attacks.jsonl.gz"), found)
}

func lightBlockLines(blocks []Block) ([]lightBlockLine, error) {
	lines := make([]lightBlockLine, len(blocks))
	for i, block := range blocks {
		light, err := block.LightBlock.ToProto()
		if err != nil {
			return nil, err
		}
		next, err := block.Next.ToProto()
		if err != nil {
			return nil, err
		}
		lines[i].Height = block.Height
		if lines[i].LightBlock, err = light.Marshal(); err != nil {
			return nil, err
		}
		if lines[i].NextValidators, err = next.Marshal(); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// WriteLines writes one JSON value a line, gzipped without a name or a time in it.
func WriteLines[T any](path string, values []T) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	packed, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := encodeLines(packed, values); err != nil {
		return err
	}
	return packed.Close()
}

func encodeLines[T any](to io.Writer, values []T) error {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	for _, value := range values {
		if err := encoder.Encode(value); err != nil {
			return err
		}
	}
	return nil
}
