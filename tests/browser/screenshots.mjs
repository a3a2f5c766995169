// Pictures of every report for people to look at: both themes, a telephone, paper as a whole and page by page.

import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const PAPER = 718; // px: A4 less two centimetres

const VIEWS = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['telephone', { colorScheme: 'light', viewport: { width: 360, height: 800 } }],
    ['print', { media: 'print', colorScheme: 'light', viewport: { width: PAPER, height: 1047 } }],
];

export async function screenshots(report, browser, folder) {
    for (const [name, options] of VIEWS) {
        await browser.open(report, { ...options, use: page => page.screenshot({ path: join(folder, `${report.name}-${name}.png`), fullPage: true }) });
    }
    const pdf = report.path.replace(/html$/, 'light.pdf');
    if (existsSync(pdf)) copyFileSync(pdf, join(folder, `${report.name}.pdf`));
}
