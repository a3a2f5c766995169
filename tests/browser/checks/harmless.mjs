// Text from files stays text. The hostile inventory sets `window.hostile` wherever a name of it is taken for markup.

export async function harmless(report, browser, check) {
    await browser.open(report, { use: async (page, watched) => {
        await page.mouse.move(400, 400);
        const found = await page.evaluate(look);
        check.none(found.elements, 'no element came from a name');
        check.none(found.links, 'no link runs a script');
        check.none(found.marks, 'no character that reorders text is left');
        check.that(found.ran === undefined, 'no name was run', found.ran);
        check.none(watched.dialogs, 'no name opened a dialog');
        if (report.name !== 'hostile') return;
        check.that(found.text.includes('<script>window.hostile'), 'markup in names is shown as text');
        check.that(found.text.includes('{{ 7*7 }}') && found.text.includes('${7*7}'), 'templates in names are shown as text');
        check.that(found.text.includes('خادم الملفات') && found.text.includes('東京'), 'names in other scripts are shown');
    } });
}

function look() {
    const all = selector => Array.from(document.querySelectorAll(selector));
    const unexpected = 'img, script[src], iframe, object, embed, form, link:not([rel=icon]), base, [onerror], [onload], svg svg';
    const reordering = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
    return {
        elements: all(unexpected).map(element => element.outerHTML.slice(0, 80)),
        links: all('[href]').map(link => link.getAttribute('href')).filter(href => /^\s*(javascript|data|vbscript):/i.test(href)),
        marks: (document.documentElement.textContent.match(reordering) ?? []).map(mark => `U+${mark.charCodeAt(0).toString(16)}`),
        ran: window.hostile,
        text: document.documentElement.textContent,
    };
}
