//! The advisories themselves: all of them in a list, or one of them to read.

mod bulletin;

use jiff::civil::Date;

use super::Screen;
use super::layout::{self, Column, plain};
use crate::advisory::{Advisories, Advisory, ProductId, Stage};
use crate::report::words::{knowledge, number, prose};
use crate::source::sanitize;
use crate::term::port::PortSet;

pub use bulletin::show;

const MAX_CHARS: usize = 120;

/// Which advisories a list is to have.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The day whose knowledge counts; without one everything on record does.
    pub as_of: Option<Date>,
    /// The least stage.
    pub stage: Stage,
    /// Only those that affect a product.
    pub product: Option<ProductId>,
    /// Only those that use one of these ports.
    pub ports: Option<PortSet>,
}

impl Wanted {
    fn day(&self) -> Date {
        self.as_of.unwrap_or(Date::MAX)
    }

    /// The stage of an advisory on the day, on the products that are asked for.
    fn stage_of(&self, advisory: &Advisory) -> Stage {
        self.product.map_or_else(
            || knowledge::stage(advisory, self.day()),
            |product| advisory.stage(product, self.day()),
        )
    }

    fn fits(&self, advisory: &Advisory) -> bool {
        let affects = |product: ProductId| {
            advisory.affected.iter().any(|row| row.products.contains(&product))
        };
        let uses = |ports: &PortSet| {
            let own = |vectors: &PortSet| !vectors.intersection(ports).is_empty();
            own(&advisory.vectors)
                || advisory.affected.iter().filter_map(|row| row.vectors.as_ref()).any(own)
        };
        (self.as_of.is_none() || advisory.is_known(self.day()))
            && self.stage_of(advisory) >= self.stage
            && self.product.is_none_or(affects)
            && self.ports.as_ref().is_none_or(uses)
    }

    /// Those that fit, the earliest first.
    fn of<'a>(&self, advisories: &'a Advisories) -> Vec<&'a Advisory> {
        let mut found: Vec<&Advisory> =
            advisories.advisories.values().filter(|advisory| self.fits(advisory)).collect();
        found.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
        found
    }
}

/// Advisories by date, one line each, with the farthest stage that is on record. Ends with a line
/// break.
pub fn list(advisories: &Advisories, wanted: &Wanted, screen: Screen) -> String {
    let columns = [
        Column::word("advisory"),
        Column::word("published"),
        Column::word("exploitation"),
        Column::text("products", 10),
        Column::text("title", 10),
    ];
    let line = |advisory: &Advisory| {
        let stage = wanted.stage_of(advisory);
        vec![
            plain(text(&advisory.id))
                .linked(advisory.references.first().filter(|_| screen.links).map(String::as_str)),
            plain(advisory.published.to_string()),
            plain(if stage == Stage::None { "none known" } else { stage.as_str() }),
            plain(products(advisories, &affected(advisory))),
            plain(text(&advisory.title)),
        ]
    };
    let found = wanted.of(advisories);
    let lines: Vec<_> = found.iter().map(|advisory| line(advisory)).collect();
    let Some(last) = found.last() else { return "There are no such advisories.\n".to_owned() };
    let total = number::counted(lines.len() as u64, "advisory", "advisories");
    let newest = newest(advisories, Date::MAX)
        .map_or(String::new(), |day| format!(" The newest event on record is of {day}."));
    let hint =
        format!("{total}.{newest} Read one with `patchfirst advisories {}`.", text(&last.id));
    let table = layout::table(&columns, lines, screen.width, screen.colour);
    format!("{table}\n{}", prose::paragraph(&hint, screen.width.max(layout::NARROWEST)))
}

/// The same as JSON, `patchfirst/advisories/1`.
pub fn json(advisories: &Advisories, wanted: &Wanted) -> String {
    document(advisories, wanted, wanted.of(advisories))
}

/// One advisory in the same format.
pub fn json_of(advisories: &Advisories, wanted: &Wanted, advisory: &Advisory) -> String {
    document(advisories, wanted, vec![advisory])
}

