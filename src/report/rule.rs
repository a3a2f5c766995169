//! A rule of `check` in words.

use super::words::prose::paragraph;
use crate::check::Rule;

/// What a rule means, why it matters and what to do, and where its page is.
pub fn render(rule: Rule, width: u16) -> String {
    let facts = format!(
        "{}, {}, confidence {}",
        rule.family().as_str(),
        rule.severity().as_str(),
        rule.confidence().as_str()
    );
    let head = format!("{} ({facts})", rule.id());
    let page = format!("With an example: docs/rules/{}.md", rule.id());
    [head.as_str(), rule.summary(), rule.detail(), &page]
        .map(|text| paragraph(text, width))
        .join("\n")
}
