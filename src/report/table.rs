//! The ranking as a table for people: the verdict, what to patch first, what else helps, what is
//! not known.

use super::View;
use super::layout::{self, Cell, Column, Emphasis, NARROWEST, cell, plain};
use crate::decision::Decision;
use crate::report::words::label::{self, Census};
use crate::report::words::number::{self, Digits, counted};
use crate::report::words::paint::strong;
use crate::report::words::row::{self, Row};
use crate::report::words::{
    day, deployed, door, flow, knowledge, prose, remedy, system, tally::Tally, tie, unknown,
    verdict, way_in,
};
use crate::risk::Method;
use crate::source::sanitize;
use crate::threat::Mode;

/// How to draw the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableOptions {
    /// Columns of the terminal; [`FILE_WIDTH`] where there is none.
    pub width: u16,
    /// Whether to use colour. Nothing is told by colour alone.
    pub colour: bool,
    /// One row per entry of the inventory, instead of one per kind of hosts that are alike.
    pub all: bool,
    /// How many rows; 0 is all. Default: [`TOP`], or all of them with `all`.
    pub top: Option<usize>,
}

/// The width of a table that is not shown on a terminal.
pub const FILE_WIDTH: u16 = 100;
/// The rows of a table when nothing is said.
pub const TOP: usize = 25;
/// Flows and segments that are listed, unknown flows, and hosts that could not be assessed.
const MAX_GAINS: usize = 5;
const MAX_UNKNOWN: usize = 10;
const MAX_NOT_ASSESSED: usize = 10;
const MAX_CHARS: usize = 32;

/// Draws the whole report: the answer, the table, what else helps, and last how sure all that is.
/// Ends with a line break; depends on its arguments alone.
pub fn render(view: &View<'_>, options: TableOptions) -> String {
    let width = options.width.max(NARROWEST);
    let options = TableOptions { width, ..options };
    let mut report = strong(&prose::paragraph(&verdict::headline(view), width), options.colour);
    report += &prose::paragraph(&verdict::details(view), width);
    report += &hosts(view, options);
    report += &bundles(view, options);
    report += &paragraph(&deployed::sentence(view).unwrap_or_default(), width);
    report += &flows(view, options);
    report += &quarantine(view, options);
    report += &not_assessed(view, options);
    report += &section(
        "How sure this is",
        &prose::paragraph(&[verdict::method(view), verdict::hold(view)].join(" "), width),
        options,
    );
    report + &prose::paragraph(&knowledge::brief(view), width)
}

/// A section with its heading.
fn section(heading: &str, body: &str, options: TableOptions) -> String {
    format!("\n{}\n{body}", strong(&prose::paragraph(heading, options.width), options.colour))
}

/// A paragraph of its own, if there is anything to say.
fn paragraph(text: &str, width: u16) -> String {
    if text.is_empty() { String::new() } else { format!("\n{}", prose::paragraph(text, width)) }
}

fn hosts(view: &View<'_>, options: TableOptions) -> String {
    let (rows, total) = rows(view, options);
    let nothing = nothing_to_do(view);
    if let (true, Some(shown)) = (rows.is_empty(), view.shown) {
        let none = format!(
            "Nothing is to be patched on the {} hosts of {}.",
            number::count(shown.len() as u64),
            shown.words
        );
        return format!("\n{}", prose::paragraph(&none, options.width));
    }
    if rows.is_empty() {
        return paragraph(&nothing, options.width);
    }
    let census = Census::new(view.case.inventory);
    let drawn =
        Drawn { view, census: &census, digits: Digits::of(view.ranking.expected_loss.value) };
    let columns = if options.all { &FIELDS[..] } else { &FIELDS[..SHOWN] };
    let cells = |row: &Row<'_>| columns.iter().map(|(_, cell)| cell(&drawn, row)).collect();
    let lines = rows.iter().flat_map(|line| match line {
        tie::Line::Row(row) => vec![cells(row)],
        tie::Line::More(more) => vec![more_cells(view, more, columns.len())],
    });
    let titles: Vec<Column> = columns.iter().map(|(column, _)| *column).collect();
    let table = layout::draw(&titles, lines.collect(), options.width, options.colour);
    let mut text = section("What to patch first", &table.text, options);
    text += "\n";
    let shown: Vec<&Row<'_>> = rows.iter().filter_map(tie::Line::row).collect();
    let mut notes = notes(view, &shown, &table.left_out);
    notes.extend((shown.len() < total).then(|| {
        format!(
            "{} of {} are shown; --top 0 shows all of them, --all every host.",
            number::count(shown.len() as u64),
            counted(total as u64, "row", "rows")
        )
    }));
    notes.extend(view.shown.map(|shown| {
        format!(
            "Only hosts of {}: {} of {} entries. All other figures are those of the whole network.",
            shown.words,
            number::count(shown.len() as u64),
            number::count(view.case.inventory.hosts.len() as u64)
        )
    }));
    notes.extend((!nothing.is_empty()).then_some(nothing));
    text.extend(notes.iter().map(|note| prose::paragraph(note, options.width)));
    text
}

