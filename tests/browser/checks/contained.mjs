// One file that keeps to itself: no message, no error, no request, no dialog, and a policy that lets only its own script run.

import { createHash } from 'node:crypto';

const MOST_BYTES = 500_000; // promised for five hundred hosts, which the largest of these has

export async function contained(report, browser, check) {
    check.that(report.size < MOST_BYTES, 'the file is small enough for mail', `${report.size} bytes`);
    for (const colorScheme of ['light', 'dark']) {
        await browser.open(report, { colorScheme, use: async (page, watched) => {
            await page.waitForTimeout(200); // what a page does late counts too
            check.none(watched.messages, `the console stays empty (${colorScheme})`);
            check.none(watched.errors, `no script fails (${colorScheme})`);
            check.none(watched.dialogs, `no dialog opens (${colorScheme})`);
            check.none(watched.requests.filter(url => url !== report.url), `nothing is requested beyond the file (${colorScheme})`);
        } });
    }
    await browser.open(report, { use: async page => {
        const { policy, scripts, loads, handlers } = await page.evaluate(inventory);
        check.that(policy.includes("default-src 'none'"), 'the policy allows nothing by default', policy);
        check.that(!/script-src[^;]*'unsafe-(inline|eval)'/.test(policy), 'the policy lets no other script run', policy);
        for (const script of scripts) {
            const hash = createHash('sha256').update(script).digest('base64');
            check.that(policy.includes(`'sha256-${hash}'`), 'the policy names the script by its hash', policy);
        }
        check.that(scripts.length === 1, 'there is one script', `${scripts.length}`);
        check.none(loads, 'no element loads another file');
        check.none(handlers, 'no element has an inline handler');
    } });
}

function inventory() {
    const every = Array.from(document.querySelectorAll('*'));
    const attributes = every.flatMap(element => Array.from(element.attributes, attribute => ({ element, attribute })));
    const show = ({ element, attribute }) => `<${element.localName} ${attribute.name}="${attribute.value.slice(0, 60)}">`;
    const loading = ['src', 'srcset', 'poster', 'data', 'action', 'background', 'ping'];
    // Links of an <a> wait for a click; any other link, and the `use` of an SVG, may only point into the page.
    const loads = ({ element, attribute: { name, value } }) => loading.includes(name)
        || (/(^|:)href$/.test(name) && !value.startsWith('#') && (element.localName !== 'a' || !/^https?:/.test(value)));
    return {
        policy: document.querySelector('meta[http-equiv="Content-Security-Policy" i]')?.content ?? '',
        scripts: Array.from(document.scripts).filter(script => !/json/.test(script.type)).map(script => script.textContent),
        loads: attributes.filter(loads).map(show),
        handlers: attributes.filter(({ attribute }) => attribute.name.startsWith('on')).map(show),
    };
}