fn document(advisories: &Advisories, wanted: &Wanted, found: Vec<&Advisory>) -> String {
    let ids = |advisory: &Advisory| {
        affected(advisory)
            .iter()
            .map(|id| advisories.product_of(*id).id.clone())
            .collect::<Vec<_>>()
    };
    let entry = |advisory: &Advisory| {
        serde_json::json!({
            "id": advisory.id,
            "title": advisory.title,
            "published": advisory.published.to_string(),
            "stage": wanted.stage_of(advisory).as_str(),
            "automatable": advisory.automatable,
            "cves": advisory.cves,
            "patch": advisory.kb.as_ref().map(ToString::to_string),
            "ports": if advisory.vectors_unknown { serde_json::json!("unknown") } else { serde_json::json!(advisory.vectors.to_texts()) },
            "products": ids(advisory),
        })
    };
    let found: Vec<serde_json::Value> = found.into_iter().map(entry).collect();
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let (as_of, newest) = (day(wanted.as_of), day(newest(advisories, Date::MAX)));
    let document = serde_json::json!({"format": "patchfirst/advisories/1", "as_of": as_of, "newest_event": newest, "advisories": found});
    serde_json::to_string_pretty(&document).expect("texts and numbers are JSON") + "\n"
}

/// The last day until then on which anything is on record: how old what is known here is.
fn newest(advisories: &Advisories, until: Date) -> Option<Date> {
    let days = |advisory: &'_ Advisory| {
        advisory
            .timeline
            .iter()
            .map(|entry| entry.date)
            .chain([advisory.published])
            .collect::<Vec<_>>()
    };
    advisories.advisories.values().flat_map(days).filter(|day| *day <= until).max()
}

/// How many advisories there are, from when to when, and how old the newest fact is on a day.
pub fn status(advisories: &Advisories, today: Date, width: u16) -> String {
    let all = || advisories.advisories.values();
    let newest = newest(advisories, today);
    let statements =
        advisories.supersedence.replacements().iter().filter_map(|statement| statement.date).max();
    let unknown = all().filter(|advisory| advisory.vectors_unknown).count() as u64;
    let mut lines = vec![format!(
        "{} and {}.",
        number::counted(all().count() as u64, "advisory", "advisories"),
        number::counted(advisories.products.len() as u64, "product", "products")
    )];
    let published = || all().map(|advisory| advisory.published);
    if let (Some(first), Some(last)) = (published().min(), published().max()) {
        lines.push(format!("Published from {first} to {last}."));
    }
    if let Some(newest) = newest {
        let age = today.since(newest).map_or(0, |span| span.get_days());
        lines.push(format!(
            "The newest event is of {newest}, {} ago: what became known since is not here.",
            number::counted(u64::from(age.unsigned_abs()), "day", "days")
        ));
    }
    if let Some(day) = statements {
        lines.push(format!("The newest patch that replaces another came out on {day}."));
    }
    if unknown > 0 {
        lines.push(format!(
            "Nobody knows the ports of {}.",
            number::counted(unknown, "advisory", "advisories")
        ));
    }
    lines.push("Bring it up to date with `patchfirst advisories import`.".to_owned());
    lines.iter().map(|line| prose::paragraph(line, width.max(layout::NARROWEST))).collect()
}

/// The products an advisory names, in catalogue order.
fn affected(advisory: &Advisory) -> Vec<ProductId> {
    let mut products: Vec<ProductId> =
        advisory.affected.iter().flat_map(|row| row.products.iter().copied()).collect();
    products.sort_unstable();
    products.dedup();
    products
}

/// The names of products; `all products` if there is none, as in timelines.
fn products(advisories: &Advisories, ids: &[ProductId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| text(&advisories.product_of(*id).name)).collect();
    if names.is_empty() { "all products".to_owned() } else { names.join(", ") }
}

/// Text from a file, fit for a cell.
fn text(text: &str) -> String {
    sanitize::clipped(text, MAX_CHARS).into_owned()
}
