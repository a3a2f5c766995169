//! One entry of `timeline:`.

use jiff::civil::Date;
use semver::VersionReq;

use super::form::Form;
use super::{catalogue, values};
use crate::advisory::{Advisories, Stage, TimelineEntry};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::Node;

const KEYS: &[&str] =
    &["date", "by", "stage", "products", "versions", "name", "source", "note", "unverified"];

/// Reads an entry; one without a usable date or stage is reported and left out.
pub(super) fn read(
    node: &Node,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> Option<TimelineEntry> {
    let mut form = Form::open(node, "a timeline entry", KEYS, diagnostics)?;
    let day = day(&mut form);
    form.require("stage");
    form.refuse_empty("products", "leave `products` out if the entry is about all of them");
    let stage = form.word("stage", &Stage::ALL.map(|stage| (stage.as_str(), stage)));
    Some(TimelineEntry {
        products: form
            .list("products", |node, diagnostics| catalogue::named(node, known, diagnostics)),
        versions: form.value("versions", values::range).unwrap_or(VersionReq::STAR),
        name: form.text("name"),
        source: form.text("source"),
        note: form.text("note"),
        unverified: form.boolean("unverified").unwrap_or_default(),
        date: day?.0,
        not_later_than: day?.1,
        stage: stage?,
    })
}

/// The day, and whether it is only known that it was not later: `date:` or `by:`, one of them.
fn day(form: &mut Form<'_, '_>) -> Option<(Date, bool)> {
    if let (Some(_), Some(place)) = (form.key("date"), form.key("by")) {
        let both =
            Diagnostic::new(Code::BadValue, "`date` and `by` exclude each other").at(place, "");
        form.report(
            both.help("`date` is the day itself, `by` a day on which it was known already"),
        );
    }
    if form.key("by").is_some() {
        return form.date("by").map(|day| (day, true));
    }
    form.require("date");
    form.date("date").map(|day| (day, false))
}
