//! How sure the answer is: how the loss is spread over what may happen, and how far the first places hold.

use super::ManagementReport;
use crate::report::words::verdict;

/// Some sentences.
pub(super) fn sure(report: &ManagementReport<'_>) -> Vec<String> {
    let limits =
        "The figures order the work; they are no forecast. Their rates are partly measured and partly conventions: see the method.";
    vec![verdict::method(report.view()), limits.to_owned()]
}
