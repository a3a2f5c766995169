// Without scripts everything is there, and nothing that would need them.

export async function withoutScript(report, browser, check) {
    await browser.open(report, { script: false, use: async (page, watched) => {
        const { collapsed, dead, buried, hidden } = await page.evaluate(survey);
        check.none(collapsed, 'every section shows without scripts');
        check.none(dead, 'no control shows that would need scripts');
        check.none(buried, 'nothing takes the focus within an image, whose parts nobody is told of');
        check.none(hidden, 'every row shows without scripts');
        check.none(watched.messages.filter(message => !/script/i.test(message)), 'the console stays empty without scripts');
    } });
}

function survey() {
    const all = selector => Array.from(document.querySelectorAll(selector));
    const shows = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && element.getBoundingClientRect().height > 0;
    return {
        collapsed: all('main section, figure').filter(section => !shows(section)).map(section => section.id),
        dead: all('button, input, select, textarea, [role=button], label').filter(shows).map(control => control.outerHTML.slice(0, 80)),
        buried: all('[role=img] :is([tabindex], a, button)').map(part => part.outerHTML.slice(0, 80)),
        hidden: all('tr[hidden]').map(row => row.textContent.slice(0, 40)),
    };
}
