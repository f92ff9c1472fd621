// Measures Pyodide under Node: pyodide.mjs FOLDER LOADS, where FOLDER has node_modules
// and LOADS is programs by name as JSON. Prints the rows as JSON. A fresh sandbox is a
// new interpreter, since one keeps the state of what ran in it.
import { pathToFileURL } from "node:url";

const [folder, loads] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/node_modules/pyodide/pyodide.mjs`));

async function middle(work, runs) {
  await work();
  const times = [];
  for (let n = 0; n < runs; n++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}

const silent = { stdout: () => {} };
const rows = {};
rows["fresh + print(1)"] = await middle(async () => (await loadPyodide(silent)).runPython("print(1)"), 3);
const python = await loadPyodide(silent);
rows["print(1) again"] = await middle(() => python.runPython("print(1)"), 100);
for (const [name, code] of Object.entries(JSON.parse(loads))) {
  rows[name] = await middle(() => python.runPython(code), 5);
}
console.log(JSON.stringify(rows));
