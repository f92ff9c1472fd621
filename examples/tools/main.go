// Tools lets code call functions of the program, which decides what they do.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// prices are what the program knows and the code asks for.
var prices = map[string]float64{"apple": 0.5, "melon": 3.25}

func main() {
	ctx := context.Background()
	sb, err := sandbox.Open(ctx, sandbox.Config{Tools: []sandbox.Tool{{
		Name:        "price",
		Description: "The price of an article.",
		Parameters:  json.RawMessage(`{"type":"object","properties":{"article":{"type":"string"}},"required":["article"]}`),
		Call:        price,
	}}})
	if err != nil {
		log.Fatal(err)
	}
	defer sb.Close()

	result, err := sb.Run(ctx, `
for tool in tools.list():
    print(tool.name + ":", tool.description)

print("a melon and two apples:", tools.price(article="melon") + 2 * tools.price(article="apple"))

try:
    tools.price(article="moon")
except TypeError:
    print("there is no price of the moon")
`)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(result.Stdout)
	fmt.Println("calls of tools:", result.Usage.HostCalls["tools.call"])
}

// price gets the arguments as JSON, which the code may have made up. It returns
// when ctx ends, and may be called from several goroutines.
func price(_ context.Context, arguments json.RawMessage) (any, error) {
	var asked struct{ Article string }
	if err := json.Unmarshal(arguments, &asked); err != nil {
		return nil, &sandbox.ToolError{Kind: sandbox.InvalidArguments, Message: err.Error()}
	}
	found, known := prices[asked.Article]
	if !known {
		return nil, &sandbox.ToolError{Kind: sandbox.InvalidArguments, Message: fmt.Sprintf("no article is called %q", asked.Article)}
	}
	return found, nil
}
