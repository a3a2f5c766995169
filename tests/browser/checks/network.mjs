// The network highlights what belongs to a segment or a flow: under the pointer, with the focus, and pinned.

const SEGMENTS = 6; // how many of many are tried
const FLOWS = 4;

export async function highlights(report, browser, check) {
    await browser.open(report, { use: async page => {
        const figure = page.locator('#figure-network');
        const drawn = await figure.locator('svg').count() > 0;
        if (!drawn && await figure.count() === 1) {
            check.that(/\w.*\.$/s.test((await figure.textContent()).trim()), 'the network says in words why it is not drawn');
        }
        check.that(await figure.count() === 1, 'there is a figure of the network');
        if (!drawn) return;
        const names = await page.evaluate(nodes);
        check.that(names.segments.length > 0, 'the network has segments');
        check.none(names.strangers, 'every flow of the network joins two of its nodes');
        for (const name of names.segments.slice(0, SEGMENTS)) await segmentHighlights(page, name, check);
        await flowsHighlight(page, check);
    } });
}

function nodes() {
    const all = selector => Array.from(document.querySelectorAll(`#picture-network ${selector}`));
    const segments = all('g.segment').map(each => each.dataset.segment);
    const ends = all('g.flow').flatMap(flow => [flow.dataset.from, flow.dataset.to]);
    return { segments, strangers: ends.filter(end => !segments.includes(end)) };
}

async function segmentHighlights(page, name, check) {
    const segment = page.locator(`#picture-network g.segment[data-segment=${JSON.stringify(name)}]`);
    const expected = await page.evaluate(neighbourhood, name);
    const claim = async (what, wanted) => {
        const { highlighting, related } = await page.evaluate(state);
        check.that(highlighting === (wanted !== null), `${name}: ${what} ${wanted ? 'highlights' : 'highlights nothing'}`);
        check.that(sameSet(related, wanted ?? []), `${name}: ${what} shows what belongs to it`, related.join(' '));
    };
    await segment.scrollIntoViewIfNeeded();
    await segment.hover();
    await claim('hovering', expected);
    await page.mouse.move(0, 0);
    await claim('leaving', null);

    await segment.focus();
    await claim('the focus', expected);
    await page.keyboard.press('Escape');
    await claim('Escape', null);

    for (const key of ['Enter', ' ']) {
        await page.keyboard.press(key);
        await segment.blur();
        await claim(`${key === ' ' ? 'Space' : key}, once the focus has gone,`, expected);
        check.that(await segment.getAttribute('aria-pressed') === 'true', `${name}: is said to be pressed`);
        await segment.focus();
        await page.keyboard.press(key);
        await claim('pressing again', null);
    }

    await segment.click();
    await page.mouse.move(0, 0);
    await segment.blur();
    await claim('a click, once the pointer has gone,', expected);
    await segment.click();
    await claim('a second click', null);
    await segment.click();
    await page.keyboard.press('Escape');
    await claim('Escape after a click', null);
    await page.mouse.move(0, 0);
    await segment.blur();
}

// The segment, its flows, and where they lead, as the page marks them.
function neighbourhood(name) {
    const flows = Array.from(document.querySelectorAll('#picture-network g.flow')).filter(flow => [flow.dataset.from, flow.dataset.to].includes(name));
    const ends = new Set([name, ...flows.flatMap(flow => [flow.dataset.from, flow.dataset.to])]);
    return [...flows.map(flow => `${flow.dataset.from}->${flow.dataset.to}`), ...ends];
}

function state() {
    const svg = document.querySelector('#picture-network');
    const name = each => each.dataset.segment ?? `${each.dataset.from}->${each.dataset.to}`;
    return { highlighting: svg.classList.contains('highlighting'), related: Array.from(svg.querySelectorAll('.related'), name) };
}

const sameSet = (a, b) => a.length === b.length && a.every(each => b.includes(each));

async function flowsHighlight(page, check) {
    const flows = await page.locator('#picture-network g.flow').all();
    let tried = 0;
    for (const flow of flows.slice(0, FLOWS * 3)) {
        if (tried === FLOWS) break;
        await flow.scrollIntoViewIfNeeded();
        const point = await flow.evaluate(pointOn);
        if (!point) continue; // crossed by others wherever we looked
        tried += 1;
        const [from, to] = [await flow.getAttribute('data-from'), await flow.getAttribute('data-to')];
        await page.mouse.move(point.x, point.y);
        const { related } = await page.evaluate(state);
        check.that(sameSet(related, [...new Set([`${from}->${to}`, from, to])]), `${from} -> ${to}: hovering shows the flow and its ends`, related.join(' '));
        await page.mouse.move(0, 0);
        check.that(!(await page.evaluate(state)).highlighting, `${from} -> ${to}: leaving highlights nothing`);
    }
    check.that(flows.length === 0 || tried > 0, 'some flow can be pointed at');
}

// A point of the screen at which the flow lies on top.
function pointOn(flow) {
    const line = flow.querySelector('path, line, polyline');
    for (const share of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
        const at = line.getPointAtLength(line.getTotalLength() * share).matrixTransform(line.getScreenCTM());
        if (document.elementFromPoint(at.x, at.y)?.closest('g.flow') === flow) return { x: at.x, y: at.y };
    }
    return null;
}
