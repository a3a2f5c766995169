//! The full list of hosts as CSV: one record per line, one per entry of the inventory.

use std::io::{self, Write};

use super::super::findings::cell;
use super::super::number::Rounded;
use super::super::row::{self, Row};
use super::super::{View, entry, remedy, system};
use super::Page;
use crate::decision::{Decision, Exposure};
use crate::inventory::HostId;
use crate::ranking::RankedHost;

const COLUMNS: [&str; 22] = [
    "rank",
    "rank_low",
    "rank_high",
    "host",
    "count",
    "segments",
    "kind",
    "system",
    "owner",
    "assessed",
    "decision",
    "exposure",
    "remedy",
    "do",
    "ways_in",
    "p_compromised",
    "p_disrupted",
    "value",
    "averted",
    "group",
    "action",
    "frozen",
];

/// Writes the header and a record per entry: the ranked ones in order, then those that were not assessed.
pub fn write(page: &Page<'_>, to: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    let actions = super::work::actions(page);
    for (ranked, row) in page.view().ranking.hosts.iter().zip(row::every(page.view())) {
        let record = ranked_record(page.view(), ranked, &row, actions.get(&ranked.host).copied());
        writer.write_record(record.iter().map(|text| inert(text).into_owned()))?;
    }
    for id in &page.view().ranking.not_assessed {
        writer.write_record(unassessed_record(page.view(), *id).iter().map(|text| inert(text).into_owned()))?;
    }
    writer.flush()
}

/// Numbers stay numbers; everything else that a spreadsheet would run is made a text.
fn inert(text: &str) -> std::borrow::Cow<'_, str> {
    if text.parse::<f64>().is_ok() { text.into() } else { cell(text) }
}

fn number(x: f64) -> String {
    serde_json::to_string(&Rounded(x)).unwrap_or_default()
}

fn ranked_record(view: &View<'_>, ranked: &RankedHost, row: &Row<'_>, action: Option<usize>) -> [String; 22] {
    let (name, host) = row.first(view);
    let (standing, assessment) = (row.standing, row.assessment(view));
    let [segments, kind, owner, frozen] = about(view, ranked.host);
    let exposure = match standing.exposure {
        Exposure::Small => "small",
        Exposure::Controlled => "controlled",
        Exposure::Open => "open",
    };
    [
        ranked.rank.to_string(),
        ranked.interval.0.to_string(),
        ranked.interval.1.to_string(),
        name.to_owned(),
        host.count.to_string(),
        segments,
        kind,
        system::short(view.case.advisories, assessment, view.case.inventory.system(host.system).arch),
        owner,
        "yes".to_owned(),
        standing.decision.map_or(String::new(), |decision: Decision| decision.as_str().to_owned()),
        exposure.to_owned(),
        standing.remedy.as_str().to_owned(),
        remedy::text(view.case.advisories, assessment),
        entry::of(standing),
        number(standing.p_compromised),
        number(standing.p_disrupted),
        number(standing.value),
        number(standing.averted.value),
        standing.group.map_or(String::new(), |group| format!("g{group}")),
        action.map_or(String::new(), |number| number.to_string()),
        frozen,
    ]
}

fn unassessed_record(view: &View<'_>, id: HostId) -> [String; 22] {
    let (name, host) = view.case.inventory.host(id);
    let [segments, kind, owner, frozen] = about(view, id);
    let mut record: [String; 22] = std::array::from_fn(|_| String::new());
    record[3] = name.to_owned();
    record[4] = host.count.to_string();
    record[5] = segments;
    record[6] = kind;
    record[7] = view.case.inventory.system(host.system).os.clone();
    record[8] = owner;
    record[9] = "no".to_owned();
    record[17] = number(host.value);
    record[21] = frozen;
    record
}

/// Segments, kind, owner, and why it is frozen.
fn about(view: &View<'_>, id: HostId) -> [String; 4] {
    let inventory = view.case.inventory;
    let host = inventory.host(id).1;
    let segments: Vec<&str> = host.segments.iter().map(|segment| inventory.segment(*segment).0).collect();
    let details = host.details.as_deref();
    let text = |text: Option<&Option<String>>| text.cloned().flatten().unwrap_or_default();
    [
        segments.join(" "),
        host.kind.as_str().to_owned(),
        text(details.map(|details| &details.owner)),
        text(details.map(|details| &details.frozen)),
    ]
}
