package notices

import (
	"fmt"
	"slices"
	"strings"
)

// Text is the file that goes with the product: its parts, then each text once
// with the parts that it is of.
func (p Product) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Notices for %s\n\nIt contains the following works of others, under the licences that follow the list.\n\n", p.Name)
	for _, part := range p.Parts {
		fmt.Fprintf(&b, "%s (%s)\n", part, part.License)
	}
	var order []string
	users := map[string][]string{}
	for _, part := range p.Parts {
		for _, text := range part.Texts {
			text = plain(text)
			if text != "" && users[text] == nil {
				order = append(order, text)
			}
			if name := part.String(); text != "" && !slices.Contains(users[text], name) {
				users[text] = append(users[text], name)
			}
		}
	}
	for _, text := range order {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(users[text], "\n"), text)
	}
	return b.String()
}

// plain is a text with the ends of lines of one kind, so that equal texts are equal.
func plain(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, " \t\r\n"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// Inventory is the page that lists all products' parts.
func Inventory(products []Product) string {
	var b strings.Builder
	b.WriteString(`# What is shipped of others' work

This page is written by ` + "`just notices`" + ` and checked by the tests. What is released carries the texts
of the licences too. Versions of compilers are those of the machine that builds.
`)
	for _, p := range products {
		fmt.Fprintf(&b, "\n## %s\n\n| part | version | licence |\n|---|---|---|\n", p.Name)
		for _, part := range p.Parts {
			name := part.Name
			if part.Kind != "library" {
				name = part.Kind + " " + name
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, part.Version, part.License)
		}
	}
	return b.String()
}
