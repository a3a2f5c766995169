//! How sure the answer is: how the loss is spread over what may happen, and what the figures are.

use super::ManagementReport;
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

/// `If nothing is done: nothing is lost with 50 %; one time in ten more than 12.0, one in twenty
/// more than 30.0.`
fn spread(report: &ManagementReport<'_>, when: &str, spread: &Distribution) -> String {
    let digits = report.digits();
    let times = ["two", "ten", "twenty", "a hundred"]
        .into_iter()
        .zip(spread.quantiles)
        .filter(|(_, loss)| *loss > 0.0);
    let times: Vec<String> = times
        .map(|(times, loss)| format!("one time in {times} more than {}", digits.loss(loss)))
        .collect();
    let nothing = format!("{when}, nothing is lost with {}", number::percent(spread.p_no_loss));
    if times.is_empty() {
        format!("{nothing}.")
    } else {
        format!("{nothing}; {}.", times.join(", "))
    }
}
