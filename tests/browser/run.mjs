// Opens reports of patchfirst in a real browser and says what does not hold. docs/browser-tests.md tells how to run it.

import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { launch } from './browser.mjs';
import { Checks } from './checks.mjs';
import { accessible } from './checks/accessible.mjs';
import { contained } from './checks/contained.mjs';
import { harmless } from './checks/harmless.mjs';
import { highlights } from './checks/network.mjs';
import { cards, fits } from './checks/layout.mjs';
import { pictures } from './checks/pictures.mjs';
import { prints } from './checks/print.mjs';
import { structured } from './checks/structure.mjs';
import { filters, sorts } from './checks/tables.mjs';
import { refuses } from './checks/what-if.mjs';
import { withoutScript } from './checks/without-script.mjs';
import { reports } from './reports.mjs';
import { screenshots } from './screenshots.mjs';

// In the order in which a reader of failures wants them. Each gets the report, a way to open it, and where to say what holds.
const GROUPS = [contained, structured, harmless, withoutScript, pictures, sorts, filters, highlights, refuses, fits, cards, prints, accessible];

const USAGE = 'usage: node tests/browser/run.mjs [--screenshots DIR] [--only NAME]... PATCHFIRST';

function readArguments() {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: { screenshots: { type: 'string' }, only: { type: 'string', multiple: true, default: [] } },
    });
    if (positionals.length !== 1) throw new Error(USAGE);
    return { binary: resolve(positionals[0]), folder: values.screenshots && resolve(values.screenshots), only: values.only };
}

async function examine(browser, { name, render }, checks, folder) {
    const of = checks.of(name);
    try {
        const report = render();
        of.pass();
        for (const group of GROUPS) {
            // What stops one group, such as a part of the page that is missing, must not hide what the others find.
            await group(report, browser, of).catch(error => of.fail(`${group.name} ran to its end`, gist(error)));
        }
        await screenshots(report, browser, folder);
    } catch (error) {
        of.fail('there is a report', error.message);
    }
}

// The first line, and what stood in the way if it says so; the rest is a log of attempts.
function gist(error) {
    const obstacle = /^.*intercepts pointer events/m.exec(error.message)?.[0] ?? '';
    return (error.message.split('\n')[0] + obstacle).replace(/\u001b\[\d*m/g, '');
}

async function main() {
    const { binary, folder: given, only } = readArguments();
    const work = mkdtempSync(join(tmpdir(), 'patchfirst-reports-'));
    const folder = given ?? mkdtempSync(join(tmpdir(), 'patchfirst-screenshots-'));
    mkdirSync(folder, { recursive: true });
    const checks = new Checks();
    const browser = await launch();
    try {
        const wanted = reports(binary, work).filter(report => only.length === 0 || only.includes(report.name));
        if (wanted.length === 0) throw new Error(`no report is called ${only.join(' or ')}`);
        for (const report of wanted) await examine(browser, report, checks, folder);
    } finally {
        await browser.close();
        rmSync(work, { recursive: true, force: true });
    }
    console.log(`screenshots: ${folder}`);
    return checks.conclude();
}

main().then(
    status => { process.exitCode = status; },
    error => { console.error(error.message); process.exitCode = 2; },
);
