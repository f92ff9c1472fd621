package code

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
)

// An entry that is not compiled code ends with the key that it is kept under, and a
// trailer: the length of the key, a checksum of all that comes before it, and a mark.
const (
	entryMark    = "vivarium"
	entryTrailer = 8 + 4 + len(entryMark)
)

var (
	checksumTable = crc32.MakeTable(crc32.Castagnoli)

	errEntry = errors.New("host: cache: the entry is damaged, or another's")
)

// seal makes an entry of its contents.
func seal(contents []byte, key string) []byte { return sealAfter(0, contents, key) }

// sealAfter makes the rest of an entry that begins with bytes of this checksum.
func sealAfter(sum uint32, contents []byte, key string) []byte {
	out := append(contents[:len(contents):len(contents)], key...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(key)))
	out = binary.LittleEndian.AppendUint32(out, crc32.Update(sum, checksumTable, out))
	return append(out, entryMark...)
}

// unseal gives the contents of an entry that seal made under the key.
func unseal(entry []byte, key string) ([]byte, error) {
	body := len(entry) - entryTrailer
	if body < len(key) || string(entry[len(entry)-len(entryMark):]) != entryMark ||
		binary.LittleEndian.Uint32(entry[body+8:]) != crc32.Checksum(entry[:body+8], checksumTable) ||
		binary.LittleEndian.Uint64(entry[body:]) != uint64(len(key)) || string(entry[body-len(key):body]) != key {
		return nil, errEntry
	}
	return entry[:body-len(key)], nil
}

// openEntry opens an entry that is this user's.
func openEntry(path string) (*os.File, error) {
	if err := checkEntry(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// takeEntry reads an entry of at most limit bytes.
func (c *cache) takeEntry(path, key string, limit int64) ([]byte, error) {
	f, err := openEntry(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entry, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, err
	}
	return unseal(entry, key)
}
