//! How sure the answer is: how the loss is spread over what may happen, and what the figures are.

use super::subject::ManagementReport;
use crate::report::words::number;
use crate::report::words::verdict;
use crate::risk::Distribution;
use crate::threat::Mode;

/// Some sentences.
pub(super) fn sure(report: &ManagementReport<'_>) -> Vec<String> {
    let ranking = report.view().ranking;
    let mut sentences = Vec::new();
    if ranking.mode == Mode::Expected && ranking.expected_loss.value > 0.0 {
        sentences.push(spread(report, "If nothing is done", &ranking.distribution));
        sentences.extend(
            report.facts.afterwards.as_ref().map(|after| spread(report, "After the plan", after)),
        );
    }
    sentences.extend(Some(verdict::hold(report.view())).filter(|doubt| !doubt.is_empty()));
    let limits = "The figures order the work; they are no forecast: their rates are partly measured, partly conventions.";
    sentences.push(format!("{} {limits}", verdict::method(report.view())));
    sentences
}

/// `If nothing is done, the chance to lose nothing is 50 %, to lose anything 50 %; at least one time
/// in ten 12.0 or more is lost, one time in twenty 30.0 or more.` It may be lost more often: of losses that are the same only the most frequent is named.
fn spread(report: &ManagementReport<'_>, when: &str, spread: &Distribution) -> String {
    let digits = report.digits();
    let mut lost: Vec<(&str, String)> = ["two", "ten", "twenty", "a hundred"]
        .into_iter()
        .zip(spread.quantiles)
        .filter(|(_, loss)| *loss > 0.0)
        .map(|(times, loss)| (times, digits.loss(loss)))
        .collect();
    lost.dedup_by(|(_, loss), (_, known)| loss == known);
    let nothing = number::percent(spread.p_no_loss);
    let anything = number::percent(1.0 - spread.p_no_loss);
    let nothing =
        format!("{when}, the chance to lose nothing is {nothing}, to lose anything {anything}");
    let Some(((times, loss), rest)) = lost.split_first() else { return format!("{nothing}.") };
    let rest: String =
        rest.iter().map(|(times, loss)| format!(", one time in {times} {loss} or more")).collect();
    format!("{nothing}; at least one time in {times} {loss} or more is lost{rest}.")
}
