package engine

import (
	"os"

	"golang.org/x/sys/unix"
)

// newImageFile makes a file that exists in memory alone.
func newImageFile() (*os.File, error) {
	fd, err := unix.MemfdCreate("vivarium-image", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	return os.NewFile(uintptr(fd), "image"), nil
}

// seal makes the file's contents final: memories are mapped over them.
func seal(f *os.File) error {
	_, err := unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_WRITE)
	return os.NewSyscallError("fcntl", err)
}
