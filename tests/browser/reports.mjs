// The reports that are looked at: every example, and the cases that examples do not have.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const EXAMPLES = join(HERE, '../../inventory-examples');
const TREND = join(EXAMPLES, 'weekend-2006-08-31/inventory.yaml');

// All reports by name, to be rendered into `folder` one by one.
export function reports(binary, folder) {
    const report = (name, inventory, more = () => []) => ({ name, render: () => render(binary, folder, name, inventory, more()) });
    const write = (name, text) => {
        const path = join(folder, name);
        writeFileSync(path, text);
        return path;
    };
    return [
        ...examples().map(name => report(name, join(EXAMPLES, name, 'inventory.yaml'))),
        report('trend', TREND, () => baselines(binary, folder)),
        report('hostile', join(HERE, 'hostile/inventory.yaml')),
        report('calm', write('calm.yaml', calm())),
        report('without-flows', write('without-flows.yaml', withoutFlows())),
        report('sixty-segments', write('sixty.yaml', ring(60))),
        report('hundred-segments', write('hundred.yaml', ring(100))),
    ];
}

function render(binary, folder, name, inventory, more) {
    const path = join(folder, `${name}.html`);
    run(binary, ['report', inventory, ...advisoriesBeside(inventory), ...more, '-o', path]);
    return { name, path, url: pathToFileURL(path).href, size: statSync(path).size };
}

function examples() {
    return readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'inventory.yaml'))).sort();
}

function advisoriesBeside(inventory) {
    const folder = join(dirname(inventory), 'advisories');
    return existsSync(folder) ? ['--advisories', folder] : [];
}

// The same network as it stood on three earlier days: before the worm, with it, and a week on.
function baselines(binary, folder) {
    return ['2006-08-10', '2006-08-18', '2006-08-25'].flatMap(day => {
        const path = join(folder, `${day}.json`);
        run(binary, ['report', TREND, '--as-of', day, '--format', 'json', '-o', path]);
        return ['--baseline', path];
    });
}

// What Windows 2000 needs on that day.
const PATCHES = 'KB828028, KB828035, KB828741, KB828749, KB835732, KB841533, KB870763, KB885250, KB896422, KB896423, KB899588, '
    + 'KB899591, KB902400, KB905749, KB911280, KB917159, KB921883';

// Three segments in which everything is patched: nothing to draw and nothing to do, which the report has to say in words.
function calm() {
    const host = (name, segment) => `  - {name: ${name}, os: windows-2000, sp: 4, kind: server, segment: ${segment}, patches: [${PATCHES}]}\n`;
    return 'inventory: 1.0.0\nas_of: 2006-08-25\nsegments:\n  office: {users: 12}\n  servers: {}\n  plant: {}\n'
        + 'flows:\n  office -> servers: [smb]\n  office -> plant: [smb]\nhosts:\n' + host('files1', 'servers') + host('desk', 'office') + host('press', 'plant');
}

// Exposed hosts, and nobody has described which flows there are.
function withoutFlows() {
    return calm().replace(/flows:\n(  .*\n)+?hosts/, 'hosts').replaceAll(PATCHES, '');
}

// Segments in a ring with spokes to the first and some chords, three hosts each: as many as the network can show, and more.
function ring(size) {
    const numbers = [...Array(size).keys()];
    const host = (n, kind, sp) => `  - {name: ${kind}-${n}, os: windows-xp, sp: ${sp}, kind: ${kind}, segment: site-${n}, patches: [${n % 3 ? '' : 'KB921883, KB828028'}]}\n`;
    const flows = numbers.flatMap(n => [[n, (n + 1) % size], ...(n % 5 === 2 ? [[n, 0]] : []), ...(n % 7 === 3 ? [[n, (n * 3) % size]] : [])]);
    const unknown = ([from, to]) => (from % 11 === 5 && to === from + 1 ? 'unknown' : '[smb]');
    return 'inventory: 1.0.0\nas_of: 2006-08-25\nsegments:\n' + numbers.map(n => `  site-${n}: {users: ${n}}\n`).join('')
        + 'flows:\n  internet -> site-0: [http]\n' + flows.filter(([from, to]) => from !== to).map(flow => `  site-${flow[0]} -> site-${flow[1]}: ${unknown(flow)}\n`).join('')
        + 'hosts:\n' + numbers.map(n => host(n, 'server', 1) + host(n, 'workstation', n % 2) + (n % 9 ? '' : host(n, 'laptop', 1))).join('');
}

function run(binary, words) {
    execFileSync(binary, ['--quiet', ...words], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
}
