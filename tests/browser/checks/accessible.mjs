// axe-core finds nothing serious, in both themes, on a desk and on a telephone. It is handed over from outside, so the
// policy of the page stays as it is.

import axe from 'axe-core';

import { openAll } from './tables.mjs';

export async function accessible(report, browser, check) {
    for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360]]) {
        await browser.open(report, { colorScheme, viewport: { width, height: 900 }, use: async page => {
            await openAll(page);
            await page.evaluate(axe.source);
            const results = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
            const grave = results.violations.filter(violation => ['serious', 'critical'].includes(violation.impact));
            check.none(grave.map(show), `axe-core finds nothing serious (${colorScheme}, ${width} px)`);
            check.that(results.testEngine.name === 'axe-core' && results.passes.length > 10, `axe-core looked (${colorScheme}, ${width} px)`);
        } });
    }
}

const show = violation => `${violation.id} (${violation.help}) at ${violation.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`
    + ` and ${violation.nodes.length} in all`;
