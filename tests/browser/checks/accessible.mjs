// axe-core finds nothing serious, in both themes, on a desk and on a telephone. It is handed over from outside, so the
// policy of the page stays as it is. Where scripts are off it cannot run either.

import axe from 'axe-core';

import { openAll } from './tables.mjs';

const VIEWS = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['telephone', { viewport: { width: 360, height: 800 } }],
];

export async function accessible(report, browser, check) {
    for (const [view, options] of VIEWS) {
        await browser.open(report, { ...options, use: async page => {
            await openAll(page);
            await page.evaluate(axe.source);
            const results = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
            const grave = results.violations.filter(violation => ['serious', 'critical'].includes(violation.impact));
            check.none(grave.map(show), `axe-core finds nothing serious (${view})`);
            check.that(results.testEngine.name === 'axe-core' && results.passes.length > 10, `axe-core looked (${view})`);
        } });
    }
}

const show = violation => `${violation.id} (${violation.help}) at ${violation.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`
    + ` and ${violation.nodes.length} in all`;