/// What stands for the rows of a tie that are not shown.
fn more_cells(view: &View<'_>, more: &tie::More<'_>, columns: usize) -> Vec<Cell> {
    let machines = more.rows.iter().map(|row| row.machines(view)).sum();
    let text = format!(
        "+ {} ({}), as urgent as these",
        counted(more.rows.len() as u64, "row", "rows"),
        counted(machines, "host", "hosts")
    );
    let mut cells = vec![plain("…"), plain(text)];
    cells.resize_with(columns, || plain(""));
    cells
}

/// The lines to show, and how many rows there are.
fn rows<'a>(view: &View<'a>, options: TableOptions) -> (Vec<tie::Line<'a>>, usize) {
    let most = match options.top {
        Some(0) => usize::MAX,
        Some(top) => top,
        None if options.all => usize::MAX,
        None => TOP,
    };
    if options.all {
        let all = view.shown.map_or(view.ranking.hosts.len(), |_| row::every(view).count());
        return (row::every(view).take(most).map(tie::Line::Row).collect(), all);
    }
    let rows = row::merged(view);
    let total = rows.len();
    let lines = if options.top.is_none() {
        tie::grouped(rows, most)
    } else {
        rows.into_iter().take(most).map(tie::Line::Row).collect()
    };
    (lines, total)
}

/// What the cells of a table have in common.
struct Drawn<'v, 'a> {
    view: &'v View<'a>,
    census: &'v Census,
    digits: Digits,
}

/// How to fill the cells of a column.
type Fill = fn(&Drawn<'_, '_>, &Row<'_>) -> Cell;

/// The columns that are always shown. The last one, when to act on the host alone, argues with the
/// order of the ranking, which looks at what a host lets in: it is for those who ask for
/// everything.
const SHOWN: usize = 9;

/// The columns of the ranking.
const FIELDS: [(Column, Fill); 10] = [
    (Column::number("#"), rank),
    (Column::text("host", 10), host),
    (Column::text("system", 7).spare(4), system),
    (Column::text("segment", 8).spare(3), segments),
    (Column::text("do", 8), action),
    (Column::number("p").spare(1), probability),
    (Column::word("by"), by),
    (Column::text("from", 9).spare(5), from),
    (Column::amount("averted"), averted),
    (Column::word("decision"), decision),
];

fn rank(_: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let (low, high) = row.interval;
    plain(if row.is_open() { format!("{low}-{high}") } else { row.rank.to_string() })
}

fn host(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let label = drawn.census.label(drawn.view, row);
    plain(match row.frozen(drawn.view).count() {
        0 => label,
        frozen if frozen == row.hosts.len() => format!("{label} (frozen)"),
        frozen => format!("{label} ({} frozen)", number::count(frozen as u64)),
    })
}

fn system(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let case = drawn.view.case;
    let arch = case.inventory.system(row.first(drawn.view).1.system).arch;
    plain(system::short(case.advisories, row.assessment(drawn.view), arch))
}

fn segments(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let inventory = drawn.view.case.inventory;
    let names = row
        .first(drawn.view)
        .1
        .segments
        .iter()
        .map(|id| sanitize::clipped(inventory.segment(*id).0, MAX_CHARS).into_owned());
    plain(prose::abridged(names, 3))
}

fn action(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let text = remedy::or_rebuild(
        row.host_risk.remedy,
        remedy::brief(drawn.view.case, row.assessment(drawn.view)),
    );
    let emphasis = if row.is_unknown(drawn.view) { Emphasis::Notice } else { Emphasis::None };
    cell(text, emphasis)
}

fn probability(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let host_risk = row.host_risk;
    let unseen = drawn.view.ranking.method == Method::Sampled
        && drawn.view.ranking.mode == Mode::Expected
        && is_reachable(row);
    let text = match (host_risk.p_compromised > 0.0, host_risk.p_disrupted > 0.0) {
        (true, _) => number::percent(host_risk.p_compromised),
        (false, true) => format!("0 %\ncrash:\n{}", number::percent(host_risk.p_disrupted)),
        (false, false) if unseen => "not seen".to_owned(),
        (false, false) => "0 %".to_owned(),
    };
    plain(text)
}

fn is_reachable(row: &Row<'_>) -> bool {
    row.host_risk.exposure > crate::decision::SystemExposure::Small
}

fn from(_: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    plain(if row.host_risk.decision.is_some() { way_in::of(row.host_risk) } else { String::new() })
}

/// By when the work is due.
fn by(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    // The worst case has no clock.
    if drawn.view.ranking.mode == Mode::WorstCase {
        return plain("");
    }
    plain(day::due(drawn.view.case.threat, row.host_risk.averted.due()))
}

fn averted(drawn: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let ranking = drawn.view.ranking;
    let each = drawn.digits.figure(row.host_risk.averted.now);
    let group = row.host_risk.group.and_then(|number| ranking.groups.get(number as usize - 1));
    let text = match group {
        Some(group) => {
            let number = if group.machines == row.machines(drawn.view) {
                String::new()
            } else {
                format!(" {}", number::count(group.machines))
            };
            format!("{each}\nall{number}: {}", drawn.digits.loss(group.averted.now.value))
        }
        None => each,
    };
    plain(text)
}

fn decision(_: &Drawn<'_, '_>, row: &Row<'_>) -> Cell {
    let emphasis = match row.host_risk.decision {
        Some(Decision::Immediate) => Emphasis::Alarm,
        Some(Decision::OutOfCycle) => Emphasis::Notice,
        _ => Emphasis::None,
    };
    cell(row.host_risk.decision.map_or("", Decision::as_str), emphasis)
}

/// What the reader of the table needs to know, and what hides behind its marks.
fn notes(view: &View<'_>, rows: &[&Row<'_>], left_out: &[&str]) -> Vec<String> {
    let mut notes = vec![legend(view, rows, left_out)];
    if rows.iter().any(|row| row.is_open()) {
        notes.push(
            "Ranks such as 2-5: hosts that share a range of ranks cannot be told apart.".to_owned(),
        );
    }
    notes.extend(left_out_note(left_out));
    let unknown = unknown::evidence(view, rows);
    notes
        .extend((!unknown.is_empty()).then(|| {
            format!("? unknown, treated as exposed, look first: {}.", unknown.join("; "))
        }));
    let frozen = unknown::frozen(view, rows);
    notes.extend((!frozen.is_empty()).then(|| format!("Frozen: {}.", frozen.join("; "))));
    notes
}

