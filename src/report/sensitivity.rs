//! What the answer hangs on: each rate at half and double its odds, each convention at the ends of its range.

use serde::Serialize;

use super::View;
use super::json;
use super::layout::{self, Column, plain};
use super::words::number::Digits;
use super::words::{label, prose, verdict};
use crate::format::rank::Doubt;
use crate::format::{self, Rounded};
use crate::ranking::{self, Varied};

/// The name of the JSON format.
const SCHEMA: &str = "patchfirst/sensitivity/1";

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    tool: &'static str,
    as_of: String,
    until: String,
    seed: u64,
    /// The loss as the rates are, on the samples of the cases.
    expected_loss: Rounded,
    /// Null in the worst case, which knows no rates, and where nothing is to be remedied.
    doubt: Option<Doubt>,
}

/// The cases as JSON.
pub fn json(view: &View<'_>, doubt: Option<&ranking::Doubt>) -> String {
    let threat = view.case.threat;
    format::document(&Document {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        as_of: threat.as_of.to_string(),
        until: threat.date(threat.last_day()).to_string(),
        seed: view.ranking.seed,
        expected_loss: Rounded::new(doubt.map_or(view.ranking.expected_loss.value, |doubt| doubt.loss)),
        doubt: doubt.map(|doubt| json::doubted(view, doubt)),
    })
}

const COLUMNS: [Column; 5] = [
    Column::text("rate", 16),
    Column::number("at"),
    Column::number("expected loss"),
    Column::text("first place", 8),
    Column::number("of the first ten stay"),
];

/// The cases as a table, the one that moves the loss most first.
pub fn table(view: &View<'_>, doubt: Option<&ranking::Doubt>, width: u16) -> String {
    let Some(doubt) = doubt.filter(|doubt| !doubt.cases.is_empty()) else {
        let why = "No rate changes anything here: nothing is to be remedied, or the worst case was asked for, which knows no rates.";
        return prose::paragraph(why, width);
    };
    let (_, high) = doubt.range();
    let digits = Digits::of(high);
    let mut cases: Vec<&Varied> = doubt.cases.iter().collect();
    cases.sort_by(|a, b| (b.loss - doubt.loss).abs().total_cmp(&(a.loss - doubt.loss).abs()));
    let rows = cases.into_iter().map(|case| {
        let first = case.first.map_or_else(|| "-".to_owned(), |host| label::name(view.case.inventory, host, 32));
        let first = if case.first_stays { "stays".to_owned() } else { first };
        let ten = format!("{} of {}", case.of_first_ten, case.first_ten);
        vec![plain(case.what.clone()), plain(rate(case.to)), plain(digits.loss(case.loss)), plain(first), plain(ten)]
    });
    let drawn = layout::draw(&COLUMNS, rows.collect(), width, false);
    let head = format!("{} As the rates are, it is {}.", verdict::held(doubt), digits.loss(doubt.loss));
    let foot = "Each row changes one rate or convention and nothing else, with common random numbers. These are doubts about the model; errors of \
                sampling come on top.";
    format!("{}\n{}\n{}", prose::paragraph(&head, width), drawn.text, prose::paragraph(foot, width))
}

/// A rate with three significant digits.
fn rate(x: f64) -> String {
    let decimals = if x >= 0.1 { 3 } else { (2.0 - x.max(1e-9).log10().floor()) as usize };
    let text = format!("{x:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
