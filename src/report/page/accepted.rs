//! Accepted risks: the reason, the name, the date.

use super::Page;
use super::values::{Accepted, Name};
use crate::briefing::{AcceptedRisk, AcceptedStanding};
use crate::source::sanitize;

const MOST_CHARS: usize = 200;

pub(super) fn accepted(page: &Page<'_>) -> Vec<Accepted> {
    page.briefing.accepted.iter().map(|risk| one(page, risk)).collect()
}

fn one(page: &Page<'_>, risk: &AcceptedRisk) -> Accepted {
    let clipped = |text: &Option<String>| text.as_deref().map(|text| sanitize::clipped(text, MOST_CHARS).into_owned());
    let acceptance = &risk.acceptance;
    let unknown =
        || Name { text: sanitize::clipped(&acceptance.host, 40).into_owned(), full: sanitize::text(&acceptance.host).into_owned() };
    Accepted {
        host: risk.host.map_or_else(unknown, |id| super::host::name(page.view(), id)),
        advisory: sanitize::clipped(&acceptance.advisory, 40).into_owned(),
        reason: clipped(&acceptance.reason),
        by: clipped(&acceptance.by),
        until: acceptance.until.map(|day| day.to_string()),
        standing: match risk.standing {
            AcceptedStanding::Expired => "expired",
            AcceptedStanding::ExpiresSoon => "expires-soon",
            AcceptedStanding::Holds => "holds",
        },
    }
}
