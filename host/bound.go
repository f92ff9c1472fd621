package host

// Charge counts n bytes of the host's memory with the memory of the instance,
// under Limits.Memory: what the host keeps for the component is bounded by the
// same limit. It is false where the limit leaves less, and Usage counts that as
// refused growth. Call it from functions of the host that the instance calls, or
// while no call is in progress.
func (i *Instance) Charge(n uint64) bool { return i.run.Store().Charge(n) }

// Discharge gives back what Charge counted.
func (i *Instance) Discharge(n uint64) { i.run.Store().Discharge(n) }
