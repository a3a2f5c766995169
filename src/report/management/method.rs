//! How the figures were computed, with the parameters that were used, and words that readers may
//! not know.

use super::subject::ManagementReport;
use crate::report::words::verdict;
use crate::threat::Mode;
use schemars::JsonSchema;
use serde::Serialize;

/// How the figures were computed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Method {
    /// In half a report.
    pub paragraphs: Vec<String>,
    /// The parameters that were used.
    pub parameters: Vec<Parameter>,
}

/// A parameter of the risk model.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Parameter {
    /// What it is.
    pub name: String,
    /// What it was.
    pub value: String,
}

/// A word and what it means.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Term {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

pub(super) fn method(report: &ManagementReport<'_>) -> Method {
    Method { paragraphs: paragraphs(report), parameters: parameters(report) }
}

fn paragraphs(report: &ManagementReport<'_>) -> Vec<String> {
    let mode = match report.view().ranking.mode {
        Mode::Expected => {
            "An attack starts on the internet, on a laptop that was infected outside and returns, with an insider, with somebody who runs a Trojan, \
             or on a host that is known to be infected. From there it goes \
             wherever the flows of the inventory let it, host by host, through advisories that are not known to be fixed. How likely each step is \
             depends on how far exploitation of the advisory has come, and on how many days are left until the last one that counts."
        }
        Mode::WorstCase => {
            "This is the worst case: everything that can happen does. Every advisory has a worm from the first day, every segment with users \
             has an insider and somebody who runs a Trojan, no antivirus helps."
        }
    };
    let loss = "The expected loss is the value of the hosts that are taken over, times how likely that is, summed up. What patching a host averts is \
                the loss on the host itself and on every host that an attacker can reach through it alone.";
    let unknown = "Unknown is not clean: a host without patch evidence counts as exposed, a flow with unknown ports counts as open unless said \
                   otherwise, a product that is not in the catalogue is listed and is in no figure.";
    let limits = "The figures order the work; they are no forecast. The rates come from the table below, partly measured, partly conventions.";
    vec![
        mode.to_owned(),
        loss.to_owned(),
        unknown.to_owned(),
        format!("{} {limits}", verdict::method(report.view())),
    ]
}

fn parameters(report: &ManagementReport<'_>) -> Vec<Parameter> {
    let mut all = super::parameter::of(report.view().case.threat);
    let minutes = report.plan.options;
    all.push(parameter(
        "people, and hours of each",
        format!("{} × {}", minutes.staff(), super::super::plan::duration(minutes.minutes_each())),
    ));
    all.push(parameter("random seed", report.view().ranking.seed.to_string()));
    all
}

pub(super) fn parameter(name: impl Into<String>, value: String) -> Parameter {
    Parameter { name: name.into(), value }
}

pub(super) fn glossary() -> Vec<Term> {
    const TERMS: [(&str, &str); 13] = [
        (
            "advisory",
            "A notice about a vulnerability and what fixes it, such as a Microsoft bulletin (MS06-040).",
        ),
        ("averted", "The part of the expected loss that an action takes away."),
        (
            "choke point",
            "A flow or host that all ways to something pass: closing it closes them all.",
        ),
        (
            "decision",
            "When to act on a host, by the SSVC table: immediate, out-of-cycle, scheduled, or defer.",
        ),
        (
            "expected loss",
            "The value of what is lost, weighed with how likely it is. Without prices in the inventory it is in points: 1, 3, 10 or 30 for a host of low to critical importance.",
        ),
        ("exposed", "Vulnerable, or not known to be otherwise, and within reach of an attack."),
        ("flow", "Traffic that is allowed from one segment to another."),
        ("group", "Hosts that nothing tells apart as far as the risk goes."),
        (
            "not assessed",
            "The product is not in the catalogue: nothing is known, and it is in no figure.",
        ),
        ("roaming", "Leaves the site, can be infected there, and comes back."),
        ("segment", "A part of the network whose hosts reach each other."),
        (
            "stage",
            "How far exploitation has come: nothing public, code that crashes, code that takes over, a worm.",
        ),
        (
            "window",
            "The next regular day for patches: the one that was asked for, else the first workday after the as-of day.",
        ),
    ];
    TERMS.map(|(word, meaning)| Term { word, meaning }).to_vec()
}
