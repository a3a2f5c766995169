#!/usr/bin/env python3
"""Where the default rates come from, and how well they would have forecast.

Reads timelines.csv beside this file and writes every table of docs/back-test.md and the reliability diagram. Python
standard library only; the same input gives the same bytes.

    python3 benches/back-test/back-test.py            # rewrite the tables and the picture
    python3 benches/back-test/back-test.py --check    # say whether they are up to date, change nothing
"""

import csv
import math
import random
import sys
from collections import defaultdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "back-test.md"
PICTURE = HERE.parent.parent / "docs" / "pictures" / "reliability.svg"

# What cannot be known is not guessed: a flaw whose day of public code is unknown is left out from that day on.
DATED = ("seen", "recalled")
LONGEST = 730  # days a stage is watched
WINDOW = 30  # days from disclosure to the regular patch window
YEAR = 365  # days of forecasts per flaw
# A worm used it before it was published: it was never in a stage that could be left.
LEFT_OUT = {"MS10-061"}
# Days for which a stage is fresh. Chosen after looking at 7, 14 and 30.
FRESH = {"none": 14, "crash": 14, "code": 30}
STEPS = ("none", "crash", "code")
NAMES = {"none": "nothing public → something", "crash": "crash tool → code", "code": "code → worm"}

# The defaults of this program, and those of its first edition, which were fitted on worms.
DEFAULTS = {"none": (0.055, 14, 0.0005), "crash": (0.02, 14, 0.0003), "code": (0.014, 30, 0.0007), "straight": 0.6}
FIRST_EDITION = {"none": (0.03, 0, 0.03), "crash": (0.15, 0, 0.15), "code": (0.07, 0, 0.07), "straight": 0.0}


class Flaw:
    """One flaw: days from its disclosure to each event, and which of them are known."""

    def __init__(self, row, bases=DATED):
        self.name, self.cohort = row["flaw"], row["cohort"]
        self.by_default = row["listens_by_default"] == "yes"
        self.disclosed = date.fromisoformat(row["disclosed"])

        def days(event):
            known = row[event] and row[event + "_basis"] in bases
            return (date.fromisoformat(row[event]) - self.disclosed).days if known else None

        self.crash, self.code, self.worm = days("crash"), days("code"), days("worm")
        unclear = ("day-unknown", "disclosure-day")
        self.crash_unclear, self.code_unclear = row["crash_basis"] in unclear, row["code_basis"] in unclear

    @property
    def public(self):
        """Days until anything was public; None if nothing was."""
        return min((day for day in (self.crash, self.code) if day is not None), default=None)

    @property
    def known(self):
        """Whether the day of every step is known, or known not to be."""
        return not (self.crash_unclear or self.code_unclear) and self.name not in LEFT_OUT

    def stage(self, day):
        """The stage on a day after disclosure, and for how many days it has been reached."""
        reached = [("worm", self.worm), ("code", self.code), ("crash", self.crash)]
        for name, since in reached:
            if since is not None and since <= day:
                return name, day - since
        return "none", day


def read(bases=DATED):
    rows = csv.DictReader((HERE / "timelines.csv").open(encoding="utf-8"))
    return [Flaw(row, bases) for row in rows]


# Time spent in stages


def spells(flaws, step):
    """Days in a stage and whether it was left, of each flaw that spent at least a night in it."""
    found = []
    for flaw in flaws:
        if flaw.name in LEFT_OUT:
            continue
        if step == "none":
            start, end = 0, flaw.public
            clear = not (end is None and (flaw.crash_unclear or flaw.code_unclear))
        elif step == "crash":
            start, end = flaw.crash, flaw.code
            clear = start is not None and not flaw.code_unclear and not flaw.crash_unclear
        else:
            start, end = flaw.code, flaw.worm
            clear = start is not None and not flaw.code_unclear
        if clear and (end is None or end > start):
            time = LONGEST if end is None else end - start
            found.append((min(time, LONGEST), end is not None and time <= LONGEST))
    return found