/// What to do about columns that do not fit.
fn left_out_note(titles: &[&str]) -> Option<String> {
    match titles {
        [] => None,
        [one] => {
            Some(format!("The column `{one}` does not fit; widen the terminal or use -f csv."))
        }
        many => {
            let names: Vec<String> = many.iter().map(|title| format!("`{title}`")).collect();
            Some(format!(
                "The columns {} do not fit; widen the terminal or use -f csv.",
                names.join(", ")
            ))
        }
    }
}

/// One line that says what the columns are.
fn legend(view: &View<'_>, rows: &[&Row<'_>], left_out: &[&str]) -> String {
    let all =
        if rows.iter().any(|row| row.host_risk.group.is_some()) { " (all: the group)" } else { "" };
    let averted = format!("by one{all}");
    let columns = [
        ("p", "chance of takeover"),
        ("by", "last day for 90 % of it"),
        ("from", "way in"),
        ("averted", averted.as_str()),
    ];
    let has_clock = view.ranking.mode == Mode::Expected;
    let shown = columns
        .into_iter()
        .filter(|(title, _)| !left_out.contains(title) && (has_clock || *title != "by"));
    shown.map(|(title, text)| format!("{title}: {text}.")).collect::<Vec<_>>().join(" ")
}

/// Pairs of doors that avert much more together than one by one.
fn bundles(view: &View<'_>, options: TableOptions) -> String {
    let width = options.width;
    let ranking = view.ranking;
    let loss = ranking.expected_loss.value;
    let pair = |bundle: &crate::ranking::Bundle| {
        let [a, b] = bundle.doors.map(|door| door::name(view.case.inventory, door));
        prose::item(&format!("{a} and {b}: {}", number::share(bundle.averted, loss)), width)
    };
    let pairs: String = ranking.bundles.iter().take(MAX_GAINS).map(pair).collect();
    if pairs.is_empty() {
        pairs
    } else {
        section("Only together: what closing both averts, and one alone does not", &pairs, options)
    }
}

