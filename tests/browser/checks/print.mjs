// On paper: the summary is the first page and only that, nothing is cut off, and it is light whatever the screen was.

import { execFileSync } from 'node:child_process';

const MM = 96 / 25.4;
const A4 = { width: 210 * MM, height: 297 * MM };

export async function prints(report, browser, check) {
    for (const colorScheme of ['light', 'dark']) {
        await browser.open(report, { colorScheme, use: async page => {
            const area = contentArea(await page.evaluate(pageMargins));
            await page.setViewportSize({ width: Math.floor(area.width), height: Math.floor(area.height) });
            await page.emulateMedia({ media: 'print', colorScheme });
            await measured(page, area, colorScheme, check);
            await onPaper(page, report, colorScheme, check);
        } });
    }
}

// The margins that the page asks for, in px: top, right, bottom, left. Without any the browser takes a centimetre.
function pageMargins() {
    const rules = Array.from(document.styleSheets).flatMap(sheet => Array.from(sheet.cssRules))
        .flatMap(rule => (rule instanceof CSSMediaRule ? Array.from(rule.cssRules) : [rule]));
    const named = rules.filter(rule => rule instanceof CSSPageRule && rule.selectorText === '').at(-1)?.style;
    const probe = document.body.appendChild(document.createElement('div'));
    const pixels = side => {
        probe.style.width = named?.getPropertyValue(`margin-${side}`) || '1cm';
        return parseFloat(getComputedStyle(probe).width);
    };
    const margins = ['top', 'right', 'bottom', 'left'].map(pixels);
    probe.remove();
    return margins;
}

const contentArea = ([top, right, bottom, left]) => ({ width: A4.width - left - right, height: A4.height - top - bottom });

async function measured(page, area, scheme, check) {
    const found = await page.evaluate(layout);
    check.that(found.summary <= area.height, `the summary is no higher than A4 (${scheme})`, `${Math.round(found.summary)} of ${Math.round(area.height)} px`);
    check.that(found.paper.every(part => part > 240), `paper is white (${scheme})`, found.paper.join(' '));
    check.that(found.ink.every(part => part < 90), `print is dark (${scheme})`, found.ink.join(' '));
    check.that(found.width <= Math.ceil(area.width), `nothing is wider than A4 (${scheme})`, `${found.width} of ${Math.round(area.width)} px`);
    check.none(found.cut, `nothing is cut off that would scroll on a screen (${scheme})`);
    check.none(found.controls, `no control is printed (${scheme})`);
}

function layout() {
    const colour = (element, property) => {
        for (let up = element; up; up = up.parentElement) {
            const parts = getComputedStyle(up)[property].match(/[\d.]+/g).map(Number);
            if (parts[3] !== 0) return parts.slice(0, 3);
        }
        return [255, 255, 255];
    };
    const all = Array.from(document.body.querySelectorAll('*')).filter(element => element.checkVisibility());
    const summary = document.querySelector('#summary').getBoundingClientRect();
    const show = element => `<${element.localName} id="${element.id}"> in ${element.closest('section')?.id}, ${element.scrollWidth} of ${element.clientWidth} px`;
    return {
        summary: summary.bottom + scrollY, // from the top of the page: what stands above the summary takes room too
        paper: colour(document.body, 'backgroundColor'),
        ink: colour(document.querySelector('#summary p'), 'color'),
        width: document.documentElement.scrollWidth,
        cut: all.filter(element => !element.closest('svg') && getComputedStyle(element).overflowX !== 'visible' && element.clientWidth > 1
            && element.scrollWidth > element.clientWidth + 1).map(show),
        controls: all.filter(element => ['input', 'select', 'textarea'].includes(element.localName)).map(element => element.outerHTML.slice(0, 80)),
    };
}

// The real thing: a PDF, and what the tools for PDF find on its pages.
async function onPaper(page, report, scheme, check) {
    const { decisions, next } = await page.evaluate(() => {
        const heading = within => within?.querySelector('h2, h3')?.innerText.trim();
        const sections = Array.from(document.querySelectorAll('main > section, main section')).filter(section => section.checkVisibility());
        const after = sections.find(section => document.querySelector('#summary').compareDocumentPosition(section) === Node.DOCUMENT_POSITION_FOLLOWING);
        return { decisions: heading(document.querySelector('#decisions')), next: heading(after) };
    });
    const path = report.path.replace(/html$/, `${scheme}.pdf`);
    await page.pdf({ path, preferCSSPageSize: true, format: 'A4', printBackground: true });
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
    check.that(/Page size:\s+59[45]\S* x 84[12]\S* pts/.test(info), `pages are A4 (${scheme})`, /Page size.*/.exec(info)?.[0]);
    const first = plain(pageText(path, 1));
    check.that(first.includes(plain(decisions)), `the first page holds the decisions (${scheme})`, decisions);
    check.that(!next || !first.includes(plain(next)) || plain(pageText(path, 2)).startsWith(plain(next)), `the first page ends with the summary (${scheme})`, next);
    check.that(plain(pageText(path, 2)).startsWith(plain(next)), `the second page begins with "${next}" (${scheme})`, pageText(path, 2).trim().slice(0, 60));
}

// Blanks are left out: how a PDF spaces its letters is not what is meant.
const plain = text => (text ?? '').replace(/\s+/g, '').toLowerCase();

function pageText(path, number) {
    return execFileSync('pdftotext', ['-f', `${number}`, '-l', `${number}`, '-layout', path, '-'], { encoding: 'utf8' });
}
