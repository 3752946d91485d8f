// Reads a log that Tocsin wrote with the code of Go's own checksum database, and checks random
// pairs of (index, size) for inclusion and growth: go run verify_log.go FOLDER VKEY PAIRS SEED
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

// folder reads tiles from the disk; Go names them tile/8/…, C2SP leaves the height out.
type folder struct {
	path  string
	tiles map[string][]byte
}

func (f *folder) Height() int { return height }

func (f *folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folder) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		place := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, known := f.tiles[place]
		if !known {
			var err error
			if data, err = os.ReadFile(filepath.Join(f.path, place)); err != nil {
				return nil, err
			}
			f.tiles[place] = data
		}
		found = append(found, data)
	}
	return found, nil
}

// hashes are all of the tree; any two proofs share most of theirs.
type hashes []tlog.Hash

func (known hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(known)) {
			return nil, fmt.Errorf("hash %d is beyond the tree", index)
		}
		found[i] = known[index]
	}
	return found, nil
}

// authenticated lets Go's own reader prove every hash of every tile against the root, once.
func authenticated(f *folder, tree tlog.Tree) hashes {
	indexes := make([]int64, tlog.StoredHashCount(tree.N))
	for i := range indexes {
		indexes[i] = int64(i)
	}
	found, err := tlog.TileHashReader(tree, f).ReadHashes(indexes)
	must(err, "tiles")
	return found
}

// entries reads all bundles: two bytes of length, then the entry.
func (f *folder) entries(size int64) [][]byte {
	var found [][]byte
	for n := int64(0); int64(len(found)) < size; n++ {
		tile := tlog.Tile{H: height, L: 0, N: n, W: 256}
		if rest := size - n*256; rest < 256 {
			tile.W = int(rest)
		}
		place := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(f.path, place))
		must(err, "bundle")
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			found = append(found, data[2:2+length])
			data = data[2+length:]
		}
	}
	return found
}

func main() {
	f := &folder{os.Args[1], map[string][]byte{}}
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "vkey")
	pairs, err := strconv.Atoi(os.Args[3])
	must(err, "pairs")
	seed, err := strconv.ParseInt(os.Args[4], 10, 64)
	must(err, "seed")

	signed, err := os.ReadFile(filepath.Join(f.path, "checkpoint"))
	must(err, "checkpoint")
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err, "note")
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	hash, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, "root")
	var root tlog.Hash
	copy(root[:], hash)
	if lines[0] != verifier.Name() || len(lines) != 4 {
		must(fmt.Errorf("%q", opened.Text), "checkpoint")
	}

	reader := authenticated(f, tlog.Tree{N: size, Hash: root})
	entries := f.entries(size)
	random := rand.New(rand.NewSource(seed))
	for pair := 0; pair < pairs; pair++ {
		at := random.Int63n(size) + 1
		index := random.Int63n(at)
		tree, err := tlog.TreeHash(at, reader)
		must(err, "tree")
		inclusion, err := tlog.ProveRecord(at, index, reader)
		must(err, "prove inclusion")
		must(tlog.CheckRecord(inclusion, at, tree, index, tlog.RecordHash(entries[index])), "inclusion")
		growth, err := tlog.ProveTree(size, at, reader)
		must(err, "prove growth")
		must(tlog.CheckTree(growth, size, root, at, tree), "growth")
	}
	fmt.Printf("%s %d %d\n", lines[0], size, pairs)
	// What was proved elsewhere (index, size, hashes in hex) is checked too.
	for _, path := range os.Args[5:] {
		check(path, root, size, reader, entries)
	}
}

// check reads lines "inclusion INDEX SIZE HASH…" and "growth OLD SIZE HASH…" of Tocsin's proofs.
func check(path string, root tlog.Hash, size int64, reader tlog.HashReader, entries [][]byte) {
	data, err := os.ReadFile(path)
	must(err, "proofs")
	checked := 0
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		words := strings.Fields(line)
		first, err := strconv.ParseInt(words[1], 10, 64)
		must(err, line)
		second, err := strconv.ParseInt(words[2], 10, 64)
		must(err, line)
		var hashes []tlog.Hash
		for _, word := range words[3:] {
			hash, err := tlog.ParseHash(word)
			must(err, line)
			hashes = append(hashes, hash)
		}
		tree, err := tlog.TreeHash(second, reader)
		must(err, line)
		if words[0] == "inclusion" {
			leaf := tlog.RecordHash(entries[first])
			must(tlog.CheckRecord(hashes, second, tree, first, leaf), line)
		} else {
			old, err := tlog.TreeHash(first, reader)
			must(err, line)
			must(tlog.CheckTree(hashes, second, tree, first, old), line)
		}
		checked++
	}
	fmt.Printf("proofs %d\n", checked)
}
