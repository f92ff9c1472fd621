// Makes the collector see every pointer: spill.mjs PACKAGES IN.wasm OUT.wasm
// FUNCTION..., where the functions named are left as they are.
//
// Roots lie in wasm locals and on the operand stack, where no scan reaches.
// spill-pointers writes the locals to the stack in memory around each call; what
// is on the operand stack becomes a local first, by flatten, and the passes after
// it keep the many locals that this makes from swelling the frames. All of this
// reads only the first encoding of exceptions. Nothing may be inlined before it:
// what comes into a function that is left out would be left out as well.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , folder, input, output, ...exempt] = process.argv;
const entry = createRequire(pathToFileURL(folder + "/")).resolve("binaryen");
const { default: binaryen } = await import(pathToFileURL(entry));

const module = binaryen.readBinary(readFileSync(input));
module.setFeatures(
  binaryen.Features.MVP | binaryen.Features.MutableGlobals | binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt | binaryen.Features.SignExt | binaryen.Features.NontrappingFPToInt |
  binaryen.Features.ExceptionHandling | binaryen.Features.ReferenceTypes | binaryen.Features.Multivalue,
);
binaryen.setDebugInfo(true);
const passes = [
  "flatten", "simplify-locals-nonesting", "vacuum", "coalesce-locals", "reorder-locals", "vacuum",
  "spill-pointers",
];
const left = new Set(exempt);
for (let i = 0; i < module.getNumFunctions(); i++) {
  const { name, body } = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
  if (body !== 0 && !left.delete(name)) {
    module.runPassesOnFunction(name, passes);
  }
}
if (left.size > 0) {
  throw new Error(`no such functions: ${[...left].join(", ")}`);
}
if (!module.validate()) {
  throw new Error("the module is not valid any more");
}
writeFileSync(output, module.emitBinary());