def phases(found, fresh):
    """Events and days at risk, on the first days and after them."""
    early = [sum(left and time <= fresh for time, left in found), sum(min(time, fresh) for time, _ in found)]
    late = [sum(left and time > fresh for time, left in found), sum(max(time - fresh, 0) for time, _ in found)]
    return early, late


def fit(flaws):
    """The two-phase rates."""
    rates = {}
    for step in STEPS:
        (early, days), (late, later) = phases(spells(flaws, step), FRESH[step])
        rates[step] = (early / max(days, 1), FRESH[step], late / max(later, 1))
    straight, public = first_public(flaws)
    rates["straight"] = straight / max(public, 1)
    return rates


def constant(flaws):
    """One rate per step, whatever the age."""
    rates = {"straight": fit(flaws)["straight"]}
    for step in STEPS:
        found = spells(flaws, step)
        rate = sum(left for _, left in found) / max(sum(time for time, _ in found), 1)
        rates[step] = (rate, 0, rate)
    return rates


def first_public(flaws):
    """How often the first public thing ran code, and how often there was one."""
    with_public = [f for f in flaws if f.public is not None and f.known]
    return sum(f.code is not None and f.code == f.public for f in with_public), len(with_public)


def likelihood(flaws, rates):
    """Log likelihood of the time spent in each stage, by step."""
    total = {}
    for step in STEPS:
        fresh, days, later = rates[step]
        (a, n), (b, m) = phases(spells(flaws, step), days)
        total[step] = sum(
            events * math.log(rate) + (at_risk - events) * math.log1p(-rate)
            for events, at_risk, rate in ((a, n, fresh), (b, m, later))
            if at_risk and 0 < rate < 1
        )
    return total


# Intervals


def tail(events, trials, p):
    """P(X >= events) for a binomial count, summed from the smaller side."""
    if events <= 0:
        return 1.0
    if p <= 0 or p >= 1:
        return float(p >= 1)
    term = trials * math.log1p(-p)
    below = 0.0
    for k in range(events):
        below += math.exp(term)
        term += math.log((trials - k) / (k + 1)) + math.log(p) - math.log1p(-p)
    return max(0.0, 1.0 - below)


def interval(events, trials):
    """95 % Clopper-Pearson."""

    def solve(holds):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if holds(middle) else (low, middle)
        return (low + high) / 2

    if trials == 0:
        return 0.0, 1.0
    low = 0.0 if events == 0 else solve(lambda p: tail(events, trials, p) < 0.025)
    high = 1.0 if events == trials else solve(lambda p: tail(events + 1, trials, p) < 0.975)
    return low, high


# Forecasts


def forecast(rates):
    """The chance that a worm comes within so many days, by stage and age, for some rates."""

    def rate(stage, age):
        fresh, days, later = rates[stage]
        return fresh if age <= days else later

    @lru_cache(maxsize=None)
    def chance(stage, age, ahead):
        if stage == "worm":
            return 1.0
        if ahead == 0:
            return 0.0
        move, stay = rate(stage, age + 1), chance(stage, age + 1, ahead - 1)
        if stage == "none":
            then = rates["straight"] * chance("code", 0, ahead - 1) + (1 - rates["straight"]) * chance("crash", 0, ahead - 1)
        else:
            then = chance({"crash": "code", "code": "worm"}[stage], 0, ahead - 1)
        return move * then + (1 - move) * stay

    sys.setrecursionlimit(10_000)
    return chance


def item_days(flaws):
    """Every day within a year of disclosure on which a flaw has no worm yet: flaw, day, stage, age."""
    for number, flaw in enumerate(flaws):
        for day in range(YEAR):
            stage, age = flaw.stage(day)
            if stage == "worm":
                break
            yield number, day, stage, age


