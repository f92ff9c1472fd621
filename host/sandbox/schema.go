package sandbox

import (
	"bytes"
	"encoding/json"
	"strings"
)

// schema is what a signature shows of a JSON Schema of an object.
type schema struct {
	properties []property
	open       bool // it takes other properties too
}

type property struct {
	name        string
	description string
	annotation  string // of Python, "" where the schema has none
	value       string // the default as Python writes it, "" where there is none
	required    bool
}

// readSchema reads as much of a JSON Schema as it knows, and is empty for what is
// none.
func readSchema(text json.RawMessage) schema {
	var object struct {
		Properties json.RawMessage
		Required   []string
		Additional any `json:"additionalProperties"`
	}
	if json.Unmarshal(text, &object) != nil {
		return schema{open: true}
	}
	s := schema{open: object.Properties == nil && object.Additional != false}
	required := map[string]bool{}
	for _, name := range object.Required {
		required[name] = true
	}
	eachMember(object.Properties, func(name string, value json.RawMessage) {
		p := property{name: name, required: required[name], annotation: annotation(value)}
		var about struct {
			Description string
			Default     json.RawMessage
		}
		if json.Unmarshal(value, &about) == nil {
			p.description, p.value = about.Description, literal(about.Default)
		}
		s.properties = append(s.properties, p)
	})
	return s
}

// signature is the schema as the parameters of a Python function, required ones
// first.
func (s schema) signature(name string) string {
	var parameters []string
	for _, required := range []bool{true, false} {
		for _, p := range s.properties {
			if p.required != required {
				continue
			}
			text := p.name
			if p.annotation != "" {
				text += ": " + p.annotation
			}
			switch {
			case p.value != "":
				text += " = " + p.value
			case !required:
				text += " = ..."
			}
			parameters = append(parameters, text)
		}
	}
	if s.open {
		parameters = append(parameters, "**arguments")
	}
	return name + "(" + strings.Join(parameters, ", ") + ")"
}

// eachMember calls f for the members of a JSON object, in the order of its text.
func eachMember(object json.RawMessage, f func(name string, value json.RawMessage)) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return
		}
		f(name.(string), value)
	}
}

var pythonTypes = map[string]string{
	"string": "str", "integer": "int", "number": "float", "boolean": "bool", "array": "list", "object": "dict", "null": "None",
}

// annotation is the type of a schema as Python writes it.
func annotation(text json.RawMessage) string {
	var s struct {
		Type  json.RawMessage
		Enum  []json.RawMessage
		Items json.RawMessage
		AnyOf []json.RawMessage
	}
	if json.Unmarshal(text, &s) != nil {
		return ""
	}
	if len(s.Enum) > 0 {
		return "Literal[" + joined(s.Enum, literal, ", ") + "]"
	}
	if len(s.AnyOf) > 0 {
		return joined(s.AnyOf, annotation, " | ")
	}
	var names []string
	var name string
	if json.Unmarshal(s.Type, &name) == nil {
		names = []string{name}
	} else if json.Unmarshal(s.Type, &names) != nil {
		return ""
	}
	for i, name := range names {
		python := pythonTypes[name]
		if items := annotation(s.Items); name == "array" && items != "" {
			python += "[" + items + "]"
		}
		names[i] = python
	}
	return strings.Join(names, " | ")
}

func joined(texts []json.RawMessage, each func(json.RawMessage) string, by string) string {
	parts := make([]string, len(texts))
	for i, text := range texts {
		parts[i] = each(text)
	}
	return strings.Join(parts, by)
}

// literal is a JSON value as Python writes it.
func literal(text json.RawMessage) string {
	switch string(text) {
	case "true":
		return "True"
	case "false":
		return "False"
	case "null":
		return "None"
	}
	return string(text)
}
