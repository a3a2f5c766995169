//! What was counted on ports: shown everywhere, weighed where it has no other cause.

use patchfirst::activity::{Weight, weigh};
use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::inventory::{self, Inventory};
use patchfirst::source::Sources;
use patchfirst::threat::Threat;

fn resolve(yaml: &str, files: &[(&str, &str)]) -> Inventory {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory =
        inventory::parse("inventory.yaml", yaml, files, &mut sources, &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors());
    inventory
}

/// The chance that a worm uses an advisory already, and how the counts were weighed.
fn weighed(
    yaml: &str,
    files: &[(&str, &str)],
    advisory: &str,
) -> (Option<f64>, Vec<(bool, Weight)>) {
    let inventory = resolve(yaml, files);
    let advisories = advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
    let threat = Threat::new(inventory.as_of.unwrap(), &inventory.threat, &inventory.calendar);
    let weighed = weigh(&inventory, &advisories, &threat);
    let id = advisories.iter().find(|(_, known)| known.id == advisory).unwrap().0;
    let readings =
        weighed.readings.iter().map(|reading| (reading.spike, reading.weight.clone())).collect();
    (weighed.moved.get(&id).map(|moved| moved.now), readings)
}

const DASHER: &str = "inventory: 1.0.0\nas_of: 2005-12-08\nsegments: {}\n";

#[test]
fn a_spike_on_a_port_with_fresh_code_makes_a_worm_likely() {
    let activity = "activity: [{date: 2005-12-08, port: tcp/1025, sources: 4100, baseline: 300, source: ISC}]\n";
    let (chance, readings) = weighed(&format!("{DASHER}{activity}"), &[], "MS05-051");
    assert!((chance.unwrap() - 0.72).abs() < 0.005, "{chance:?}");
    assert_eq!(readings, [(true, Weight::Counted)]);
}

#[test]
fn a_named_cause_is_shown_and_not_counted() {
    let doomjuice = "activity: [{date: 2004-02-11, port: tcp/445, sources: 100, baseline: 10, cause: Doomjuice}]\n";
    let head = "inventory: 1.0.0\nas_of: 2004-02-11\nsegments: {}\n";
    let (chance, readings) = weighed(&format!("{head}{doomjuice}"), &[], "MS04-007");
    assert_eq!((chance, readings), (None, vec![(true, Weight::Cause("Doomjuice".to_owned()))]));
    let (chance, _) =
        weighed(&format!("{head}{}", doomjuice.replace(", cause: Doomjuice", "")), &[], "MS04-007");
    assert!((chance.unwrap() - 0.077).abs() < 0.001, "{chance:?}");
}

#[test]
fn only_the_newest_recent_count_of_a_port_counts() {
    let activity = "activity:
  - {date: 2005-12-05, port: tcp/1025, sources: 4100, baseline: 300}
  - {date: 2005-12-06, port: tcp/1025, sources: 4100, baseline: 300}
  - {date: 2005-12-07, port: tcp/1025, sources: 310, baseline: 300}
  - {date: 2005-12-09, port: tcp/1025, sources: 9000, baseline: 300}
";
    let (chance, readings) = weighed(&format!("{DASHER}{activity}"), &[], "MS05-051");
    let weights: Vec<Weight> = readings.into_iter().map(|(_, weight)| weight).collect();
    assert_eq!(weights, [Weight::Old, Weight::Old, Weight::Counted, Weight::Later]);
    assert!(chance.unwrap() < 0.014, "no spike makes it less likely: {chance:?}");
}

/// As for a host that was found infected: it is a slip, unless somebody asks on purpose what was
/// known on an earlier day.
#[test]
fn what_is_dated_after_the_day_is_said_not_to_count() {
    use crate::program::patchfirst_reading;
    let inventory = "inventory: 1.1.0\nas_of: 2005-12-08\nsegments: {office: {}}\nhosts:\n  - {name: a, os: windows-2000, sp: 4, kind: server, segment: office, patches: []}\nactivity:\n  - {date: 2005-12-09, level: yellow}\n  - {date: 2005-12-10, level: red}\n";
    let said = |arguments: &[&str]| patchfirst_reading(arguments, inventory).stdout;
    let check = said(&["check", "-"]);
    assert!(check.contains("future-activity") && check.contains("and 1 other"), "{check}");
    let asked = said(&["check", "-", "--as-of", "2005-12-08"]);
    assert!(!asked.contains("future-activity"), "a back-test: {asked}");
}

#[test]
fn a_history_is_its_own_baseline() {
    let day =
        |back: i64| jiff::civil::date(2005, 12, 8).checked_sub(jiff::ToSpan::days(back)).unwrap();
    let count = |back: i64| if back == 0 { 4_100 } else { 290 + back % 7 * 5 };
    let rows: Vec<String> = (0..=60)
        .map(|back| {
            format!(
                "\"{back}\": {{\"date\": \"{}\", \"records\": \"9\", \"sources\": \"{}\"}}",
                day(back),
                count(back)
            )
        })
        .collect();
    let json = format!("{{{}, \"number\": 1025}}", rows.join(", "));
    let yaml = format!("{DASHER}activity_from: [history.json]\n");
    let (chance, readings) = weighed(&yaml, &[("history.json", &json)], "MS05-051");
    assert!((chance.unwrap() - 0.72).abs() < 0.005, "{chance:?} {readings:?}");
    // Too few weeks before it: shown, not counted.
    let short = format!("{{{}, \"number\": 1025}}", rows[..10].join(", "));
    let (chance, readings) = weighed(&yaml, &[("history.json", &short)], "MS05-051");
    assert!(chance.is_none() && readings.iter().all(|(_, weight)| *weight == Weight::NoBaseline));
}
