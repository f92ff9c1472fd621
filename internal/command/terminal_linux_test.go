package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// scriptTerminal runs a program whose three streams are one terminal. What it
// writes there is the story's stdout.
func scriptTerminal(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, 100, "terminal CODE PROGRAM ARGS...")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	screen, keyboard := openTerminal(ts)
	defer screen.Close()
	c := exec.Command(lookPath(ts, args[1]), args[2:]...)
	c.Dir, c.Env = ts.Getenv("WORK"), scriptEnvironment(ts)
	c.Stdin, c.Stdout, c.Stderr = keyboard, keyboard, keyboard
	ts.Check(c.Start())
	ts.Check(keyboard.Close())
	shown, err := io.ReadAll(screen)
	if !errors.Is(err, syscall.EIO) { // what Linux says when the last one has left the terminal
		ts.Check(err)
	}
	err = c.Wait()
	fmt.Fprintf(ts.Stdout(), "%s", shown)
	if code := c.ProcessState.ExitCode(); code != want {
		ts.Fatalf("exit code %d (%v), want %d", code, err, want)
	}
}

// openTerminal gives both ends of a terminal that passes on what is written to it
// as it is.
func openTerminal(ts *testscript.TestScript) (screen, keyboard *os.File) {
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	ts.Check(err)
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	ts.Check(err)
	ts.Check(unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0))
	keyboard, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|syscall.O_NOCTTY, 0)
	ts.Check(err)
	mode, err := unix.IoctlGetTermios(int(keyboard.Fd()), unix.TCGETS)
	ts.Check(err)
	mode.Oflag &^= unix.OPOST
	ts.Check(unix.IoctlSetTermios(int(keyboard.Fd()), unix.TCSETS, mode))
	return screen, keyboard
}
