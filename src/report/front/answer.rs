//! The verdict on one line: less than `plan` says, and nothing else.

use jiff::civil::Date;

use crate::plan::{Call, Offer};
use crate::report::plan::later::Later;
use crate::report::plan::{self, Idle, PlanView};
use crate::report::words::{day, number, prose};

/// The verdict in several lengths, the longest first.
pub(super) fn wordings(plan: &PlanView<'_>) -> Vec<String> {
    let found = plan.plan;
    let until = day::named(plan.view.case.threat.until());
    match found.verdict.call {
        Call::In => plan::called(plan).map_or(Vec::new(), |offer| call(plan, offer)),
        Call::Regular => {
            let share = number::share(found.loss_before - found.loss_left, found.loss_before);
            vec![format!(
                "Do in regular hours {}: {} of work avert {share} of the expected loss.",
                plan::days_of(plan, found.steps.len()),
                plan::duration(found.minutes)
            )]
        }
        Call::MoreStaff => too_few(plan),
        Call::Wait => {
            let on = found.regular.on.map(day::named);
            vec![match (on, Later::of(plan, &found.steps)) {
                (Some(on), Later::All) => {
                    format!("Stay at home: the work can wait for {on} and regular hours.")
                }
                (Some(on), Later::But(hosts)) => format!(
                    "Stay at home: the work can wait for {on} and regular hours, but not for a restart of {hosts}."
                ),
                _ => "Stay at home: coming in is not worth it.".to_owned(),
            }]
        }
        Call::Nothing if found.loss_before > 0.0 => vec![Idle::of(plan).line(plan, &until)],
        Call::Nothing if !plan.view.case.inventory.flows_described => {
            vec!["Nobody can say whether to call people in: no flows are described.".to_owned()]
        }
        Call::Nothing => {
            vec![plan::caveat::nobody(plan, &until)]
        }
    }
}

fn call(plan: &PlanView<'_>, offer: &Offer) -> Vec<String> {
    let steps = plan.plan.steps[..offer.steps].iter().filter(|step| !step.regular);
    let mut days: Vec<Date> = steps.map(|step| step.on).collect();
    days.dedup();
    let tonight = plan.view.case.threat.as_of;
    let on = |name: fn(Date) -> String| {
        let one = |day: &Date| {
            if *day == tonight { "tonight".to_owned() } else { format!("on {}", name(*day)) }
        };
        prose::abridged_by(" and ", days.iter().map(one), 2)
    };
    let share = number::share(offer.averted, plan.plan.loss_before);
    let (people, work) = (plan::people(offer.people), plan::duration(offer.minutes));
    let avert = if offer.minutes == 1 { "averts" } else { "avert" };
    let said = |days: String, of: &str| {
        format!("Call {people} in {days}: {work} of work {avert} {share} of the {of}.")
    };
    let weekday = |day: Date| day.strftime("%A").to_string();
    vec![
        said(on(day::named), "expected loss"),
        said(on(day::named), "loss"),
        said(on(weekday), "loss"),
    ]
}

fn too_few(plan: &PlanView<'_>) -> Vec<String> {
    let found = plan.plan;
    let staff = plan.options.staff();
    let verb = if staff == 1 { "is" } else { "are" };
    let share = number::share(found.loss_before - found.loss_left, found.loss_before);
    let short = format!(
        "{} {verb} far too few to avert more than {share} of the expected loss.",
        plan::people(staff)
    );
    let long = found.need().map(|need| format!("{short} Call {} in.", plan::people(need.people)));
    long.into_iter().chain([short]).collect()
}
