package command

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAbandon(t *testing.T) {
	t.Parallel()
	got, err := abandon(t.Context(), func() (int, error) { return 7, nil })
	require.NoError(t, err)
	require.Equal(t, 7, got)

	broken := errors.New("broken")
	_, err = abandon(t.Context(), func() (int, error) { return 0, broken })
	require.ErrorIs(t, err, broken)

	// Work that does not end does not keep the command from ending.
	ctx, cancel := context.WithCancel(t.Context())
	started, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	go func() {
		<-started
		cancel()
	}()
	_, err = abandon(ctx, func() (int, error) {
		close(started)
		<-release
		return 0, nil
	})
	require.ErrorIs(t, err, context.Canceled)
}
