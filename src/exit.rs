//! The exit statuses, the same in every output format. Documented in `docs/exit-status.md`.

use std::process::ExitCode;

/// How a run ended.
///
/// As an error it ends a command early, after the user was told why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the user was told why")]
pub(crate) enum Exit {
    /// Done, and nothing tripped.
    Done,
    /// The tool or the outside world failed: a file could not be written.
    Failed,
    /// Wrong usage, or an input file that cannot be used as it is.
    Usage,
    /// Nothing usable: no hosts, or no advisory applies to any product in the inventory.
    Nothing,
    /// A finding is as bad as `--fail-on` names.
    Tripped,
    /// Something is worse than before, or not in the baseline.
    Worse,
    /// The inventory check failed.
    CheckFailed,
    /// An accepted risk has expired or matches nothing.
    StaleAccepts,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Nothing => 3,
            Exit::Tripped => 10,
            Exit::Worse => 11,
            Exit::CheckFailed => 12,
            Exit::StaleAccepts => 13,
        })
    }
}
