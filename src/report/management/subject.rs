//! What a report is about, and how its losses are written.

use std::path::PathBuf;

use jiff::civil::Date;

use super::amount::Amount;
use super::facts::Facts;
use super::theme::Theme;
use crate::check::Finding;
use crate::diff::Baseline;
use crate::format::Rounded;
use crate::plan::Refused;
use crate::report::View;
use crate::report::plan::PlanView;
use crate::report::words::number::Digits;
use crate::source::Sources;
use crate::threat::Mode;

/// All that a report needs.
#[derive(Clone, Copy, Debug)]
pub struct ManagementReport<'a> {
    /// The plan with the ranking it is based on.
    pub plan: &'a PlanView<'a>,
    /// What several sections show.
    pub facts: &'a Facts,
    /// What the plan leaves if parts of it are refused, for pages in which they can be.
    pub refused: Option<&'a Refused>,
    /// What a check of the inventory found.
    pub findings: &'a [Finding],
    /// The files that were read, with their digests.
    pub sources: &'a Sources,
    /// Folders of advisories beyond the built-in ones.
    pub folders: &'a [PathBuf],
    /// What was assumed beyond the inventory, as it was written.
    pub assumptions: &'a [String],
    /// The next regular window, where one was asked for; else it is the first workday.
    pub window: Option<Date>,
    /// The house style.
    pub theme: &'a Theme,
    /// Reports from before, in any order.
    pub baselines: &'a [Baseline],
    /// The name of the file with the full list of hosts, if one is written beside the report.
    pub beside: Option<&'a str>,
}

impl<'a> ManagementReport<'a> {
    /// The plan's ranking.
    pub(super) fn view(&self) -> &View<'a> {
        &self.plan.view
    }

    /// The digits of all losses.
    pub(super) fn digits(&self) -> Digits {
        Digits::of(self.plan.plan.loss_before)
    }

    /// What the losses are: expected, or those of the worst case.
    pub(super) fn loss_word(&self) -> &'static str {
        match self.view().ranking.mode {
            Mode::Expected => "expected loss",
            Mode::WorstCase => "loss in the worst case",
        }
    }

    pub(super) fn amount(&self, loss: f64) -> Amount {
        Amount { value: Rounded::new(loss), text: self.digits().loss(loss) }
    }
}