def scored(flaws, ahead):
    """Per flaw, for each way of forecasting, the forecasts and what came. Each flaw is left out of its own fit."""
    items = list(item_days(flaws))
    came = [flaws[n].worm is not None and flaws[n].worm <= day + ahead for n, day, _, _ in items]
    by_flaw = defaultdict(lambda: [0, 0])
    for (n, *_), worm in zip(items, came):
        by_flaw[n][0] += worm
        by_flaw[n][1] += 1
    worms, days = sum(came), len(items)
    others = [[f for i, f in enumerate(flaws) if i != n] for n in range(len(flaws))]
    ways = {
        "first edition": [forecast(FIRST_EDITION)] * len(flaws),
        "base rate": None,
        "one rate per step, fitted": [forecast(constant(rest)) for rest in others],
        "two rates per step, fitted": [forecast(fit(rest)) for rest in others],
        "the defaults (in sample)": [forecast(DEFAULTS)] * len(flaws),
    }
    result = {}
    for way, models in ways.items():
        if models is None:
            said = [(worms - by_flaw[n][0]) / (days - by_flaw[n][1]) for n, *_ in items]
        else:
            said = [models[n](stage, age, ahead) for n, _, stage, age in items]
        result[way] = said
    return items, came, result


def brier(said, came):
    return sum((p - c) ** 2 for p, c in zip(said, came)) / len(came)


def log_score(said, came):
    clip = lambda p: min(max(p, 1e-6), 1 - 1e-6)
    return -sum(math.log(clip(p) if c else 1 - clip(p)) for p, c in zip(said, came)) / len(came)


def bootstrap(items, came, better, worse, flaws, rounds=2_000):
    """How much better the log score of one way is than that of another: mean and 95 % interval over flaws drawn anew."""
    per = defaultdict(lambda: [0.0, 0])
    for (n, *_), c, p, q in zip(items, came, better, worse):
        per[n][0] += log_score([q], [c]) - log_score([p], [c])
        per[n][1] += 1
    numbers, draw, found = sorted(per), random.Random(1), []
    for _ in range(rounds):
        chosen = [draw.choice(numbers) for _ in numbers]
        found.append(sum(per[n][0] for n in chosen) / sum(per[n][1] for n in chosen))
    found.sort()
    return sum(v[0] for v in per.values()) / sum(v[1] for v in per.values()), found[int(0.025 * rounds)], found[int(0.975 * rounds)]


# Decisions


def decisions(flaws):
    """Act before the regular window when a rule says so: alarms, hits, misses, false alarms, median lead in days."""
    worth = {f.name for f in flaws if f.worm is not None and f.worm <= WINDOW}

    def earliest(*days):
        return min((day for day in days if day is not None), default=None)

    rules = [
        ("always, at disclosure", lambda f: 0),
        ("something public", lambda f: f.public),
        ("a service that listens by default, at disclosure", lambda f: 0 if f.by_default else None),
        ("code public", lambda f: f.code),
        ("code public, service listens by default", lambda f: f.code if f.by_default else None),
        ("worm seen", lambda f: f.worm),
    ]
    for name, rule in rules:
        alarms, false, leads = 0, 0, []
        for flaw in flaws:
            day = rule(flaw)
            # An alarm on the day of the worm or later is none; nor is one after the regular window.
            if day is None or day > WINDOW:
                continue
            alarms += 1
            if flaw.name in worth and day < flaw.worm:
                leads.append(flaw.worm - day)
            false += flaw.name not in worth
        hits = len(leads)
        yield name, alarms, hits, len(worth) - hits, false, median(leads) if leads else None


def kaplan_meier(flaws, days):
    """The share of flaws with a worm by so many days after disclosure."""
    left, share, at = 0, 1.0, {}
    times = sorted((f.worm, True) if f.worm is not None and f.worm <= LONGEST else (LONGEST, False) for f in flaws)
    alive = len(times)
    for time, event in times:
        if event:
            share *= 1 - 1 / alive
            at[time] = 1 - share
        alive -= 1
    return max((v for t, v in at.items() if t <= days), default=0.0)


# Writing


def number(x):
    """A rate with as many digits as it has meaning."""
    return f"{x:.4f}" if x < 0.01 else f"{x:.3f}"


