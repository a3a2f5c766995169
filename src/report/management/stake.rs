//! What is at stake, in words that people use.

use schemars::JsonSchema;
use serde::Serialize;

use super::subject::ManagementReport;
use crate::report::plan;
use crate::report::words::number::{self, counted};
use crate::threat::Mode;

/// One thing that is at stake, before the plan and after it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stake {
    /// `critical`, `machines`, `loss`, `oldest`.
    pub id: &'static str,
    /// What it is.
    pub label: String,
    /// The figure now.
    pub before: String,
    /// The figure once the plan is carried out; null where nothing is planned or the plan does not
    /// change it.
    pub after: Option<String>,
    /// What to know about it.
    pub note: String,
    /// The change since the last report that was given, if one was and says this figure.
    pub change: Option<super::answer::Change>,
}

/// Everything on the first page that is a figure.
pub(super) fn stakes(report: &ManagementReport<'_>) -> Vec<Stake> {
    let mut stakes = vec![loss(report)];
    stakes.extend(critical(report));
    stakes.push(machines(report));
    stakes.push(oldest(report));
    stakes
}

/// What follows the plan, where there is one.
fn planned<T>(report: &ManagementReport<'_>, after: T) -> Option<T> {
    (!report.plan.plan.steps.is_empty()).then_some(after)
}

fn critical(report: &ManagementReport<'_>) -> Option<Stake> {
    let at_risk = report.facts.critical;
    (at_risk.all > 0).then(|| Stake {
        id: "critical",
        label: "critical systems at risk".to_owned(),
        before: number::count(at_risk.before),
        after: planned(report, number::count(at_risk.after)),
        note: format!(
            "of {}{}; at risk: taken over with 1 in 20 or more",
            number::count(at_risk.all),
            match at_risk.not_assessed {
                0 => String::new(),
                number => format!(", {} of them not assessed", number::count(number)),
            }
        ),
        change: None,
    })
}

fn machines(report: &ManagementReport<'_>) -> Stake {
    let facts = report.facts;
    let exposed = facts.machines.exposed();
    let unknown = match facts.machines.unknown {
        0 => String::new(),
        unknown => format!(", {} of them only for lack of evidence", number::count(unknown)),
    };
    Stake {
        id: "machines",
        label: "machines taken over, on average".to_owned(),
        before: shown_machines(facts.taken_over.0),
        after: planned(report, shown_machines(facts.taken_over.1)),
        note: format!(
            "of {}; {} exposed{unknown}",
            number::count(facts.machines.total()),
            number::count(exposed)
        ),
        change: super::answer::exposed_since(report),
    }
}

/// Machines on average; some are never none.
pub(super) fn shown_machines(machines: f64) -> String {
    if machines > 0.0 && machines < 0.5 {
        "<1".to_owned()
    } else {
        number::count(machines.round() as u64)
    }
}

/// A loss as the first figure shows it: in money where the inventory says what a point costs, else
/// in points.
pub(super) fn shown_loss(report: &ManagementReport<'_>, loss: f64) -> String {
    match &report.view().case.inventory.costs {
        Some(costs) if report.view().ranking.mode == Mode::Expected => {
            plan::money(loss * costs.value_point, &costs.currency)
        }
        _ => report.digits().loss(loss),
    }
}

fn loss(report: &ManagementReport<'_>) -> Stake {
    let found = report.plan.plan;
    let digits = report.digits();
    let (before, after) = (found.loss_before, found.loss_left);
    match &report.view().case.inventory.costs {
        Some(costs) if report.view().ranking.mode == Mode::Expected => Stake {
            id: "loss",
            label: report.loss_word().to_owned(),
            before: shown_loss(report, before),
            after: planned(report, shown_loss(report, after)),
            note: format!(
                "{} points at {} each",
                digits.loss(before),
                plan::money(costs.value_point, &costs.currency)
            ),
            change: None,
        },
        _ => Stake {
            id: "loss",
            label: format!("{}, in points", report.loss_word()),
            before: shown_loss(report, before),
            after: planned(report, shown_loss(report, after)),
            note: format!(
                "of {}; a machine of low importance is 1 point, medium 3, high 10, critical 30",
                number::value(report.view().ranking.total_value)
            ),
            change: None,
        },
    }
}

fn oldest(report: &ManagementReport<'_>) -> Stake {
    let advisories = report.view().case.advisories;
    let (before, note) = match report.facts.oldest {
        Some(age) => (
            span(age.days),
            crate::source::sanitize::clipped(&advisories.advisory_of(age.advisory).id, 40)
                .into_owned(),
        ),
        None if report.facts.machines.unreachable > 0 => {
            ("none".to_owned(), "no way in leads to what is exposed".to_owned())
        }
        None if report.facts.machines.exposed() > 0 => {
            ("none".to_owned(), "what is exposed is infected, and has no open hole".to_owned())
        }
        None => ("none".to_owned(), "nothing that an attack reaches is exposed".to_owned()),
    };
    Stake {
        id: "oldest",
        label: "oldest open hole".to_owned(),
        before,
        after: None,
        note,
        change: None,
    }
}

/// `24 days`, `5 months`, `2 years 7 months`.
pub(super) fn span(days: u32) -> String {
    let months = (f64::from(days) / 30.44).floor() as u64;
    match (months / 12, months % 12) {
        (0, 0..=1) => counted(u64::from(days), "day", "days"),
        (0, months) => counted(months, "month", "months"),
        (years, 0) => counted(years, "year", "years"),
        (years, months) => {
            format!("{} {}", counted(years, "year", "years"), counted(months, "month", "months"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn ages_are_said_as_people_say_them() {
        assert_eq!(
            [1, 24, 59, 92, 365, 366, 942].map(span),
            ["1 day", "24 days", "59 days", "3 months", "11 months", "1 year", "2 years 6 months"]
        );
    }
}
