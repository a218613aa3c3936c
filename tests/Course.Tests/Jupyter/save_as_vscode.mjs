// Opens notebooks and saves them unchanged by the rules of VS Code's ipynb extension: save_as_vscode.mjs OUT FILE…
// The rules were read from version 1.139, and gave for every lesson the bytes that its own serializer gives:
// 1. A code cell is in the notebook's language by VS Code's name for it: that of language_info, else of kernelspec, in small letters, "c#" as "csharp".
// 2. A cell whose language is not spelled as language_info.name is says so in its metadata, under "vscode"; where both agree, nothing stands there.
// 3. Sources, texts and SVG are lists of lines, without an empty one at the end; lines of a source end in a newline alone.
// 4. Other data that is an object is read and written as JSON by JavaScript: 0.0 becomes 0, and characters stand as they are.
// 5. Of an output the keys of its type are kept; keys are sorted at every depth; one space a level, and a newline at the end.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const names = { 'c#': 'csharp', 'f#': 'fsharp', 'q#': 'qsharp' };
const kept = {
  stream: ['name', 'output_type', 'text'],
  error: ['ename', 'evalue', 'output_type', 'traceback'],
  display_data: ['data', 'metadata', 'output_type'],
  execute_result: ['data', 'execution_count', 'metadata', 'output_type'],
};

const whole = text => Array.isArray(text) ? text.map((line, i) => i < text.length - 1 && !line.endsWith('\n') ? line + '\n' : line).join('') : text;
const lines = text => whole(text).split(/(?<=\n)/).filter(line => line.length > 0);
const sorted = value => Array.isArray(value) ? value.map(sorted)
  : value !== null && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]))
  : value;

const form = (type, value) => type.startsWith('text/') || type === 'image/svg+xml' ? lines(value)
  : Array.isArray(value) && type !== 'application/json' ? whole(value) : value;

function output(shown) {
  const saved = Object.fromEntries(Object.entries(shown).filter(([key]) => kept[shown.output_type].includes(key)));
  if (saved.text !== undefined) saved.text = lines(saved.text);
  if (saved.data) saved.data = Object.fromEntries(Object.entries(saved.data).map(([type, value]) => [type, form(type, value)]));
  return saved;
}

function cell(given, language, name) {
  const saved = { ...given, source: lines(whole(given.source).replace(/\r\n/g, '\n')), metadata: { ...given.metadata } };
  if (given.cell_type !== 'code') return saved;
  const own = given.metadata?.vscode?.languageId ?? language;
  delete saved.metadata.vscode;
  if (own !== name) saved.metadata.vscode = { languageId: own };
  return { ...saved, execution_count: given.execution_count ?? null, outputs: given.outputs.map(output) };
}

const [out, ...files] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
for (const file of files) {
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  const said = (notebook.metadata.language_info?.name ?? notebook.metadata.kernelspec?.language ?? 'python').toLowerCase();
  const language = names[said] ?? said;
  const name = notebook.metadata.language_info?.name ?? language;
  const saved = { ...notebook, cells: notebook.cells.map(given => cell(given, language, name)) };
  writeFileSync(join(out, basename(file)), JSON.stringify(sorted(saved), undefined, ' ') + '\n');
}