def rate_text(events, days):
    low, high = interval(events, days)
    return f"{number(events / days)} [{number(low)}, {number(high)}]"


def percent(x):
    return f"{100 * x:.0f} %"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def cohorts(_, everything):
    rows = []
    for name, words in (("census", "all Microsoft bulletins 2000–2012 of the kind"), ("later", "Windows, 2014–2024"), ("known-cases", "other systems")):
        chosen = [f for f in everything if f.cohort == name]
        some = lambda event: sum(getattr(f, event) is not None for f in chosen)
        rows.append((f"{name}: {words}", len(chosen), some("public"), some("code"), some("worm")))
    return table(("cohort", "flaws", "anything public", "public code", "worm or bot"), rows)


def escalation(census, _):
    rows = []
    for step in STEPS:
        found, shown = spells(census, step), DEFAULTS[step]
        (a, n), (b, m) = phases(found, FRESH[step])
        rows.append((
            NAMES[step],
            f"{sum(left for _, left in found)} of {len(found)}",
            f"{rate_text(a, n)}, {FRESH[step]} days",
            rate_text(b, m),
            rate_text(a + b, n + m),
            f"{shown[0]}, then {shown[2]}",
        ))
    return table(("step", "moved on", "first days", "later", "one rate for all", "default"), rows)


def straight(census, _):
    code, public = first_public(census)
    low, high = interval(code, public)
    return (
        f"The first public thing ran code in {code} of {public} flaws: {percent(code / public)} [{percent(low)}, {percent(high)}]; the default is 0.6."
    )


def ageing(census, _):
    rows = []
    one, two = likelihood(census, constant(census)), likelihood(census, fit(census))
    for step in STEPS:
        gain = (-2 * one[step] + 2) - (-2 * two[step] + 4)
        rows.append((NAMES[step], f"{one[step]:.1f}", f"{two[step]:.1f}", f"{gain:.0f}"))
    return table(("step", "log likelihood, one rate", "two rates", "two rates are better by (AIC)"), rows)


def robust(census, _):
    def rates(flaws):
        return [number(phases(spells(flaws, s), FRESH[s])[0][0] / max(phases(spells(flaws, s), FRESH[s])[0][1], 1)) for s in STEPS]

    def whole(row_bases):
        return [f for f in read(row_bases) if f.cohort == "census"]

    early, late = ([f for f in census if (f.disclosed.year <= 2008) is old] for old in (True, False))
    by_default = [f for f in census if f.by_default]
    rows = [
        ("all", len(census), *rates(census)),
        ("recalled dates treated as none", len(census), *rates(whole(("seen",)))),
        ("disclosed 2000–2008", len(early), *rates(early)),
        ("disclosed 2009–2012", len(late), *rates(late)),
        ("service listens by default", len(by_default), *rates(by_default)),
        ("service does not", len(census) - len(by_default), *rates([f for f in census if not f.by_default])),
    ]
    return table(("flaws", "number", *(f"{NAMES[s]}, first days" for s in STEPS)), rows)


def worms(census, _):
    flaws = [f for f in census if f.name not in LEFT_OUT]
    days = (7, 30, 90, 365, 730)
    chances = [("first edition", forecast(FIRST_EDITION)), ("the defaults", forecast(DEFAULTS))]
    rows = [("observed", *(percent(kaplan_meier(flaws, d)) for d in days))]
    start = ("none", 0)
    for name, chance in chances:
        rows.append((name, *(percent(sum(chance(*flaw.stage(0), d) for flaw in flaws if flaw.known) / sum(f.known for f in flaws)) for d in days)))
    return table(("a worm by day", *(str(d) for d in days)), rows)


def acting(census, _):
    known = [f for f in census if f.known]
    rows = []
    for name, alarms, hits, missed, false, lead in decisions(known):
        low, high = interval(hits, alarms)
        precision = f"{hits / alarms:.2f} [{low:.2f}, {high:.2f}]" if alarms else "–"
        rows.append((name, alarms, hits, missed, false, precision, "–" if lead is None else f"{lead:g} days"))
    return table(("act when", "alarms", "hits", "missed", "false alarms", "precision", "median lead"), rows)


