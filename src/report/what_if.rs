//! Before and after, side by side: what assumptions change, with common random numbers.

use std::collections::BTreeMap;

use super::View;
use super::layout::{self, Column, plain};
use crate::format::Rounded;
use crate::format::what_if::{self as document, Host, Measure, Place, SCHEMA, Side};
use crate::ranking::{HostRiskId, RankedHost};
use crate::report::words::number::{self, Digits, counted};
use crate::report::words::{day, label, prose};
use crate::risk::Averted;
use crate::source::sanitize;

/// Rows of hosts, and of flows and segments, that the table shows.
const MAX_ROWS: usize = 15;
const MAX_GAINS: usize = 5;
const MAX_CHARS: usize = 40;

/// The same question with and without assumptions.
#[derive(Clone, Copy, Debug)]
pub struct WhatIf<'a> {
    /// The assumptions in words, in the order they were given.
    pub assumptions: &'a [String],
    /// Without them.
    pub before: View<'a>,
    /// With them.
    pub after: View<'a>,
}

/// A host entry in both rankings.
struct Pair<'a> {
    before: &'a RankedHost,
    after: &'a RankedHost,
}

impl<'a> WhatIf<'a> {
    /// Every host that both rankings have, in the order of the ranking before.
    fn pairs(&self) -> Vec<Pair<'a>> {
        let mut after: Vec<&RankedHost> = self.after.ranking.hosts.iter().collect();
        after.sort_unstable_by_key(|ranked| ranked.host);
        let find = |ranked: &RankedHost| {
            after.binary_search_by_key(&ranked.host, |other| other.host).ok().map(|at| after[at])
        };
        self.before
            .ranking
            .hosts
            .iter()
            .filter_map(|before| Some(Pair { before, after: find(before)? }))
            .collect()
    }

    /// How much less is lost with one machine of a pair, and whether anything about it changed.
    fn change(&self, pair: &Pair<'_>) -> f64 {
        let (before, after) =
            (self.before.ranking.host_risk(pair.before), self.after.ranking.host_risk(pair.after));
        let lost = |p: &crate::ranking::HostRisk| {
            p.value * (p.p_compromised + self.before.case.threat.disruption * p.p_disrupted)
        };
        lost(before) - lost(after)
    }

    fn is_changed(&self, pair: &Pair<'_>) -> bool {
        let (before, after) =
            (self.before.ranking.host_risk(pair.before), self.after.ranking.host_risk(pair.after));
        let differ = |a: f64, b: f64| (a - b).abs() > 5e-7;
        differ(before.p_compromised, after.p_compromised)
            || differ(before.p_disrupted, after.p_disrupted)
            || differ(before.averted.now.value, after.averted.now.value)
            || before.remedy != after.remedy
    }
}

/// The sentence and the tables that stand before the ranking under the assumptions; ends with a
/// line break.
pub fn render(what_if: &WhatIf<'_>, width: u16, colour: bool) -> String {
    let mut text = prose::paragraph(&sentence(what_if), width);
    text += &hosts(what_if, width, colour);
    text += &gains(what_if, width, colour);
    text + "\n"
}

/// What the assumptions make of the expected loss.
fn sentence(what_if: &WhatIf<'_>) -> String {
    let (before, after) = (what_if.before.ranking, what_if.after.ranking);
    let digits = Digits::of(before.expected_loss.value.max(after.expected_loss.value));
    let texts: Vec<String> =
        what_if.assumptions.iter().map(|text| format!("`{}`", sanitize::text(text))).collect();
    let until = day::named(what_if.before.case.threat.until());
    let (from, to) = (before.expected_loss.value, after.expected_loss.value);
    let moved = match from - to {
        change if change.abs() <= 1e-9 * from.abs().max(1.0) => {
            format!("stays at {}", digits.loss(from))
        }
        change if change > 0.0 => format!(
            "falls from {} to {} ({} less)",
            digits.loss(from),
            digits.loss(to),
            number::share(change, from)
        ),
        change if from > 0.0 => {
            format!(
                "rises from {} to {} ({} more)",
                digits.loss(from),
                digits.loss(to),
                digits.loss(-change)
            )
        }
        _ => format!("rises from nothing to {}", digits.loss(to)),
    };
    format!("What if: {}. The expected loss until {until} {moved}.", texts.join(", "))
}

