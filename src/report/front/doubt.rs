//! One doubt: what is not known and weighs most, and how many more doubts there are.

use crate::report::View;
use crate::report::words::doubt;

/// All doubts, the first with what is made of it, the first alone.
pub(super) fn wordings(view: &View<'_>) -> [String; 3] {
    let all = doubt::sentence(view);
    let mut doubts = doubt::doubts(view).into_iter();
    let Some(doubt::Doubt { short, taken, .. }) = doubts.next() else {
        return [all.clone(), all, "Nothing is unknown.".to_owned()];
    };
    let more = match doubts.len() {
        0 => String::new(),
        more => format!(" + {more} more"),
    };
    [all, format!("Unknown: {short} ({taken}){more}."), format!("Unknown: {short}{more}.")]
}
