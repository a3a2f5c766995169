//! What of a plan may be left for regular hours: not what must not restart then.

use super::PlanView;
use crate::plan::{Action, PlannedAction, is_barred};
use crate::report::words::number::counted;
use crate::report::words::{label, prose};
use crate::source::sanitize;

/// Hosts that are named.
const MAX_NAMES: usize = 3;

/// Whether some steps can wait for regular hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) enum Later {
    /// All of it.
    All,
    /// All but these hosts, in words.
    But(String),
    /// None of it: it is about nothing but these hosts.
    None(String),
}

impl Later {
    pub(in crate::report) fn of<'a>(
        plan: &PlanView<'_>,
        steps: impl IntoIterator<Item = &'a PlannedAction>,
    ) -> Self {
        Self::of_actions(plan, steps.into_iter().flat_map(|step| &step.actions))
    }

    pub(in crate::report) fn of_actions<'a>(
        plan: &PlanView<'_>,
        actions: impl IntoIterator<Item = &'a Action>,
    ) -> Self {
        let (mut barred, mut is_other): (Vec<Action>, bool) = (Vec::new(), false);
        for action in actions {
            match action {
                Action::Host { host, kind, .. }
                    if is_barred(plan.view.case, plan.options, *host, *kind) =>
                {
                    match barred.iter_mut().find(|known| known.is_about_the_same(action)) {
                        Some(known) => known.add(action),
                        None => barred.push(*action),
                    }
                }
                _ => is_other = true,
            }
        }
        match barred.is_empty() {
            true => Self::All,
            false if is_other => Self::But(names(plan, &barred)),
            false => Self::None(names(plan, &barred)),
        }
    }
}

/// `dc1, fs (4), db + 2 more (8 hosts)`.
fn names(plan: &PlanView<'_>, barred: &[Action]) -> String {
    let machines: u64 = barred.iter().map(|action| u64::from(action.number())).sum();
    let name = |action: &Action| match action {
        Action::Host { host, machines, .. } => {
            let (name, entry) = plan.view.case.inventory.host(*host);
            label::part(sanitize::text(name).into_owned(), *machines, entry.count)
        }
        _ => String::new(),
    };
    let named = prose::abridged(barred.iter().map(name), MAX_NAMES);
    match barred {
        [_] => named,
        _ => format!("{named} ({})", counted(machines, "host", "hosts")),
    }
}