/// The hosts that change most; those that change alike share a row.
fn hosts(what_if: &WhatIf<'_>, width: u16, colour: bool) -> String {
    let mut alike: BTreeMap<(HostRiskId, HostRiskId), Vec<Pair<'_>>> = BTreeMap::new();
    for pair in what_if.pairs().into_iter().filter(|pair| what_if.is_changed(pair)) {
        alike.entry((pair.before.host_risk, pair.after.host_risk)).or_default().push(pair);
    }
    let mut rows: Vec<Vec<Pair<'_>>> = alike.into_values().collect();
    let weight = |row: &[Pair<'_>]| what_if.change(&row[0]).abs() * row.len() as f64;
    rows.sort_by(|a, b| {
        weight(b).total_cmp(&weight(a)).then(a[0].before.rank.cmp(&b[0].before.rank))
    });
    let left_out = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    if rows.is_empty() {
        return String::new();
    }
    let columns = [
        Column::text("host", 12),
        Column::number("# before"),
        Column::number("after"),
        Column::number("p before"),
        Column::number("after "),
        Column::number("averted before"),
        Column::number("after  "),
    ];
    let cells =
        rows.iter().map(|row| cells(what_if, row).into_iter().map(plain).collect()).collect();
    let more = if left_out > 0 {
        format!(
            "{} left out; --format json has all.\n",
            counted(left_out as u64, "more row is", "more rows are")
        )
    } else {
        String::new()
    };
    format!(
        "\n{}\n{}{more}",
        prose::paragraph("What changes most", width),
        layout::table(&columns, cells, width, colour)
    )
}

fn cells(what_if: &WhatIf<'_>, row: &[Pair<'_>]) -> Vec<String> {
    let pair = &row[0];
    let (before, after) = (
        what_if.before.ranking.host_risk(pair.before),
        what_if.after.ranking.host_risk(pair.after),
    );
    let digits = Digits::of(
        what_if.before.ranking.expected_loss.value.max(what_if.after.ranking.expected_loss.value),
    );
    let inventory = what_if.before.case.inventory;
    let names = row.iter().map(|pair| label::listed(inventory, pair.before.host));
    let place = |ranked: &RankedHost, host_risk: &crate::ranking::HostRisk| match host_risk.remedy {
        crate::ranking::RemedyKind::None => "-".to_owned(),
        _ => ranked.rank.to_string(),
    };
    vec![
        prose::abridged(names, 2),
        place(pair.before, before),
        place(pair.after, after),
        number::percent(before.p_compromised),
        number::percent(after.p_compromised),
        digits.loss(before.averted.now.value),
        digits.loss(after.averted.now.value),
    ]
}

/// What blocking each flow and quarantine averts, before and after, in words.
fn both_gains(what_if: &WhatIf<'_>) -> Vec<(String, f64, f64)> {
    let side = |view: &View<'_>| {
        let inventory = view.case.inventory;
        let flows = view
            .ranking
            .flows
            .iter()
            .map(|gain| (format!("block {}", inventory.flow_name(gain.flow)), &gain.averted));
        let segment = |id| sanitize::clipped(inventory.segment(id).0, MAX_CHARS).into_owned();
        let quarantine = view
            .ranking
            .quarantine
            .iter()
            .map(|gain| (format!("quarantine {}", segment(gain.segment)), &gain.averted));
        flows
            .chain(quarantine)
            .map(|(name, averted): (String, &Averted)| (name, averted.now.value))
            .collect::<BTreeMap<String, f64>>()
    };
    let (before, after) = (side(&what_if.before), side(&what_if.after));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let of = |map: &BTreeMap<String, f64>, name: &String| map.get(name).copied().unwrap_or(0.0);
    let mut both: Vec<(String, f64, f64)> =
        names.into_iter().map(|name| (name.clone(), of(&before, name), of(&after, name))).collect();
    both.retain(|(_, before, after)| (before - after).abs() > 5e-7);
    both.sort_by(|a, b| {
        (b.1 - b.2).abs().total_cmp(&(a.1 - a.2).abs()).then_with(|| a.0.cmp(&b.0))
    });
    both
}

fn gains(what_if: &WhatIf<'_>, width: u16, colour: bool) -> String {
    let digits = Digits::of(
        what_if.before.ranking.expected_loss.value.max(what_if.after.ranking.expected_loss.value),
    );
    let rows: Vec<_> = both_gains(what_if)
        .into_iter()
        .take(MAX_GAINS)
        .map(|(name, before, after)| {
            vec![plain(name), plain(digits.loss(before)), plain(digits.loss(after))]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let columns =
        [Column::text("measure", 20), Column::number("averted before"), Column::number("after")];
    format!("\n{}", layout::table(&columns, rows, width, colour))
}

/// The whole comparison as JSON, format `patchfirst/what-if/1`; ends with a line break.
pub fn json(what_if: &WhatIf<'_>) -> String {
    let ranking = what_if.before.ranking;
    let document = document::WhatIf {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        as_of: what_if.before.case.threat.as_of.to_string(),
        horizon_days: what_if.before.case.threat.horizon_days,
        mode: ranking.mode.as_str(),
        seed: ranking.seed,
        assumptions: what_if.assumptions,
        before: Side::new(&what_if.before),
        after: Side::new(&what_if.after),
        hosts: what_if
            .pairs()
            .iter()
            .filter(|pair| what_if.is_changed(pair))
            .map(|pair| Host::new(what_if, pair))
            .collect(),
        measures: both_gains(what_if)
            .into_iter()
            .map(|(measure, before, after)| Measure {
                measure,
                before: Rounded::new(before),
                after: Rounded::new(after),
            })
            .collect(),
    };
    crate::format::document(&document)
}

impl Side {
    fn new(view: &View<'_>) -> Self {
        let loss = view.ranking.expected_loss;
        Self {
            expected_loss: Rounded::new(loss.value),
            expected_loss_stderr: Rounded::new(loss.stderr),
            samples: view.ranking.samples,
            method: view.ranking.method.as_str(),
        }
    }
}

impl<'a> Host<'a> {
    fn new(what_if: &WhatIf<'a>, pair: &Pair<'a>) -> Self {
        let (name, host) = what_if.before.case.inventory.host(pair.before.host);
        Self {
            name,
            count: host.count,
            before: Place::new(&what_if.before, pair.before),
            after: Place::new(&what_if.after, pair.after),
        }
    }
}

impl Place {
    fn new(view: &View<'_>, ranked: &RankedHost) -> Self {
        let host_risk = view.ranking.host_risk(ranked);
        Self {
            rank: ranked.rank,
            remedy: host_risk.remedy.as_str(),
            p_compromised: Rounded::new(host_risk.p_compromised),
            p_disrupted: Rounded::new(host_risk.p_disrupted),
            averted: Rounded::new(host_risk.averted.now.value),
        }
    }
}
