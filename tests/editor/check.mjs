// What a person who writes an inventory sees in an editor: yaml-language-server, spoken to over its own protocol, must underline each
// mistake of form that `check` would report, and nothing in the examples. And every published schema compiles in strict mode.
// Usage: node check.mjs REPOSITORY
import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const root = path.resolve(process.argv[2]);
const schemas = path.join(root, "docs/schema");
let wrong = 0;
const fail = (text) => { console.error(text); wrong += 1; };

const Ajv = require("ajv").default;
for (const file of fs.readdirSync(schemas)) {
  try {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    require("ajv-formats").default(ajv);
    ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, file), "utf8")));
  } catch (error) {
    fail(`${file}: ${error.message}`);
  }
}

// The protocol: messages with a length before each.
const server = spawn(process.execPath, [require.resolve("yaml-language-server/bin/yaml-language-server"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
let buffer = Buffer.alloc(0);
const waiting = new Map();
const send = (message) => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
};
server.stdout.on("data", (more) => {
  buffer = Buffer.concat([buffer, more]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, end))[1]);
    if (buffer.length < end + 4 + length) return;
    receive(JSON.parse(buffer.subarray(end + 4, end + 4 + length)));
    buffer = buffer.subarray(end + 4 + length);
  }
});
const settings = { validate: true, hover: false, completion: false, customTags: [], schemaStore: { enable: false } };
function receive(message) {
  if (message.method === "workspace/configuration") {
    send({ id: message.id, result: message.params.items.map((item) => (item.section === "yaml" ? settings : {})) });
  } else if (message.method === "textDocument/publishDiagnostics") {
    waiting.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (message.id === 0) {
    waiting.get("initialized")();
  }
}
const initialized = new Promise((resolve) => waiting.set("initialized", resolve));
send({ id: 0, method: "initialize", params: { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } } } });
await initialized;
send({ method: "initialized", params: {} });

let documents = 0;
function diagnose(schema, text) {
  documents += 1;
  const uri = pathToFileURL(path.join(root, `editor-${documents}.yaml`)).href;
  const head = `# yaml-language-server: $schema=${pathToFileURL(path.join(schemas, schema)).href}\n`;
  const answer = new Promise((resolve, reject) => {
    waiting.set(uri, resolve);
    setTimeout(() => reject(new Error(`no answer about a ${schema}`)), 60_000).unref();
  });
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text: head + text } } });
  return answer;
}

const inventory = (more) => `inventory: 1.1.0\nas_of: 2006-08-25\nsegments: {office: {users: 5}, servers: {}}\n${more}`;
const host = (fields) => inventory(`flows: {office -> servers: [tcp/445]}\nhosts:\n  - {name: a, os: windows-xp, sp: 1, kind: laptop, segment: office, patches: []${fields}}\n`);
const mistakes = [
  ["an unknown key", host(", patchs: [KB1]")],
  ["a word for kind that is none", host("").replace("kind: laptop", "kind: notebok")],
  ["a service pack that is no number", host("").replace("sp: 1", "sp: one")],
  ["a count of zero", host(", count: 0")],
  ["an away that is no word", host(", away: sometimes")],
  ["a value below zero", host(", value: -3")],
  ["a day that is none", host(", infected: 2006-8-9")],
  ["a criticality that is none", host(", criticality: huge")],
  ["a host without a name", inventory("hosts:\n  - {os: windows-xp, kind: laptop, segment: office}\n")],
  ["a flow without an arrow", inventory("flows: {office servers: [tcp/445]}\nhosts: []\n")],
  ["a port that is none", inventory("flows: {office -> servers: [tcp/99999999]}\nhosts: []\n")],
  ["a word for a port that is none", inventory("flows: {office -> servers: [\"tcp:445\"]}\nhosts: []\n")],
  ["an as-of day that is none", inventory("hosts: []\n").replace("2006-08-25", "25.08.2006")],
  ["a chance above one", inventory("threat: {insider_per_user_day: 2}\nhosts: []\n")],
  ["a holiday that is no date", inventory("calendar: {holidays: [Christmas]}\nhosts: []\n")],
];
const bulletin = (more) => `advisory: 1.0.0\nid: T-1\n${more}`;
const inAdvisories = [
  ["an unknown key", fs.readFileSync(path.join(root, "advisories/MS06-040.yaml"), "utf8") + "\nvector: [tcp/445]\n"],
  ["a stage that is none", fs.readFileSync(path.join(root, "advisories/MS06-040.yaml"), "utf8").replace(/stage: [a-z-]+/, "stage: wormy")],
  ["a day that is none", fs.readFileSync(path.join(root, "advisories/MS06-040.yaml"), "utf8").replace(/published: \d{4}-\d\d-\d\d/, "published: yesterday")],
  ["a port that is none", fs.readFileSync(path.join(root, "advisories/MS06-040.yaml"), "utf8").replace(/tcp\/445/g, "tcp/445445")],
  ["no affected products", bulletin("title: x\n")],
];

for (const [kind, schema, list] of [["inventory", "inventory.json", mistakes], ["advisory", "advisory.json", inAdvisories]]) {
  for (const [name, text] of list) {
    const found = await diagnose(schema, text);
    if (found.length === 0) fail(`${kind}: ${name}: nothing is underlined`);
  }
}
const examples = fs.readdirSync(path.join(root, "inventory-examples"), { withFileTypes: true }).filter((one) => one.isDirectory());
for (const { name } of examples) {
  const text = fs.readFileSync(path.join(root, "inventory-examples", name, "inventory.yaml"), "utf8");
  const found = await diagnose("inventory.json", text);
  found.forEach((one) => fail(`${name}: ${one.range.start.line}: ${one.message}`));
}
for (const name of fs.readdirSync(path.join(root, "advisories")).filter((name) => name !== "products.yaml")) {
  const found = await diagnose("advisory.json", fs.readFileSync(path.join(root, "advisories", name), "utf8"));
  found.forEach((one) => fail(`${name}: ${one.range.start.line}: ${one.message}`));
}
server.kill();
console.log(`editors: ${mistakes.length + inAdvisories.length} mistakes, ${documents} documents, ${wrong} not as they should be`);
process.exit(wrong ? 1 : 0);
