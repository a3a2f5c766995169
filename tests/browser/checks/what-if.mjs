// Actions can be ticked off, and verdict, figures, curve and the text to copy follow, as far as the program has computed it.

export async function refuses(report, browser, check) {
    await browser.open(report, { use: async page => {
        const data = await page.evaluate(() => JSON.parse(document.querySelector('#what-if .data')?.textContent ?? 'null'));
        const ticks = page.locator('#plan-list .tick');
        const actions = await page.locator('#plan-list tbody tr').count();
        check.that(Boolean(data) === (actions > 0 && actions <= 60), 'there is something to tick off exactly where there is a plan', `${actions} actions`);
        if (!data) return;
        const computed = data.whole ? actions : data.actions.at(-1)[1];
        check.that(await ticks.count() === computed, 'every line of the plan that was computed can be ticked off', `${await ticks.count()} of ${computed}`);
        const plan = await page.evaluate(look);
        check.that(plan.stairs === 0, 'at first the curve is that of the plan');
        for (const [action, [from]] of data.actions.entries()) {
            await ticks.nth(from).click();
            const state = data.states.find(state => state.off.join() === `${action}`);
            const now = await page.evaluate(look);
            const of = sentence => `without action ${from + 1} ${sentence}`;
            check.that(now.heading.startsWith(`Without action ${from + 1}:`), of('the verdict says so'), now.heading);
            check.that(now.heading.includes(state.loss) || data.actions.length === 1, of('the verdict says what is left'), now.heading);
            check.that(now.figures.loss === state.tile, of('the first figure follows'), now.figures.loss);
            check.that(now.figures.machines === state.machines, of('the machines follow'), now.figures.machines);
            check.that(now.figures.critical === undefined || now.figures.critical === state.critical, of('the critical systems follow'), now.figures.critical);
            check.that(now.stairs === 1, of('there is another curve'), `${now.stairs}`);
            check.that(now.off > 0, of('its lines are struck out'));
            if (data.actions.length > 1 && data.at_once === 1) check.that(now.disabled > 0, of('no other can be ticked off where that was not computed'));
            await page.locator('#what-if .all').click();
            const again = await page.evaluate(look);
            check.that(JSON.stringify(again) === JSON.stringify(plan), of('everything can be done again'), JSON.stringify(again));
        }
        await ticks.first().click();
        await page.locator('#what-if .copy').click();
        const text = await page.locator('#what-if .approved').inputValue();
        check.that(text.includes('[ ] 1. ') && text.includes('as of ') && text.includes('Without action 1'), 'the approved plan can be copied', text.slice(0, 200));
        check.that(text.split('\n').filter(line => /^\[[ x]\] \d/.test(line)).length === actions, 'the approved plan has every action', text);
        await page.emulateMedia({ media: 'print' });
        check.that(await page.locator('.tick:visible, #what-if:visible').count() === 0, 'nothing to tick is printed');
    } });
}

function look() {
    const all = selector => Array.from(document.querySelectorAll(selector));
    return {
        heading: document.querySelector('.verdict .heading').textContent.trim(),
        figures: Object.fromEntries(all('[data-stake]').map(figure => [figure.dataset.stake, figure.textContent])),
        stairs: all('.alternative path').length,
        off: all('tr.off').length,
        disabled: all('.tick:disabled').length,
    };
}
