"""Opens `patchfirst plan -f ics` with icalendar and compares it with `patchfirst plan -f json`.

usage: check.py PATCHFIRST INVENTORY [OPTION ...]
"""

import datetime
import json
import subprocess
import sys

import icalendar


def run(program, inventory, options, form):
    arguments = [program, "plan", inventory, "--quiet", *options, "-f", form]
    return subprocess.run(arguments, check=True, capture_output=True).stdout


def same(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: the calendar says {found}, the plan {expected}")


def names(action):
    """What the actions of a step are done to, as far as a summary names them."""
    return [deed.get("host") or deed.get("flow") or deed.get("segment") for deed in action["deeds"]][:12]


def main(program, inventory, *options):
    calendar = icalendar.Calendar.from_ical(run(program, inventory, options, "ics"))
    plan = json.loads(run(program, inventory, options, "json"))
    events = calendar.walk("VEVENT")
    same("broken lines", calendar.errors + [error for event in events for error in event.errors], [])
    same("events", len(events), len(plan["actions"]) + 1)
    same("events of their own", len({str(event["uid"]) for event in events}), len(events))
    answer, *events = events
    same("the day of the answer", answer.decoded("dtstart").isoformat(), plan["as_of"])
    same("the answer", str(answer["description"]).replace("\n", " "), plan["verdict"]["text"])
    for event, action in zip(events, plan["actions"]):
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        # Minutes count from the start of the shift, which may go on after midnight.
        shift = start - datetime.timedelta(minutes=action["start"])
        same("the day", shift.date().isoformat(), action["on"])
        same("the hour at which the shift starts", shift.time().isoformat() in ("09:00:00", "18:00:00"), True)
        same("how long it takes", end - start, datetime.timedelta(minutes=max(action["end"] - action["start"], 1)))
        summary = str(event["summary"])
        same("who does it", summary.split(":")[0], f"Person {action['person']}")
        for name in names(action):
            if name not in summary:
                sys.exit(f"{name} is missing in {summary}")
    print(f"{inventory}: {len(events)} events")


main(*sys.argv[1:])
