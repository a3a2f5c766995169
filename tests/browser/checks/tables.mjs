// Tables sort by every column, both ways, by pointer and by key, and filter.

export async function sorts(report, browser, check) {
    await browser.open(report, { use: async page => {
        await openAll(page);
        const tables = await page.evaluate(() => Array.from(document.querySelectorAll('table.sortable'), (table, index) => {
            table.dataset.test = index; // a name for tables that have no id
            return { index, name: table.id || `table ${index + 1}`, columns: table.tHead.rows[0].cells.length, rows: table.tBodies[0].rows.length };
        }));
        check.that(tables.some(table => table.name === 'hosts'), 'the table of hosts is sortable');
        for (const table of tables) await sortsByEveryColumn(page, table, check);
    } });
}

async function sortsByEveryColumn(page, table, check) {
    for (let column = 0; column < table.columns; column++) {
        const header = page.locator(`table[data-test="${table.index}"] > thead > tr:first-child > *:nth-child(${column + 1})`);
        const name = `${table.name}, column ${(await header.textContent()).trim()}`;
        const button = header.locator('button');
        if (await button.count() !== 1) {
            check.fail(`${name}: the header is a button`);
            continue;
        }
        // The first two by pointer, then the same by key: the second press on a header always reverses.
        for (const [press, how] of [[() => button.click(), 'pointer'], [() => button.press('Enter'), 'Enter'], [() => button.press(' '), 'Space']]) {
            const before = await page.evaluate(read, [table.index, column]);
            await press();
            const after = await page.evaluate(read, [table.index, column]);
            const expected = before.sorted === 'ascending' ? 'descending' : 'ascending';
            check.that(after.sorted === expected, `${name}: ${how} sorts ${expected}`, String(after.sorted));
            check.none(disorder(after.cells, expected), `${name}: rows are in ${expected} order`);
            check.none(unstable(before, after), `${name}: rows that are equal keep their order`);
            check.that(after.others.every(other => other !== 'ascending' && other !== 'descending'), `${name}: one column is the sorted one`);
            check.that(same(before.rows, after.rows), `${name}: no row is lost`);
        }
    }
}

// A column as it stands: its cells with what they are sorted by, and every row's whole text.
function read([index, column]) {
    const table = document.querySelector(`table[data-test="${index}"]`);
    const rows = Array.from(table.tBodies[0].rows);
    const headers = Array.from(table.tHead.rows[0].cells);
    rows.forEach((row, i) => { row.dataset.row ??= i; });
    return {
        cells: rows.map(row => ({ text: row.cells[column].textContent.trim(), sort: row.cells[column].dataset.sort })),
        rows: rows.map(row => row.dataset.row),
        sorted: headers[column].getAttribute('aria-sort'),
        others: headers.filter((_, i) => i !== column).map(header => header.getAttribute('aria-sort')),
    };
}

// The number that a reader sees in a cell, such as 93.3 in `93.3 ±0.2` and 0 in `<0.1 %`; none if it is a text.
function seen(text) {
    const number = /^[<>≤≥~]?\s*([-−+]?[\d,]*\.?\d+)\s*(%|±.*|min(utes)?|days?|h)?$/.exec(text.replaceAll('−', '-'));
    return number ? Number(number[1].replaceAll(',', '')) : NaN;
}

// What is wrong with the order, judged by what a reader sees where that is a number in every cell, else by `data-sort`.
function disorder(cells, direction) {
    const sign = direction === 'ascending' ? 1 : -1;
    const empty = cell => /^[-–—]?$/.test((cell.sort ?? cell.text).trim());
    const filled = cells.filter(cell => !empty(cell));
    const wrong = cells.slice(0, filled.length).some(empty) ? ['an empty cell is not last'] : [];
    const numbers = [filled.map(cell => seen(cell.text)), filled.map(cell => Number(cell.sort ?? cell.text))].find(list => !list.some(Number.isNaN));
    const inOrder = i => (numbers
        ? sign * (numbers[i] - numbers[i - 1]) >= 0
        : sign * natural(filled[i].sort ?? filled[i].text, filled[i - 1].sort ?? filled[i - 1].text) >= 0);
    for (let i = 1; i < filled.length; i++) {
        if (!inOrder(i)) wrong.push(`${JSON.stringify(filled[i - 1].text)} before ${JSON.stringify(filled[i].text)}`);
    }
    return wrong;
}

