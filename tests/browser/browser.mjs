// Chromium without a screen, and pages in it that are watched from the first moment.

import { chromium } from 'playwright-core';

// No sandbox: containers in which this runs as root have none, and the pages are our own. The rest keeps the browser from
// speaking to anybody on its own account.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];

const STEP = 30_000; // milliseconds until a step that does not come about has failed

export const DESKTOP = { width: 1280, height: 900 };

export async function launch() {
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
    return { open: (report, options) => open(browser, report, options), close: () => browser.close() };
}

// Opens a report in a context of its own. `watched` collects what a page that keeps to itself never does. `options.use` gets
// the page; the context ends with it.
async function open(browser, report, options) {
    const { colorScheme = 'light', viewport = DESKTOP, script = true, media = 'screen' } = options;
    const context = await browser.newContext({ colorScheme, viewport, javaScriptEnabled: script });
    try {
        const page = await context.newPage();
        page.setDefaultTimeout(STEP);
        const watched = watch(page);
        await page.emulateMedia({ media, colorScheme });
        await page.goto(report.url, { waitUntil: 'load' });
        return await options.use(page, watched);
    } finally {
        await context.close();
    }
}

function watch(page) {
    const watched = { messages: [], errors: [], requests: [], dialogs: [] };
    page.on('console', message => {
        if (['error', 'warning'].includes(message.type())) watched.messages.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', error => watched.errors.push(error.message));
    page.on('request', request => watched.requests.push(request.url()));
    page.on('dialog', dialog => {
        watched.dialogs.push(dialog.message());
        dialog.dismiss();
    });
    return watched;
}