def scores(census, _):
    known, parts = [f for f in census if f.known], []
    for ahead in (2, 30):
        items, came, ways = scored(known, ahead)
        base = brier(ways["base rate"], came)
        rows = []
        for way, said in ways.items():
            mean = sum(said) / len(said)
            rows.append((way, f"{brier(said, came):.5f}", f"{1 - brier(said, came) / base:+.3f}", f"{log_score(said, came):.4f}", f"{mean:.4f}"))
        observed = f"{sum(came) / len(came):.4f}"
        text = f"**{ahead} days ahead**: {len(items):,} flaw-days, a worm within {ahead} days on {sum(came)} of them ({observed}).\n\n"
        text += table(("forecast", "Brier score", "skill", "log score", "mean forecast"), rows)
        fitted = ways["two rates per step, fitted"]
        for other in ("first edition", "one rate per step, fitted"):
            gain, low, high = bootstrap(items, came, fitted, ways[other], known)
            text += f"\n\nTwo rates against {other}: log score better by {gain:.4f} [{low:.4f}, {high:.4f}]."
        parts.append(text)
    return "\n\n".join(parts)


def reliability(census):
    """Forecast and what came, two days ahead, for each stage and span of ages."""
    known = [f for f in census if f.known]
    items, came, ways = scored(known, 2)
    spans = [("none", 0, 14), ("none", 15, YEAR), ("crash", 0, 14), ("crash", 15, YEAR), ("code", 0, 14), ("code", 15, 30), ("code", 31, YEAR)]
    for stage, first, last in spans:
        chosen = [i for i, (_, _, s, age) in enumerate(items) if s == stage and first <= age <= last]
        if chosen:
            mean = lambda way: sum(ways[way][i] for i in chosen) / len(chosen)
            yield stage, first, last, len(chosen), sum(came[i] for i in chosen), mean("first edition"), mean("two rates per step, fitted")


def reliable(census, _):
    rows = []
    for stage, first, last, days, worms, old, new in reliability(census):
        words = {"none": "nothing public", "crash": "crash tool", "code": "code"}[stage]
        ages = f"days {first}–{last}" if last < YEAR else f"from day {first}"
        rows.append((f"{words}, {ages}", f"{days:,}", worms, f"{worms / days:.4f}", f"{old:.4f}", f"{new:.4f}"))
    return table(("stage and its age", "flaw-days", "worm within 2 days", "observed", "first edition said", "two rates say"), rows)


def once(census, _):
    """One forecast per flaw: these are independent, flaw-days are not."""
    known = [f for f in census if f.known]
    groups = [
        ("at disclosure", [(i, *f.stage(0)) for i, f in enumerate(known) if f.worm is None or f.worm > 0], lambda f: 0),
        ("on the day code came out", [(i, "code", 0) for i, f in enumerate(known) if f.code is not None and (f.worm is None or f.worm > f.code)], lambda f: f.code),
    ]
    rows = []
    for name, chosen, start in groups:
        came = [known[i].worm is not None and known[i].worm <= start(known[i]) + WINDOW for i, *_ in chosen]
        def score(model):
            return f"{brier([model(i)(stage, age, WINDOW) for i, stage, age in chosen], came):.2f}"
        fits = {i: forecast(fit([f for j, f in enumerate(known) if j != i])) for i, *_ in chosen}
        old = forecast(FIRST_EDITION)
        base = [(sum(came) - c) / (len(came) - 1) for c in came]
        rows.append((name, len(chosen), sum(came), score(lambda i: old), score(lambda i: fits[i]), f"{brier(base, came):.2f}", f"{brier([0.0] * len(came), came):.2f}"))
    return table(("forecast for 30 days", "flaws", "worms", "first edition", "two rates", "base rate", "never"), rows)


