package sandbox

// function is a function of the host that guests call.
type function int

// The functions, by interface.
const (
	consoleWrite function = iota
	httpFetch
	toolsList
	toolsCall
	filesOpen
	filesStat
	filesList
	filesMakeDirectory
	filesRemove
	filesRename
	fileRead
	fileWrite
	fileSeek
	fileSetSize
	fileStat
	contextInputs
	contextArguments
	contextEnvironment
	contextReadInput
	contextGeneration
	wallClockNow
	wallClockResolution
	monotonicNow
	monotonicResolution
	monotonicSubscribe
	pollPoll
	pollReady
	pollBlock
	randomBytes
	randomU64
	functionCount
)

// functionNames are what Usage.HostCalls calls them.
var functionNames = [functionCount]string{
	consoleWrite:        "console.write",
	httpFetch:           "safe-http.fetch",
	toolsList:           "tools.list",
	toolsCall:           "tools.call",
	filesOpen:           "files.open",
	filesStat:           "files.stat",
	filesList:           "files.list",
	filesMakeDirectory:  "files.make-directory",
	filesRemove:         "files.remove",
	filesRename:         "files.rename",
	fileRead:            "files.file.read",
	fileWrite:           "files.file.write",
	fileSeek:            "files.file.seek",
	fileSetSize:         "files.file.set-size",
	fileStat:            "files.file.stat",
	contextInputs:       "context.inputs",
	contextArguments:    "context.arguments",
	contextEnvironment:  "context.environment",
	contextReadInput:    "context.read-input",
	contextGeneration:   "context.generation",
	wallClockNow:        "wall-clock.now",
	wallClockResolution: "wall-clock.resolution",
	monotonicNow:        "monotonic-clock.now",
	monotonicResolution: "monotonic-clock.resolution",
	monotonicSubscribe:  "monotonic-clock.subscribe",
	pollPoll:            "poll.poll",
	pollReady:           "poll.ready",
	pollBlock:           "poll.block",
	randomBytes:         "random.get-random-bytes",
	randomU64:           "random.get-random-u64",
}

// count counts a call of the host, and gives the error that ends the run where
// it is one too many.
func (r *run) count(f function) error {
	r.calls[f]++
	r.called++
	if most := r.sandbox.limits.HostCalls; r.called > most {
		return r.met(&LimitError{Limit: LimitHostCalls, Max: most, Used: r.called})
	}
	return nil
}

// met notes the limit that ends the run. The first one counts.
func (r *run) met(limit *LimitError) error {
	if r.limit == nil {
		r.limit = limit
	}
	return r.limit
}

func (r *run) callsByName() map[string]int64 {
	calls := make(map[string]int64, 4)
	for f, n := range r.calls {
		if n > 0 {
			calls[functionNames[f]] = n
		}
	}
	return calls
}
