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
