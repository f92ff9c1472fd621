package value

import "fmt"

// TextError says why a text is not a value of the wanted type. Packages wave and
// valuejson return it.
type TextError struct {
	// Offset is where in the text the fault is, in bytes from 0.
	Offset int
	// Line and Column are the same place. Both count from 1, and Column counts
	// characters.
	Line, Column int
	// Message says what is wrong there.
	Message string
}

func (e *TextError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}
