// Pictures have words: a title, a description, a table; and where there is nothing to draw, a sentence. What is written in
// them can be read: in both themes, without overlaps, within the frame.

import { openAll } from './tables.mjs';

export async function pictures(report, browser, check) {
    for (const colorScheme of ['light', 'dark']) {
        await browser.open(report, { colorScheme, use: async page => {
            await openAll(page);
            for (const figure of await page.evaluate(survey)) {
                const says = sentence => `${figure.id}: ${sentence} (${colorScheme})`;
                check.that(figure.drawn || figure.sentence, says('is drawn, or says why not'), figure.text);
                if (!figure.drawn) continue;
                check.that(figure.title && figure.description, says('has a title and a description'));
                check.that(figure.labelled, says('is named by them'));
                check.that(figure.rows > 0, says('has its figures in a table'));
                check.none(figure.outside, says('keeps its words within the frame'));
                check.none(figure.overlaps, says('has no words on top of each other'));
                check.none(figure.faint, says('has words that stand out from what is behind them'));
                check.none(figure.small, says('has words that are large enough'));
            }
        } });
    }
}

function survey() {
    const box = element => element.getBoundingClientRect();
    const words = element => element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);

    // ---- colours ----
    // Every notation a browser has, down to numbers: paint one pixel and read it.
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return Array.from(canvas.getImageData(0, 0, 1, 1).data);
    };
    const luminance = ([r, g, b]) => {
        const part = value => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const contrast = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
    };
    // What is painted behind the middle of a word; null where it is a pattern or shines through.
    const behind = text => {
        const middle = box(text);
        for (const element of document.elementsFromPoint(middle.x + middle.width / 2, middle.y + middle.height / 2)) {
            if (element === text || text.contains(element) || ['text', 'tspan'].includes(element.localName)) continue;
            const style = getComputedStyle(element);
            const inPicture = element.closest('svg') && element.localName !== 'svg';
            if (inPicture && (style.fill.startsWith('url') || ['line', 'polyline'].includes(element.localName))) return null;
            const paint = rgba(inPicture ? style.fill : style.backgroundColor);
            const opacity = inPicture ? Number(style.fillOpacity) * Number(style.opacity) : 1;
            if ((inPicture && style.fill === 'none') || paint[3] === 0 || opacity === 0) continue;
            return paint[3] < 255 || opacity < 1 ? null : paint;
        }
        return [255, 255, 255, 255];
    };
    const isFaint = text => {
        text.scrollIntoView({ block: 'center', inline: 'center' });
        const back = behind(text);
        const ratio = back && contrast(rgba(getComputedStyle(text).fill), back);
        return ratio !== null && ratio < 4.5 ? `${words(text)} (${ratio.toFixed(1)})` : '';
    };

    // ---- places ----
    const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const overlapping = texts => {
        const boxes = texts.map(text => ({ text, at: box(text) }));
        return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => overlap(a.at, b.at)).map(b => `${words(a.text)} | ${words(b.text)}`));
    };
    const isOutside = (text, frame) => {
        const at = box(text);
        return at.left < frame.left - 1 || at.right > frame.right + 1 || at.top < frame.top - 1 || at.bottom > frame.bottom + 1;
    };
    const size = text => parseFloat(getComputedStyle(text).fontSize) * Math.abs(text.getScreenCTM().d || text.getScreenCTM().b);

    return Array.from(document.querySelectorAll('#pictures figure'), figure => {
        const svg = figure.querySelector('svg');
        const texts = Array.from(svg?.querySelectorAll('text') ?? []).filter(text => text.checkVisibility() && words(text) && !text.closest('defs'));
        const frame = svg && box(svg);
        const names = (svg?.getAttribute('aria-labelledby') ?? '').split(' ');
        return {
            id: figure.id,
            text: words(figure),
            sentence: Array.from(figure.querySelectorAll('p')).some(p => /\w{3}.*\.$/s.test(p.textContent.trim())),
            drawn: Boolean(svg && frame.width > 100 && frame.height > 40),
            title: svg?.querySelector(':scope > title')?.textContent.trim(),
            description: svg?.querySelector(':scope > desc')?.textContent.trim(),
            labelled: names.length > 0 && names.every(id => svg?.querySelector(`:scope > [id="${id}"]`)),
            rows: figure.querySelectorAll('details table tbody tr').length,
            outside: texts.filter(text => isOutside(text, box(svg))).map(words),
            overlaps: overlapping(texts),
            faint: texts.map(isFaint).filter(Boolean),
            small: texts.filter(text => size(text) < 10).map(text => `${words(text)} (${size(text).toFixed(1)} px)`),
        };
    });
}