TABLES = {
    "cohorts": cohorts, "escalation": escalation, "straight": straight, "ageing": ageing, "robust": robust, "worms": worms,
    "acting": acting, "scores": scores, "reliable": reliable, "once": once,
}


def picture(census):
    """The reliability diagram: what was said against what came, both on a logarithmic scale."""
    size, margin, low, high = 420, 56, -4.0, -0.5
    place = lambda x: margin + (min(max(math.log10(max(x, 1e-9)), low), high) - low) / (high - low) * (size - 2 * margin)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="11" role="img" aria-labelledby="t d">',
        '<title id="t">Reliability of forecasts two days ahead</title>',
        '<desc id="d">Each mark is a stage and span of ages. Marks on the diagonal say what came. The first edition says far too much; two rates per step lie close to the diagonal.</desc>',
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
        f'<line x1="{place(10**low):.1f}" y1="{size - place(10**low):.1f}" x2="{place(10**high):.1f}" y2="{size - place(10**high):.1f}" stroke="#888" stroke-dasharray="4 3"/>',
    ]
    for power in range(int(low), 0):
        at, label = place(10.0**power), f"{10.0 ** power:g}"
        parts.append(f'<line x1="{at:.1f}" y1="{size - margin}" x2="{at:.1f}" y2="{margin}" stroke="#ddd"/><text x="{at:.1f}" y="{size - margin + 16}" text-anchor="middle">{label}</text>')
        parts.append(f'<line x1="{margin}" y1="{size - at:.1f}" x2="{size - margin}" y2="{size - at:.1f}" stroke="#ddd"/><text x="{margin - 6}" y="{size - at + 4:.1f}" text-anchor="end">{label}</text>')
    for stage, first, last, days, worms, old, new in reliability(census):
        came, (least, most) = max(worms / days, 10**low), interval(worms, days)
        name = f"{stage}, days {first}-{last}: {worms} of {days}"
        for said, colour, shape in ((old, "#b3261e", "square"), (new, "#1f5fa8", "round")):
            x, y = place(said), size - place(came)
            parts.append(f'<line x1="{x:.1f}" y1="{size - place(least):.1f}" x2="{x:.1f}" y2="{size - place(most):.1f}" stroke="{colour}" stroke-opacity="0.4"/>')
            mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}">' if shape == "round" else f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}">'
            parts.append(f'{mark}<title>{name}; said {said:.4f}</title></{"circle" if shape == "round" else "rect"}>')
    parts.append(f'<text x="{size / 2}" y="{size - 14}" text-anchor="middle">said: chance of a worm within two days</text>')
    parts.append(f'<text transform="rotate(-90 14 {size / 2})" x="14" y="{size / 2}" text-anchor="middle">came (95 % interval, days treated as independent)</text>')
    parts.append(f'<rect x="{margin + 8}" y="{margin - 34}" width="8" height="8" fill="#b3261e"/><text x="{margin + 22}" y="{margin - 26}">first edition</text>')
    parts.append(f'<circle cx="{margin + 130}" cy="{margin - 30}" r="5" fill="#1f5fa8"/><text x="{margin + 142}" y="{margin - 26}">two rates per step</text>')
    return "\n".join([*parts, "</svg>", ""])


def filled(page, census, everything):
    """The page with its tables made anew."""
    for name, make in TABLES.items():
        start, end = f"<!-- table: {name} -->", "<!-- end -->"
        before, found, rest = page.partition(start)
        if not found:
            raise SystemExit(f"{PAGE.name} has no place for the table {name}")
        _, _, after = rest.partition(end)
        page = f"{before}{start}\n\n{make(census, everything)}\n\n{end}{after}"
    return page


def main():
    everything = read()
    census = [f for f in everything if f.cohort == "census"]
    wanted = {PAGE: filled(PAGE.read_text(encoding="utf-8"), census, everything), PICTURE: picture(census)}
    if "--check" in sys.argv[1:]:
        stale = [path.name for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        sys.exit(f"not up to date: {', '.join(stale)}; run benches/back-test/back-test.py" if stale else 0)
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
