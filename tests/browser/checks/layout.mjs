// Nothing sticks out, on a desk, a tablet or a telephone.

import { openAll } from './tables.mjs';

export async function fits(report, browser, check) {
    for (const width of [1280, 768, 360]) {
        await browser.open(report, { viewport: { width, height: 800 }, use: async page => {
            for (const opened of [false, true]) {
                if (opened) await openAll(page);
                const { wide, cut } = await page.evaluate(overflow);
                check.none(wide, `nothing is wider than a window of ${width} px${opened ? ' with all details open' : ''}`);
                check.none(cut, `no text is cut off at ${width} px${opened ? ' with all details open' : ''}`);
            }
        } });
    }
}

function overflow() {
    const root = document.documentElement;
    const limit = root.clientWidth;
    const all = Array.from(document.body.querySelectorAll('*'));
    const style = new Map(all.map(element => [element, getComputedStyle(element)]));
    const show = element => `<${element.localName}${element.id ? ` id=${element.id}` : ''} class="${element.getAttribute('class') ?? ''}"> in ${element.closest('section, header, nav, footer')?.id}: ${element.textContent.trim().slice(0, 30)}`;
    const inScroller = element => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
            if (['auto', 'scroll'].includes(style.get(up).overflowX) || up.localName === 'svg') return true;
        }
        return false;
    };
    const sticksOut = element => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && box.right > limit + 1 && !inScroller(element);
    };
    const wide = root.scrollWidth > limit || document.body.scrollWidth > limit ? [`the page is ${root.scrollWidth} wide`] : [];
    return {
        wide: [...wide, ...all.filter(element => element.checkVisibility() && sticksOut(element)).map(show)],
        // What is hidden by design says so with an ellipsis or is for screen readers only.
        cut: all.filter(element => ['hidden', 'clip'].includes(style.get(element).overflowX) && element.localName !== 'svg' && !element.closest('svg')
            && style.get(element).textOverflow !== 'ellipsis' && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1).map(show),
    };
}

// On a telephone a row is a card with the name of each figure, nothing scrolls sideways but pictures, and no word is broken
// that would fit a line.
export async function cards(report, browser, check) {
    await browser.open(report, { viewport: { width: 360, height: 800 }, use: async page => {
        const { sideways, nameless, broken } = await page.evaluate(telephone);
        check.none(sideways, 'no table is cut at the right on a telephone');
        check.none(nameless, 'every cell of a card says what it is');
        check.none(broken, 'no word is broken in the middle on a telephone');
    } });
    await browser.open(report, { use: async page => {
        check.none((await page.evaluate(telephone)).broken, 'no word is broken in the middle on a desk');
        const { used, window } = await page.evaluate(() => ({ used: document.querySelector('main').getBoundingClientRect().width, window: innerWidth }));
        check.that(used > 0.95 * window, 'the width of a desk is used', `${used} of ${window} px`);
    } });
}

function telephone() {
    const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
    const shows = element => element.checkVisibility() && element.getBoundingClientRect().height > 0;
    const show = element => `${element.closest('[id]')?.id}: ${element.textContent.trim().slice(0, 40)}`;
    // In the letters of Europe: Japanese breaks anywhere. A mark where a name may break ends its text, and so the word.
    const broken = [];
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const context = document.createElement('canvas').getContext('2d');
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent.closest('svg, [hidden], .hash, .spoken, textarea, script, .head') || !shows(parent)) continue;
        for (const match of node.data.matchAll(/[\p{Script=Latin}\p{N}]{4,}/gu)) {
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            const lines = new Set(Array.from(range.getClientRects(), box => Math.round(box.top)));
            const style = getComputedStyle(parent);
            context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
            const room = parent.closest('td, th, caption, figcaption, summary, li, p, dt, dd, div, h1, h2, h3, main').clientWidth;
            if (lines.size > 1 && context.measureText(match[0]).width < room * 0.9) broken.push(`${match[0]} in ${show(parent)}`);
        }
    }
    return {
        broken,
        sideways: all('.scroll').filter(each => each.querySelector('table.cards') && each.scrollWidth > each.clientWidth + 1).map(show),
        nameless: all('table.cards tbody tr:first-child td').filter(shows)
            .filter(cell => !/\w/.test(getComputedStyle(cell, '::before').content.replace('none', '').replace('normal', ''))).map(show),
    };
}
