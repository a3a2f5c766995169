// Pictures of every report for people to look at: both themes, a telephone, paper in colour and in grey, and the PDF.

import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const TELEPHONE = { width: 360, height: 800 };
const PAPER = { width: 703, height: 1039 }; // px: A4 less the margins of the built-in page

const VIEWS = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['telephone', { viewport: TELEPHONE }],
    ['print', { media: 'print', viewport: PAPER }],
    ['grey', { media: 'print', viewport: PAPER, grey: true }],
];

export async function screenshots(report, browser, folder) {
    for (const [name, { grey, ...options }] of VIEWS) {
        await browser.open(report, { ...options, use: async page => {
            if (grey) await withoutColour(page);
            const take = () => page.screenshot({ path: join(folder, `${report.name}-${name}.png`), fullPage: true });
            // A browser that is short of time gives up on a long page now and then; what is wrong with a page fails again.
            await take().catch(take);
        } });
    }
    const pdf = report.path.replace(/html$/, 'light.pdf');
    if (existsSync(pdf)) copyFileSync(pdf, join(folder, `${report.name}.pdf`));
}

// As a printer without colours makes it, and as some people see.
async function withoutColour(page) {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
}
