//! `expected loss at most <number>`.

use super::Policy;
use crate::check::{Fault, Finding, Rule};
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
        let help = "`patchfirst rank` shows what lowers it most; accepted risks count, since the attacker accepts nothing";
        let fault = Fault::new(Rule::LossAboveLimit, message).help(help);
        Some(Finding::new(fault.detail(expectation.text())).at(expectation.place))
    }
}