// The order of texts: numbers first, then as the page promises, said in another way than its script does.
function natural(a, b) {
    const [x, y] = [Number(a), Number(b)];
    if (!Number.isNaN(x) || !Number.isNaN(y)) return Number.isNaN(x) ? 1 : Number.isNaN(y) ? -1 : x - y;
    // A mark before each number makes what ends where another goes on with a number come first, and that before the rest.
    const padded = text => text.toLowerCase().replace(/\d+/g, digits => `\0${digits.replace(/^0+(?=\d)/, '').padStart(40, '0')}`);
    return padded(a) < padded(b) ? -1 : padded(a) > padded(b) ? 1 : 0;
}

function unstable(before, after) {
    const place = new Map(before.rows.map((row, i) => [row, i]));
    const equal = i => after.cells[i].text === after.cells[i - 1].text && after.cells[i].sort === after.cells[i - 1].sort;
    return after.rows.filter((row, i) => i > 0 && equal(i) && place.get(row) < place.get(after.rows[i - 1]));
}

const same = (a, b) => a.length === b.length && new Set([...a, ...b]).size === a.length;

export async function filters(report, browser, check) {
    await browser.open(report, { use: async page => {
        await openAll(page);
        const ids = await page.evaluate(() => Array.from(document.querySelectorAll('input[type=search][data-filter]'), input => input.dataset.filter));
        check.that(ids.includes('hosts'), 'the hosts can be filtered');
        for (const id of ids) await filtersTable(page, id, check);
    } });
}

async function filtersTable(page, id, check) {
    const input = page.locator(`input[data-filter="${id}"]`);
    check.that(await input.isVisible(), `${id}: the filter shows`);
    const all = await page.evaluate(rows, id);
    const expect = async (typed, expected) => {
        const { shown, count } = await page.evaluate(rows, id);
        check.that(same(shown, expected), `${id}: ${JSON.stringify(typed)} leaves ${expected.length} rows`, `${shown.length}`);
        check.that(new RegExp(`^${expected.length}\\b`).test(count), `${id}: the count says ${expected.length}`, count);
    };
    check.that(all.live, `${id}: the count is read out when it changes`);
    await expect('', all.every);
    if (all.every.length === 0) return;
    const words = [all.texts.at(-1).split(' ')[0], all.texts[0].toUpperCase(), ...(all.texts.length > 1 ? [`${all.texts[0]} ${all.texts.at(-1)}`] : [])];
    for (const typed of words) {
        await input.fill(''); // then as people do it, letter by letter where that is not hundreds
        await (typed.length < 40 ? input.pressSequentially(typed) : input.fill(typed));
        const wanted = typed.toLowerCase().split(/\s+/);
        await expect(typed, all.every.filter((_, i) => wanted.every(word => all.whole[i].includes(word))));
    }
    await input.fill('no row says this');
    await expect('no row says this', []);
    await input.fill('');
    await expect('', all.every);
}

function rows(id) {
    const every = Array.from(document.getElementById(id).tBodies, body => Array.from(body.rows)).flat();
    every.forEach((row, i) => { row.dataset.row ??= i; });
    const count = document.querySelector(`[data-count="${id}"]`);
    const tidy = text => text.replace(/\s+/g, ' ').trim();
    return {
        every: every.map(row => row.dataset.row),
        shown: every.filter(row => row.checkVisibility()).map(row => row.dataset.row),
        texts: every.map(row => tidy((row.querySelector('th') ?? row.cells[0]).textContent)),
        whole: every.map(row => tidy(Array.from(row.cells, cell => cell.textContent).join(' ')).toLowerCase()),
        count: count?.textContent.trim() ?? '',
        live: Boolean(count && (count.getAttribute('role') === 'status' || count.getAttribute('aria-live') === 'polite')),
    };
}

// Tables within closed details cannot be pressed.
export async function openAll(page) {
    await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
}
