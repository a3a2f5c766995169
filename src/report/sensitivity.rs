//! What the answer hangs on: each rate at half and double its odds, each convention at the ends of
//! its range.

use super::View;
use super::json;
use super::layout::{self, Column, plain};
use super::words::number::Digits;
use super::words::{label, prose, verdict};
use crate::format::sensitivity::{Case, SCHEMA, Sensitivity, Varied};
use crate::format::{self, Rounded};
use crate::plan::Call;
use crate::ranking::{self, Doubt};

/// What becomes of the answer to "call people in?".
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// As the rates are.
    pub now: Call,
    /// In each case, in their order.
    pub cases: Vec<Call>,
}

/// The cases as JSON.
pub fn json(view: &View<'_>, doubt: Option<(&Doubt, &Answers)>) -> String {
    let threat = view.case.threat;
    let loss = doubt.map_or(view.ranking.expected_loss.value, |(doubt, _)| doubt.loss);
    format::document(&Sensitivity {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        as_of: threat.as_of.to_string(),
        until: threat.until().to_string(),
        seed: view.ranking.seed,
        expected_loss: Rounded::new(loss),
        verdict: doubt.map(|(_, answers)| answers.now.as_str()),
        doubt: doubt.map(|(doubt, answers)| varied(view, doubt, answers)),
    })
}

fn varied(view: &View<'_>, doubt: &Doubt, answers: &Answers) -> Varied {
    let crate::format::rank::Doubt { first_stays, first_ten_stay, cases } =
        json::doubted(view, doubt);
    let cases: Vec<Case> = cases
        .into_iter()
        .zip(&answers.cases)
        .map(|(varied, call)| Case { varied, verdict: call.as_str() })
        .collect();
    Varied { first_stays, first_ten_stay, verdict_stays: answers.stay() as u32, cases }
}

impl Answers {
    /// In how many cases the answer stays.
    fn stay(&self) -> usize {
        self.cases.iter().filter(|call| **call == self.now).count()
    }

    fn sentence(&self) -> String {
        let (stay, all) = (self.stay(), self.cases.len());
        let cases = if stay == all { format!("all {all}") } else { format!("{stay} of {all}") };
        format!(
            "The answer to \"call people in?\" is \"{}\" and stays in {cases} cases.",
            word(self.now)
        )
    }
}

/// The answer in a word or two.
fn word(call: Call) -> &'static str {
    match call {
        Call::In => "call in",
        Call::Wait => "wait",
        Call::Regular => "in regular hours",
        Call::Nothing => "nothing to do",
        Call::MoreStaff => "more staff",
    }
}

const COLUMNS: [Column; 6] = [
    Column::text("rate", 16),
    Column::number("at"),
    Column::number("expected loss"),
    Column::text("first place", 8),
    Column::number("of the first ten stay"),
    Column::text("call in?", 8),
];

/// The cases as a table, the one that moves the loss most first.
pub fn table(view: &View<'_>, doubt: Option<(&Doubt, &Answers)>, width: u16) -> String {
    let Some((doubt, answers)) = doubt.filter(|(doubt, _)| !doubt.cases.is_empty()) else {
        let why = "No rate changes anything here: nothing is to be remedied, or the worst case was asked for, which knows no rates.";
        return prose::paragraph(why, width);
    };
    let (_, high) = doubt.range();
    let digits = Digits::of(high);
    let mut cases: Vec<(&ranking::Varied, Call)> =
        doubt.cases.iter().zip(answers.cases.iter().copied()).collect();
    cases.sort_by(|(a, _), (b, _)| {
        (b.loss - doubt.loss).abs().total_cmp(&(a.loss - doubt.loss).abs())
    });
    let rows = cases.into_iter().map(|(case, call)| {
        let first = case
            .first
            .map_or_else(|| "-".to_owned(), |host| label::name(view.case.inventory, host, 32));
        let first = if case.first_stays { "stays".to_owned() } else { first };
        let ten = format!("{} of {}", case.of_first_ten, case.first_ten);
        let call = if call == answers.now { "stays" } else { word(call) };
        vec![
            plain(case.what.as_str().to_owned()),
            plain(rate(case.to)),
            plain(digits.loss(case.loss)),
            plain(first),
            plain(ten),
            plain(call.to_owned()),
        ]
    });
    let drawn = layout::draw(&COLUMNS, rows.collect(), width, false);
    let head = format!(
        "{} As the rates are, it is {}. {}",
        verdict::held(doubt),
        digits.loss(doubt.loss),
        answers.sentence()
    );
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
