// What the report gains where scripts run: tables sort and filter, the network highlights, actions can be ticked off. Without
// it nothing is missing but these. The page names this text by its hash, so it stays inline, takes no input but the page, and fetches nothing.
(() => {
    'use strict';

    const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

    // ---- Sorting ----

    // What a cell is sorted by: its `data-sort`, else its text. A lone dash is how the page writes that there is nothing.
    function key(cell) {
        const text = (cell?.dataset.sort ?? cell?.textContent ?? '').trim();
        if (/^[-–—]?$/.test(text)) return { empty: true };
        return { number: Number(text), parts: text.toLowerCase().split(/(\d+)/), text };
    }

    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

    // Texts by code units with runs of digits as numbers, so that `files2` precedes `files10`. No locale: everybody who
    // opens the page sees the same order.
    function compareTexts(a, b) {
        for (let i = 0; i < Math.min(a.parts.length, b.parts.length); i++) {
            // Every second part is a run of digits.
            const [x, y] = i % 2 ? [Number(a.parts[i]), Number(b.parts[i])] : [a.parts[i], b.parts[i]];
            if (x !== y) return order(x, y);
        }
        return order(a.parts.length, b.parts.length) || order(a.text, b.text);
    }

    function compare(a, b) {
        const [x, y] = [Number.isNaN(a.number), Number.isNaN(b.number)];
        if (x !== y) return x ? 1 : -1;
        return x ? compareTexts(a, b) : order(a.number, b.number);
    }

    // Array.sort is stable, so rows that are equal here keep the order they had, in both directions. Cells with nothing in
    // them come last in both.
    function sortRows(body, column, sign) {
        const rows = Array.from(body.rows, row => ({ row, key: key(row.cells[column]) }));
        rows.sort((a, b) => {
            if (a.key.empty || b.key.empty) return Boolean(a.key.empty) - Boolean(b.key.empty);
            return sign * compare(a.key, b.key);
        });
        body.append(...rows.map(each => each.row));
    }

    function sortBy(table, header) {
        const direction = header.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
        for (const other of header.parentNode.cells) if (other.hasAttribute('aria-sort')) other.setAttribute('aria-sort', 'none');
        header.setAttribute('aria-sort', direction);
        for (const body of table.tBodies) sortRows(body, header.cellIndex, direction === 'ascending' ? 1 : -1);
    }

    function makeSortable(table) {
        for (const header of table.tHead?.rows[0]?.cells ?? []) {
            // A button without a word on it could not be named by anybody.
            if (!header.textContent.trim()) continue;
            const button = document.createElement('button');
            button.type = 'button';
            button.append(...header.childNodes);
            header.append(button);
            if (!header.hasAttribute('aria-sort')) header.setAttribute('aria-sort', 'none');
            button.addEventListener('click', () => sortBy(table, header));
        }
    }

    // ---- Filtering ----

    const plain = text => text.normalize('NFC').toLowerCase();

    // Cells are joined with a space: a word must not be found across the border of two cells.
    const rowText = row => plain(Array.from(row.cells, cell => cell.textContent).join(' '));

    // A row shows if it has every word that was typed, in any order.
    function filterRows(rows, typed) {
        const words = plain(typed).split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const each of rows) {
            each.row.hidden = !words.every(word => each.text.includes(word));
            shown += !each.row.hidden;
        }
        return shown;
    }

    function unhide(element) {
        for (let hidden = element.closest('[hidden]'); hidden; hidden = hidden.closest('[hidden]')) hidden.hidden = false;
    }

    function makeFilter(input) {
        const id = input.dataset.filter;
        const table = document.getElementById(id);
        if (!table) return;
        const rows = Array.from(table.tBodies, body => Array.from(body.rows)).flat().map(row => ({ row, text: rowText(row) }));
        const counts = all('[data-count]').filter(count => count.dataset.count === id);
        const update = () => {
            const shown = filterRows(rows, input.value);
            const of = shown === rows.length ? '' : ` of ${rows.length}`;
            for (const count of counts) count.textContent = `${shown}${of} rows`;
        };
        [input, ...input.labels, ...counts].forEach(unhide);
        input.addEventListener('input', update);
        // Some browsers restore what was typed when a page is loaded again.
        update();
    }

    // ---- The network ----

    // The segment with its flows and the segments they lead to, or the flow with its two ends.
    function related(svg, element) {
        const { segment, from, to } = element.dataset;
        const flows = segment === undefined
            ? [element]
            : all('g.flow', svg).filter(flow => flow.dataset.from === segment || flow.dataset.to === segment);
        const names = new Set([segment ?? from, segment ?? to, ...flows.flatMap(flow => [flow.dataset.from, flow.dataset.to])]);
        return [...flows, ...all('g.segment', svg).filter(each => names.has(each.dataset.segment))];
    }

    function makeHighlighting(svg) {
        let pinned = null;  // chosen by click or key, stays
        let pointed = null; // under the pointer or focused, wins while it lasts
        const show = () => {
            const shown = pointed ?? pinned;
            all('.related', svg).forEach(each => each.classList.remove('related'));
            svg.classList.toggle('highlighting', shown !== null);
            if (shown) related(svg, shown).forEach(each => each.classList.add('related'));
            segments.forEach(each => each.setAttribute('aria-pressed', String(each === pinned)));
        };
        const point = element => { pointed = element; show(); };
        const toggle = element => {
            pinned = pinned === element ? null : element;
            point(pinned); // what was switched off goes dark, though the pointer is still on it
        };
        const segments = all('g.segment', svg);
        // An image hides its parts from screen readers; with parts to press it is a group.
        svg.setAttribute('role', 'group');
        for (const each of segments) {
            each.setAttribute('tabindex', '0');
            each.setAttribute('role', 'button');
            each.addEventListener('focus', () => point(each));
            each.addEventListener('blur', () => point(null));
            each.addEventListener('keydown', event => {
                if (event.key !== 'Enter' && event.key !== ' ') return;
                event.preventDefault(); // a space would scroll
                toggle(each);
            });
        }
        for (const each of [...segments, ...all('g.flow', svg)]) {
            each.addEventListener('pointerenter', () => point(each));
            each.addEventListener('pointerleave', () => point(null));
            each.addEventListener('click', () => toggle(each));
        }
        document.addEventListener('keydown', event => {
            if (event.key !== 'Escape' || !(pointed || pinned)) return;
            pinned = null;
            point(null);
        });
        show();
    }

    // ---- What if? ----

    // The plan without some of its actions, as the program computed it. `left` of a set of actions holds the losses from its
    // last action on; before that the curve is that of the set without it.
    function losses(data, off) {
        if (off.length === 0) return data.left;
        const from = data.actions[off[off.length - 1]][0];
        return [...losses(data, off.slice(0, -1)).slice(0, from), ...stateOf(data, off).left];
    }

    const stateOf = (data, off) => data.states.find(state => state.off.join() === off.join());

    function numbers(data, off) {
        const names = off.map(action => data.actions[action][2]);
        const last = names.pop();
        return names.length ? `actions ${names.join(', ')} and ${last}` : `action ${last}`;
    }

    function sentence(box, data, off) {
        const state = stateOf(data, off);
        const rest = data.whole && off.length === data.actions.length
            ? `nothing is done, and ${box.dataset.before} is to be expected`
            : `${state.work} of work avert ${state.averted} of ${box.dataset.before} (${state.share} of what can be averted); ${state.loss} is left`;
        return `Without ${numbers(data, off)}: ${rest}.`;
    }

    // Stairs like those of the plan; what is ticked off takes no time.
    function stairs(group, data, off) {
        group.replaceChildren();
        if (off.length === 0) return;
        const [x0, x1, end, y0, y1, most] = group.dataset.field.split(' ').map(Number);
        const x = minutes => x0 + (x1 - x0) * Math.min(minutes / end, 1);
        const y = loss => y0 + (y1 - y0) * Math.min(loss / most, 1);
        const refused = step => off.some(action => data.actions[action][0] <= step && step < data.actions[action][1]);
        let minutes = 0;
        let d = `M${x(0)} ${y(data.before)}`;
        losses(data, off).forEach((loss, step) => {
            if (refused(step)) return;
            minutes += data.minutes[step];
            d += `H${x(minutes)}V${y(loss)}`;
        });
        const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        path.setAttribute('d', `${d}H${x1}`);
        group.append(path);
    }

    // What a boss signs: each action of the plan, whether it is done, and what that leaves.
    function approved(box, data, off) {
        const rows = all('#plan-list tbody tr');
        const text = row => row.cells[1].textContent.trim().replace(/\s+/g, ' ');
        const action = row => data.actions.findIndex(([from, to]) => from < Number(row.dataset.step) && Number(row.dataset.step) <= to);
        const line = row => `[${off.includes(action(row)) ? ' ' : 'x'}] ${row.dataset.step}. ${text(row)} (${row.cells[4].textContent.trim()} min)`;
        const of = box.dataset.organisation ? ` of ${box.dataset.organisation}` : '';
        const result = off.length ? sentence(box, data, off) : document.querySelector('.verdict .heading')?.lastChild.textContent.trim();
        return [`Approved plan${of}, as of ${box.dataset.asOf}`, '', ...rows.map(line), '', result, ''].join('\n');
    }

    async function copy(area, button, text) {
        area.value = text;
        area.hidden = false;
        area.select();
        // Not everywhere may a page reach the clipboard; the text is there, selected, in any case.
        const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
        const done = copied || document.execCommand('copy');
        button.textContent = done ? 'Copied' : 'Copy the text below';
    }

    function makeWhatIf(box) {
        const data = JSON.parse(box.querySelector('.data').textContent);
        const heading = document.querySelector('.verdict .heading');
        const [says, copying, again, area] = ['.says', '.copy', '.all', '.approved'].map(part => box.querySelector(part));
        const words = [...heading.childNodes];
        const figures = all('[data-stake]').map(element => ({ element, text: element.textContent }));
        const ticks = [];
        const off = () => data.actions.flatMap((_, action) => (ticks.some(tick => tick.action === action && !tick.input.checked) ? [action] : []));
        const update = () => {
            const now = off();
            const state = stateOf(data, now);
            const full = now.length >= data.at_once && now.length < data.actions.length;
            for (const { action, input, row } of ticks) {
                input.disabled = full && !now.includes(action);
                row.classList.toggle('off', now.includes(action));
            }
            heading.replaceChildren(...(state ? [sentence(box, data, now)] : words));
            heading.closest('.verdict').classList.toggle('ticked', Boolean(state));
            for (const { element, text } of figures) {
                const figure = { loss: state?.tile, machines: state?.machines, critical: state?.critical }[element.dataset.stake];
                element.textContent = figure ?? text;
            }
            all('.alternative').forEach(group => stairs(group, data, now));
            const most = full ? ` ${data.at_once === 1 ? 'One action' : `${data.at_once} actions`} at once: more is not computed in this page.` : '';
            const computed = () => `${sentence(box, data, now)} What stays is done as planned; nothing takes the place of what is ticked off.${most}`;
            says.textContent = state ? computed() : 'What if somebody says no? Tick off an action, here or in the plan.';
            box.classList.toggle('active', Boolean(state));
            again.hidden = !state;
            area.hidden = true;
            copying.textContent = 'Copy as approved plan';
        };
        const tick = (row, action) => {
            if (action < 0) return;
            const input = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true, className: 'tick' });
            input.setAttribute('aria-label', `Do action ${data.actions[action][2]}: ${row.querySelector('th').textContent.trim()}`);
            row.cells[0].prepend(input, ' ');
            ticks.push({ action, input, row });
            input.addEventListener('change', () => {
                for (const other of ticks) if (other.action === action) other.input.checked = input.checked;
                update();
            });
        };
        for (const row of all('#fix-first [data-action]')) tick(row, data.actions.findIndex(([, , number]) => number === Number(row.dataset.action)));
        for (const row of all('#plan-list [data-step]')) {
            tick(row, data.actions.findIndex(([from, to]) => from < Number(row.dataset.step) && Number(row.dataset.step) <= to));
        }
        again.addEventListener('click', () => {
            for (const { input } of ticks) input.checked = true;
            update();
        });
        copying.addEventListener('click', () => copy(area, copying, approved(box, data, off())));
        box.hidden = false;
        update();
    }

    all('table.sortable').forEach(makeSortable);
    all('input[type=search][data-filter]').forEach(makeFilter);
    all('svg#picture-network').forEach(makeHighlighting);
    all('#what-if').forEach(makeWhatIf);
})();