/// How many hosts need nothing.
fn nothing_to_do(view: &View<'_>) -> String {
    let Tally { fixed, not_affected, .. } = Tally::of(view);
    let fixed = (fixed > 0).then(|| format!("{} fixed", number::count(fixed)));
    let not_affected =
        (not_affected > 0).then(|| format!("{} not affected", number::count(not_affected)));
    let parts: Vec<String> = fixed.into_iter().chain(not_affected).collect();
    if parts.is_empty() { String::new() } else { format!("Nothing to do: {}.", parts.join(", ")) }
}

fn flows(view: &View<'_>, options: TableOptions) -> String {
    let inventory = view.case.inventory;
    let digits = Digits::of(view.ranking.expected_loss.value);
    let is_unknown = |gain: &&crate::ranking::FlowGain| flow::is_unknown(inventory, gain.flow);
    let (best, rest) = view.ranking.flows.split_at(view.ranking.flows.len().min(MAX_GAINS));
    let unknown: Vec<_> = rest.iter().filter(is_unknown).collect();
    let hidden = unknown.len().saturating_sub(MAX_UNKNOWN);
    let shown = best.iter().chain(unknown.into_iter().take(MAX_UNKNOWN));
    let line = |gain: &crate::ranking::FlowGain| {
        let emphasis =
            if flow::is_unknown(inventory, gain.flow) { Emphasis::Notice } else { Emphasis::None };
        let ports = flow::ports(inventory, gain.flow, view.case.scenario.unknown_flows);
        vec![
            plain(inventory.flow_name(gain.flow)),
            cell(ports, emphasis),
            plain(digits.figure(gain.averted.now)),
        ]
    };
    let lines: Vec<Vec<Cell>> = shown.map(line).collect();
    if lines.is_empty() {
        return no_gain(view, "Blocking any one flow averts nothing.", options.width);
    }
    let columns = [Column::text("flow", 20), Column::text("ports", 16), Column::amount("averted")];
    let mut text = section(
        "Flows to block: loss averted if one alone is blocked",
        &layout::table(&columns, lines, options.width, options.colour),
        options,
    );
    if hidden > 0 {
        text += &prose::paragraph(
            &format!("+ {}.", counted(hidden as u64, "more unknown flow", "more unknown flows")),
            options.width,
        );
    }
    text
}

fn quarantine(view: &View<'_>, options: TableOptions) -> String {
    let digits = Digits::of(view.ranking.expected_loss.value);
    let best = view.ranking.quarantine.iter().take(MAX_GAINS);
    let name = |gain: &crate::ranking::QuarantineGain| {
        sanitize::clipped(view.case.inventory.segment(gain.segment).0, MAX_CHARS).into_owned()
    };
    let line = |gain| vec![plain(name(gain)), plain(digits.figure(gain.averted.now))];
    let lines: Vec<Vec<Cell>> = best.map(line).collect();
    if lines.is_empty() {
        return no_gain(view, "Inspecting laptops that return averts nothing.", options.width);
    }
    let columns = [Column::text("segment", 20), Column::amount("averted")];
    section(
        "Quarantine: loss averted if returning laptops are inspected before they reconnect",
        &layout::table(&columns, lines, options.width, options.colour),
        options,
    )
}

/// Says that something does not help, where there is a loss to avert.
fn no_gain(view: &View<'_>, sentence: &str, width: u16) -> String {
    if view.ranking.expected_loss.value > 0.0 {
        format!("\n{}", prose::paragraph(sentence, width))
    } else {
        String::new()
    }
}

fn not_assessed(view: &View<'_>, options: TableOptions) -> String {
    let width = options.width;
    let inventory = view.case.inventory;
    let hosts = &view.ranking.not_assessed;
    if hosts.is_empty() {
        return String::new();
    }
    let line = |id: &crate::inventory::HostId| {
        let os = &inventory.system(inventory.host(*id).1.system).os;
        let text = format!(
            "{}: product \"{}\" is not in the catalogue",
            label::listed(inventory, *id),
            sanitize::clipped(os, MAX_CHARS)
        );
        prose::item(&text, width)
    };
    let mut body: String = hosts.iter().take(MAX_NOT_ASSESSED).map(line).collect();
    if hosts.len() > MAX_NOT_ASSESSED {
        body += &prose::item(
            &format!("+ {} more", number::count((hosts.len() - MAX_NOT_ASSESSED) as u64)),
            width,
        );
    }
    let number = view.ranking.unknowns.not_assessed;
    let (machines, they) =
        (counted(number, "host", "hosts"), if number == 1 { "it is" } else { "they are" });
    section(
        &format!("Not assessed: {machines}; whether {they} vulnerable is not known"),
        &body,
        options,
    )
}
