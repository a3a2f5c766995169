//! Who works when: `--shift`, or `--staff`, `--hours` and `--on`, or the inventory.

use jiff::civil::Date;
use patchfirst::inventory::plan::PlanPolicy;
use patchfirst::plan::{Crew, Shift};
use patchfirst::source::sanitize;
use patchfirst::term::day::Day;

use super::Console;
use super::input::Input;
use crate::cli::{WorkArgs, crew};
use crate::exit::Exit;

/// The shifts in the order of time, a long one day by day: those of the command line, else those of
/// the inventory, else one tonight.
pub(crate) fn shifts(
    args: &WorkArgs,
    input: &Input,
    console: &Console,
) -> Result<Vec<Shift>, Exit> {
    let policy = &input.inventory.plan;
    let mut shifts = match () {
        () if !args.shift.is_empty() => written(&args.shift, input, console)?,
        () if !policy.shifts.is_empty() && !is_one_described(args) => {
            of_inventory(policy, input, console)?
        }
        () => vec![described(args, policy, input, console)?],
    };
    shifts = shifts.iter().flat_map(|shift| shift.by_day(input.threat.last_day())).collect();
    shifts.sort_by_key(|shift| shift.day);
    Ok(shifts)
}

/// Who works on a normal workday.
pub(crate) fn regular(policy: &PlanPolicy) -> Crew {
    match policy.regular {
        Some(crew) => Crew { staff: crew.staff, minutes: minutes(crew.hours) },
        None => {
            let usual = Crew::default();
            Crew { staff: policy.staff.unwrap_or(usual.staff), ..usual }
        }
    }
}

fn minutes(hours: f64) -> u64 {
    (hours * 60.0).floor() as u64
}

/// Whether options describe the one shift that there is.
fn is_one_described(args: &WorkArgs) -> bool {
    args.staff.is_some() || args.hours.is_some() || args.minutes.is_some() || args.on.is_some()
}

fn described(
    args: &WorkArgs,
    policy: &PlanPolicy,
    input: &Input,
    console: &Console,
) -> Result<Shift, Exit> {
    let on = match &args.on {
        Some(word) => day(word, "--on", input, console)?,
        None => input.threat.as_of,
    };
    let usual = Crew::default();
    let staff = args.staff.or(policy.staff).unwrap_or(usual.staff);
    let each = args.hours.or(policy.hours).map_or(usual.minutes, minutes);
    let (staff, each) = args.minutes.map_or((staff, each), |minutes| (1, minutes));
    numbered(on, staff, each, "--on", input, console)
}

fn written(words: &[String], input: &Input, console: &Console) -> Result<Vec<Shift>, Exit> {
    // Every one that is wrong is shown.
    let read: Vec<_> = words.iter().map(|word| one_written(word, input, console)).collect();
    read.into_iter().collect()
}

/// Reads `saturday 2x8h`, or `monday 2x8h regular`.
fn one_written(text: &str, input: &Input, console: &Console) -> Result<Shift, Exit> {
    let shift = text.trim().strip_suffix("regular");
    let (regular, rest) = (shift.is_some(), shift.unwrap_or(text));
    let Some((on, (staff, each))) = crew::shift(rest) else {
        let help = "write the day, the people and the hours of each, such as 'tonight 2x3h', '2006-09-02 2x8h' or 'monday 2x8h regular'";
        console.mistake(&format!("--shift: `{text}` is not a shift"), help);
        return Err(Exit::Usage);
    };
    let on = day(on, "--shift", input, console)?;
    Ok(Shift { regular, ..numbered(on, staff, each, "--shift", input, console)? })
}

fn of_inventory(policy: &PlanPolicy, input: &Input, console: &Console) -> Result<Vec<Shift>, Exit> {
    let one = |shift: &patchfirst::inventory::plan::Shift| {
        let as_of = input.threat.as_of;
        let on = shift.on.date(as_of);
        let at = input.sources.position(shift.place);
        let file = sanitize::text(&input.sources.get(shift.place.source).name);
        let place = format!("{file}:{}:{}: a shift of `plan`", at.line, at.column);
        let (staff, each) = (shift.crew.staff, minutes(shift.crew.hours));
        let numbered = numbered(on, staff, each, &place, input, console)?;
        Ok(Shift { who: shift.who.clone(), regular: shift.regular, ..numbered })
    };
    let read: Vec<_> = policy.shifts.iter().map(one).collect();
    read.into_iter().collect()
}

fn day(word: &str, place: &str, input: &Input, console: &Console) -> Result<Date, Exit> {
    let day = input.clock().day(word);
    day.ok_or_else(|| {
        console.mistake(
            &format!("{place}: `{word}` is not a day"),
            "write tonight, tomorrow, a weekday, or a date such as 2006-08-29",
        );
        Exit::Usage
    })
}

fn numbered(
    on: Date,
    staff: u32,
    each: u64,
    place: &str,
    input: &Input,
    console: &Console,
) -> Result<Shift, Exit> {
    match input.clock().days_until(on, on) {
        Ok(days) => Ok(Shift::new(on, Day(days as u16 + 1), staff, each)),
        Err((message, help)) => {
            console.mistake(&format!("{place}: {message}"), &help);
            Err(Exit::Usage)
        }
    }
}
