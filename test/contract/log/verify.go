// Verifies a proof of ours with the implementations of Certificate Transparency and of Go's checksum database.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type input struct {
	Key         string
	Checkpoint  string
	Earlier     string
	Leaf        string
	Index       uint64
	Inclusion   []string
	Consistency []string
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, reason)
	os.Exit(1)
}

func hashes(texts []string) [][]byte {
	all := [][]byte{}
	for _, text := range texts {
		hash, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			fail(err)
		}
		all = append(all, hash)
	}
	return all
}

func opened(text string, key string) (uint64, []byte) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		fail(err)
	}
	checkpoint, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		fail(err)
	}
	lines := strings.Split(checkpoint.Text, "\n")
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil {
		fail(err)
	}
	return size, hashes(lines[2:3])[0]
}

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fail(err)
	}
	leaf, err := base64.StdEncoding.DecodeString(in.Leaf)
	if err != nil {
		fail(err)
	}
	size, root := opened(in.Checkpoint, in.Key)
	before, old := opened(in.Earlier, in.Key)
	hash := rfc6962.DefaultHasher.HashLeaf(leaf)
	if err := proof.VerifyInclusion(rfc6962.DefaultHasher, in.Index, size, hash, hashes(in.Inclusion), root); err != nil {
		fail(err)
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, before, size, hashes(in.Consistency), old, root); err != nil {
		fail(err)
	}
	record := tlog.RecordHash(leaf)
	if !bytes.Equal(record[:], hash) {
		fail("the two implementations hash a leaf differently")
	}
	path := tlog.RecordProof{}
	for _, beside := range hashes(in.Inclusion) {
		path = append(path, tlog.Hash(beside))
	}
	if err := tlog.CheckRecord(path, int64(size), tlog.Hash(root), int64(in.Index), record); err != nil {
		fail(err)
	}
	fmt.Println("proved")
}
