// SPDX-License-Identifier: MIT

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// evidenceBundle has what is verified of one; docs/evidence-bundle.md has the rest.
type evidenceBundle struct {
	Version    int             `json:"bundle_version"`
	Vkey       string          `json:"vkey"`
	Checkpoint string          `json:"checkpoint"`
	Report     json.RawMessage `json:"report"` // byte for byte: the log commits to it
	Salt       string          `json:"salt"`
	Proofs     []struct {
		Entry   int64    `json:"entry"`
		Content string   `json:"content"`
		Path    []string `json:"path"`
	} `json:"proofs"`
}

type report struct {
	Case     *string `json:"case"`
	Criteria []struct {
		Item     string `json:"item"`
		Evidence []struct {
			Act   string `json:"act"`
			Kind  string `json:"kind"`
			Entry int64  `json:"entry"`
			Case  string `json:"case"`
		} `json:"evidence"`
	} `json:"criteria"`
}

type logEntry struct {
	Act  string          `json:"act"`
	Com  string          `json:"com"`
	Ph   string          `json:"ph"`
	Tx   string          `json:"tx"`
	Out  string          `json:"out"`
	Subj json.RawMessage `json:"subj"`
}

// proven gives the entries whose proofs lead to the tree.
func (b *evidenceBundle) proven(tree tlog.Tree) (map[int64]logEntry, error) {
	entries := make(map[int64]logEntry)
	for _, p := range b.Proofs {
		var entry logEntry
		var path tlog.RecordProof
		for _, text := range p.Path {
			hash, err := hex.DecodeString(text)
			if err != nil || len(hash) != tlog.HashSize {
				return nil, fmt.Errorf("entry %d: hash %q", p.Entry, text)
			}
			path = append(path, tlog.Hash(hash))
		}
		leaf := tlog.RecordHash([]byte(p.Content))
		if err := tlog.CheckRecord(path, tree.N, tree.Hash, p.Entry, leaf); err != nil {
			return nil, fmt.Errorf("entry %d: %w", p.Entry, err)
		}
		if err := json.Unmarshal([]byte(p.Content), &entry); err != nil {
			return nil, fmt.Errorf("entry %d: %w", p.Entry, err)
		}
		entries[p.Entry] = entry
	}
	return entries, nil
}

// committed tells whether the last entry commits to the report.
func (b *evidenceBundle) committed(entries map[int64]logEntry) error {
	if len(b.Proofs) == 0 {
		return fmt.Errorf("no proofs")
	}
	salt, err := hex.DecodeString(b.Salt)
	if err != nil {
		return err
	}
	hash := sha256.New()
	hash.Write([]byte("cj/bundle/v1\x00"))
	hash.Write(salt)
	hash.Write(b.Report)
	last := entries[b.Proofs[len(b.Proofs)-1].Entry]
	if last.Act != "bundle" || last.Com != hex.EncodeToString(hash.Sum(nil)) {
		return fmt.Errorf("the report is not the one that the log commits to")
	}
	return nil
}

// cited tells whether each act that the report cites has its entry, and was recorded.
func (b *evidenceBundle) cited(entries map[int64]logEntry) error {
	var r report
	if err := json.Unmarshal(b.Report, &r); err != nil {
		return err
	}
	recorded := make(map[string]bool)
	for _, entry := range entries {
		if entry.Ph == "outcome" {
			recorded[entry.Tx] = entry.Out == "ok"
		}
	}
	for _, c := range r.Criteria {
		for _, e := range c.Evidence {
			entry, found := entries[e.Entry]
			of := e.Case
			if of == "" && r.Case != nil {
				of = *r.Case
			}
			if !found || entry.Ph != "intent" || entry.Act != e.Kind || !recorded[entry.Tx] ||
				string(entry.Subj) != `"`+of+`"` {
				return fmt.Errorf("%s: entry %d does not bear out act %s", c.Item, e.Entry, e.Act)
			}
		}
	}
	return nil
}

func checkBundle(path, keyPath string) (tlog.Tree, error) {
	var b evidenceBundle
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	vkey, err := os.ReadFile(keyPath)
	if err != nil {
		return tlog.Tree{}, err
	}
	if err := json.Unmarshal(data, &b); err != nil {
		return tlog.Tree{}, err
	}
	if b.Version != 1 || b.Vkey != strings.TrimSuffix(string(vkey), "\n") {
		return tlog.Tree{}, fmt.Errorf("of another log, or another version")
	}
	tree, err := checkpoint(vkey, []byte(b.Checkpoint))
	if err != nil {
		return tree, err
	}
	entries, err := b.proven(tree)
	if err != nil {
		return tree, err
	}
	if err := b.committed(entries); err != nil {
		return tree, err
	}
	return tree, b.cited(entries)
}
