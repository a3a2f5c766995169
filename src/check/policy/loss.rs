//! `expected loss at most <number>`.

use super::Policy;
use crate::check::{About, Finding, Rule};
use crate::inventory::Expectation;

impl Policy<'_> {
    pub(super) fn loss(&self, expectation: &Expectation, most: f64) -> Option<Finding> {
        let loss = self.ranking().expected_loss;
        if loss.value <= most {
            return None;
        }
        let message = format!(
            "the expected loss is {:.1} ± {:.1}, more than {most}",
            loss.value, loss.stderr
        );
        let about = About { detail: expectation.text(), ..About::default() };
        let help = "`patchfirst rank` shows what lowers it most; accepted risks count, since the attacker accepts nothing";
        Some(
            Finding::new(Rule::LossAboveLimit, message)
                .at(expectation.place, "")
                .help(help)
                .about(about),
        )
    }
}
