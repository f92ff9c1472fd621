package host

// Image is a state that instances start from. It may be used from several
// goroutines.
type Image struct{}

// Close frees the image once no instance uses it. It may be called more than once.
func (m *Image) Close() error { return nil }
