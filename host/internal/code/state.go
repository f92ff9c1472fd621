package code

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// State is the state of the core instances of a component, as the cache keeps it.
type State struct {
	// Memories are those that each core module defines, by step of the plan; nil for
	// one that is empty.
	Memories [][]*engine.Image
	Globals  []Global
	// Note is what the caller wants to know again.
	Note []byte
}

// Global is a global of a core instance and its value.
type Global struct {
	Step, Export int
	Value        engine.Raw
}

// An entry of a state is the memories one after the other, the description in JSON,
// and the length of the description.
const (
	stateSuffix    = ".image"
	stateForm      = "state 1" // changes with the form of an entry
	maxDescription = 64 << 20
)

// description is what an entry says of its memories, and the rest of the state.
type description struct {
	Sizes   [][]uint64 // of the memories, in bytes; 0 for none
	Globals []Global
	Note    []byte
}

// KeepState keeps a state under the hash of all that it depends on. Where there is no
// cache it does nothing.
func (c *Compiler) KeepState(key [32]byte, s *State) error {
	if c.cache == nil {
		return nil
	}
	name := c.cache.key(stateForm, key)
	return c.cache.write(c.cache.path(name, stateSuffix), func(f *os.File) error { return s.write(f, name) })
}

// write writes an entry. Parts that are zero stay holes of the file.
func (s *State) write(f *os.File, name string) error {
	d := description{Globals: s.Globals, Note: s.Note}
	sum, at := uint32(0), int64(0)
	part := make([]byte, wasmPage)
	zeros := string(part)
	for _, step := range s.Memories {
		sizes := make([]uint64, len(step))
		for n, image := range step {
			if image == nil {
				continue
			}
			sizes[n] = image.Size()
			if sizes[n]%wasmPage != 0 {
				return errors.New("host: cache: a memory has pages of its own size")
			}
			for offset := int64(0); offset < int64(sizes[n]); offset += wasmPage {
				if _, err := image.ReadAt(part, offset); err != nil {
					return err
				}
				sum = crc32.Update(sum, checksumTable, part)
				if string(part) != zeros {
					if _, err := f.WriteAt(part, at); err != nil {
						return err
					}
				}
				at += wasmPage
			}
		}
		d.Sizes = append(d.Sizes, sizes)
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	text = binary.LittleEndian.AppendUint64(text, uint64(len(text)))
	_, err = f.WriteAt(sealAfter(sum, text, name), at)
	return err
}

// KeptState gives the state that was kept under the hash. The error is fs.ErrNotExist
// where there is none, or that of an entry that is damaged, or not of this user: it is
// removed.
func (c *Compiler) KeptState(key [32]byte) (*State, error) {
	if c.cache == nil {
		return nil, fs.ErrNotExist
	}
	name := c.cache.key(stateForm, key)
	path := c.cache.path(name, stateSuffix)
	s, err := takeState(path, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		_ = os.Remove(path)
	}
	return s, err
}

func takeState(path, name string) (*State, error) {
	f, err := openEntry(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, err := describe(f, name)
	if err != nil {
		return nil, err
	}
	s := &State{Globals: d.Globals, Note: d.Note}
	at := uint64(0)
	for _, sizes := range d.Sizes {
		images := make([]*engine.Image, len(sizes))
		s.Memories = append(s.Memories, images)
		for n, size := range sizes {
			if size == 0 {
				continue
			}
			if images[n], err = engine.OpenImage(f, at, size); err != nil {
				s.Close()
				return nil, err
			}
			at += size
		}
	}
	return s, nil
}

// describe checks an entry and reads its description.
func describe(f *os.File, name string) (*description, error) {
	entry, unmap, err := engine.MapFile(f)
	if err != nil {
		return nil, err
	}
	defer unmap()
	contents, err := unseal(entry, name)
	if err != nil {
		return nil, err
	}
	end := len(contents) - 8
	if end < 0 {
		return nil, errEntry
	}
	length := binary.LittleEndian.Uint64(contents[end:])
	if length > maxDescription || length > uint64(end) {
		return nil, errEntry
	}
	d := &description{}
	if err := json.Unmarshal(contents[end-int(length):end], d); err != nil {
		return nil, errEntry
	}
	left := uint64(end) - length
	for _, sizes := range d.Sizes {
		for _, size := range sizes {
			if size%wasmPage != 0 || size > left {
				return nil, errEntry
			}
			left -= size
		}
	}
	if left != 0 {
		return nil, errEntry
	}
	return d, nil
}

// Close frees the images.
func (s *State) Close() {
	for _, images := range s.Memories {
		CloseImages(images)
	}
}
