//! The progress bar.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use super::Console;

/// A bar on standard error that shows how many samples are drawn; invisible unless that is a
/// terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(console: &Console) -> Self {
        let target = if console.is_quiet() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let style = ProgressStyle::with_template("sampling {bar:40} {pos}/{len}")
            .expect("the template is valid");
        Self(
            ProgressBar::with_draw_target(Some(0), target)
                .with_style(style)
                .with_finish(ProgressFinish::AndClear),
        )
    }

    /// Shows how many samples are done, and the most there will be.
    pub(crate) fn show(&self, done: u64, most: u64) {
        self.0.set_length(most);
        self.0.set_position(done);
    }

    /// Takes the bar away, before anything is printed.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
