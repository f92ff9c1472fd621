package sandbox

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// cpuClock measures the time that a run's thread spends, which it keeps for
// itself until stop.
type cpuClock struct{ from time.Duration }

func startCPU() cpuClock {
	runtime.LockOSThread()
	return cpuClock{threadTime()}
}

func (c cpuClock) spent() time.Duration { return threadTime() - c.from }

func (c cpuClock) stop() { runtime.UnlockOSThread() }

func threadTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
