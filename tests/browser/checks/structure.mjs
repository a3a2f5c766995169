// The parts of the page, and what holds them together for people who cannot see it.

const SECTIONS = ['summary', 'decisions', 'sure', 'pictures', 'ranking', 'patches', 'paths', 'accepted', 'quality', 'method', 'glossary'];

export async function structured(report, browser, check) {
    await browser.open(report, { use: async page => {
        const found = await page.evaluate(survey, SECTIONS);
        check.that(found.language === 'en', 'the page says its language', found.language);
        check.that(found.title !== '', 'the page has a title');
        check.none(found.missing, 'the page has every part');
        check.that(found.stakes >= 3, 'what is at stake is said in figures', `${found.stakes}`);
        check.that(found.verdict.length > 20, 'the verdict is a sentence', found.verdict);
        check.that(found.fixFirst <= 10, 'the first table has ten rows at most', `${found.fixFirst}`);
        check.that(found.headings === 1, 'there is one first heading', `${found.headings}`);
        check.none(found.twice, 'no id is given twice');
        check.none(found.dangling, 'every reference leads to a part of the page');
        check.none(found.bareHeaders, 'every table has headers that say what they head');
        check.none(found.nameless, 'every table has a name');
        check.none(found.placeholders, 'nothing reads as a hole in a template');
        if (report.name === 'without-flows') check.that(!found.green, 'nothing is green where nobody knows the flows', found.verdict);
        if (report.name === 'calm') check.that(found.green, 'what is known to be well is green', found.verdict);
        if (report.name === 'trend') check.that(found.trend, 'three baselines give a trend');
    } });
}

function survey(sections) {
    const all = selector => Array.from(document.querySelectorAll(selector));
    const parts = ['header', 'nav[aria-label]', 'main', 'footer', 'table#hosts', '[data-filter=hosts]', ...sections.map(id => `section#${id}`)];
    const ids = all('[id]').map(element => element.id);
    const known = new Set(ids);
    const links = all('a[href^="#"]').map(link => link.getAttribute('href').slice(1));
    const references = ['aria-labelledby', 'aria-describedby', 'for', 'headers', 'aria-controls']
        .flatMap(name => all(`[${name}]`).flatMap(element => element.getAttribute(name).split(/\s+/)));
    const tables = all('table');
    const show = table => table.id || table.closest('[id]')?.id || table.textContent.trim().slice(0, 40);
    return {
        language: document.documentElement.lang,
        title: document.title,
        missing: parts.filter(selector => !document.querySelector(selector)),
        stakes: all('ul.stakes > li').length,
        green: Boolean(document.querySelector('.verdict.nothing')),
        verdict: document.querySelector('#summary .verdict')?.textContent.trim() ?? '',
        fixFirst: document.querySelector('table#fix-first')?.tBodies[0]?.rows.length ?? 0,
        headings: all('h1').length,
        twice: ids.filter((id, index) => ids.indexOf(id) !== index),
        dangling: [...links, ...references].filter(id => id && !known.has(decodeURIComponent(id))),
        bareHeaders: tables.filter(table => table.querySelector('th:not([scope])') || !table.querySelector('th')).map(show),
        nameless: tables.filter(table => !table.caption && !table.closest('table[aria-label], table[aria-labelledby], [role=region][aria-label]')).map(show),
        placeholders: document.body.innerText.match(/\bundefined\b|\bNaN\b|\[object |\bnull\b|\bSome\(|\bNone\b(?! )/g) ?? [],
        trend: Boolean(document.querySelector('#figure-trend svg')),
    };
}
