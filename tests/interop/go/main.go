// SPDX-License-Identifier: MIT

// Command go checks a log directory, or an evidence bundle, with golang.org/x/mod/sumdb alone: the
// code that verifies Go's own checksum database, by people who never saw this library.
//
//	go run . DIR [OLDER...]
//	go run . BUNDLE VKEY
//
// VKEY is the file with the log's public key. It prints "OK size=N root=..." and exits 0, or prints
// the reason and exits 1. Each OLDER is a copy of the log from before: what its checkpoint signs must be
// the beginning.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// tiles reads the files of a C2SP log. The paths of this package have the height in them.
type tiles struct{ dir string }

func (t tiles) Height() int { return height }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path, len(data))
		}
		out = append(out, data)
	}
	return out, nil
}

// checkpoint opens the signed note and gives the tree in it.
func checkpoint(vkey, text []byte) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(strings.TrimSuffix(string(vkey), "\n"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("size %q", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("root %q", lines[2])
	}
	return tlog.Tree{N: size, Hash: tlog.Hash(root)}, nil
}

// bundle gives the entries of bundle n of a tree of that size.
func bundle(dir string, n, size int64) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: -1, N: n, W: 1 << height}
	if left := size - n<<height; left < 1<<height {
		tile.W = int(left)
	}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, fmt.Errorf("%s is cut", path)
		}
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			return nil, fmt.Errorf("%s is cut", path)
		}
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(entries) != tile.W {
		return nil, fmt.Errorf("%s has %d entries", path, len(entries))
	}
	return entries, nil
}

// published gives the tree that the checkpoint of a directory signs.
func published(dir string) (tlog.Tree, error) {
	vkey, err := os.ReadFile(filepath.Join(dir, "vkey"))
	if err != nil {
		return tlog.Tree{}, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	return checkpoint(vkey, text)
}

func check(dir string) (tlog.Tree, error) {
	tree, err := published(dir)
	if err != nil {
		return tree, err
	}
	reader := tlog.TileHashReader(tree, tiles{dir}) // authenticates each tile against the root
	for n := int64(0); n<<height < tree.N; n++ {
		entries, err := bundle(dir, n, tree.N)
		if err != nil {
			return tree, err
		}
		var indexes []int64
		for i := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, n<<height+int64(i)))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return tree, err
		}
		for i, entry := range entries {
			leaf := tlog.RecordHash(entry)
			if !bytes.Equal(leaf[:], hashes[i][:]) {
				return tree, fmt.Errorf("entry %d is not the one that was signed", n<<height+int64(i))
			}
		}
	}
	// Each entry's own proof, for some of them, and the growth from each power of two.
	for i := int64(0); i < tree.N; i += tree.N/17 + 1 {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		if err != nil {
			return tree, err
		}
		proof, err := tlog.ProveRecord(tree.N, i, reader)
		if err != nil {
			return tree, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, hashes[0]); err != nil {
			return tree, err
		}
	}
	for old := int64(1); old <= tree.N; old *= 2 {
		root, err := tlog.TreeHash(old, reader)
		if err != nil {
			return tree, err
		}
		proof, err := tlog.ProveTree(tree.N, old, reader)
		if err != nil {
			return tree, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, root); err != nil {
			return tree, err
		}
	}
	return tree, nil
}

// continues proves by the tiles of dir that the checkpoint of an older copy is its beginning.
func continues(dir string, tree tlog.Tree, older string) error {
	was, err := published(older)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, was.N, tlog.TileHashReader(tree, tiles{dir}))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, was.N, was.Hash); err != nil {
		return fmt.Errorf("it does not continue %s: %w", older, err)
	}
	return nil
}

func main() {
	var tree tlog.Tree
	var err error
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . DIR [OLDER...], or go run . BUNDLE VKEY")
		os.Exit(2)
	}
	if info, failed := os.Stat(os.Args[1]); failed == nil && !info.IsDir() && len(os.Args) == 3 {
		tree, err = checkBundle(os.Args[1], os.Args[2])
	} else {
		tree, err = check(os.Args[1])
		for _, older := range os.Args[2:] {
			if err == nil {
				err = continues(os.Args[1], tree, older)
			}
		}
	}
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
	fmt.Printf("OK size=%d root=%x\n", tree.N, tree.Hash[:])
}
