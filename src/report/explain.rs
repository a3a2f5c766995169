//! `explain` for people: one host, from what is wrong with it to what it opens.

use std::fmt::Write as _;

use crate::advisory::{Logon, TimelineEntry};
use crate::case::Case;
use crate::explanation::{Explanation, Hop, Opening, StagedFinding, Start, WayIn};
use crate::exposure::Finding;
use crate::inventory::{Away, DayRange, FlowId, HostId, Inventory};
use crate::ranking::{HostRisk, RankedHost, RemedyKind, Ranking};
use crate::report::words::route::Writer;
use crate::report::words::{day, prose};
use crate::source::sanitize;
use crate::term::day::Day;

/// Days whose figures are listed.
const MAX_DAYS: usize = 14;

/// Renders an explanation as text, wrapped to a width.
pub fn render(case: Case<'_>, ranking: &Ranking, explanation: &Explanation<'_>, width: u16) -> String {
    let page = Page { case, ranking };
    let mut text = page.head(explanation.host);
    match &explanation.place {
        Some((ranked, host_risk)) => text.push_str(&page.place(ranked, host_risk)),
        None => text.push_str("\nNot assessed: its product is not in the catalogue. Nothing can be said about it.\n"),
    }
    section(
        &mut text,
        "Findings",
        explanation.findings.iter().map(|finding| page.finding(finding)),
        "no advisory is known for its product",
    );
    if explanation.place.is_some() {
        section(&mut text, "Likeliest ways in", explanation.ways_in.iter().map(|way| page.way_in(way)), "no entry leads to it");
        section(
            &mut text,
            "What it opens",
            explanation.openings.iter().map(|opening| page.opening(opening)),
            "nothing that can be attacked",
        );
    }
    wrap(&text, width)
}

/// A heading with paragraphs, or with the reason why there are none.
fn section(text: &mut String, heading: &str, paragraphs: impl Iterator<Item = String>, none: &str) {
    let paragraphs: Vec<String> = paragraphs.collect();
    let _ = writeln!(text, "\n{heading}");
    match paragraphs.as_slice() {
        [] => drop(writeln!(text, "  {none}")),
        some => text.push_str(&some.concat()),
    }
}

struct Page<'a> {
    case: Case<'a>,
    ranking: &'a Ranking,
}

impl Page<'_> {
    fn inventory(&self) -> &Inventory {
        self.case.inventory
    }

    fn name(&self, host: HostId) -> String {
        sanitize::text(self.inventory().host(host).0).into_owned()
    }

    fn head(&self, id: HostId) -> String {
        let (_, host) = self.inventory().host(id);
        let assessment = self.case.exposures.of(host.system);
        let system = match (assessment.product, assessment.service_pack) {
            (Some(product), Some(sp)) if sp.0 > 0 => format!("{} SP{sp}", self.case.advisories.product_of(product).name),
            (Some(product), Some(_)) => self.case.advisories.product_of(product).name.clone(),
            (Some(product), None) => format!("{}, service pack unknown", self.case.advisories.product_of(product).name),
            (None, _) => sanitize::text(&self.inventory().system(host.system).os).into_owned(),
        };
        let segments: Vec<&str> = host.segments.iter().map(|s| self.inventory().segment(*s).0).collect();
        let count = if host.count > 1 { format!(" ({} machines alike)", host.count) } else { String::new() };
        let roams = away(&host.away);
        let mut text = format!("{}{count}: {} in {}{roams}\n", self.name(id), host.kind.as_str(), segments.join(", "));
        let _ = writeln!(
            text,
            "  {}; criticality {}, value {:.1}; antivirus {}",
            sanitize::text(&system),
            host.criticality.as_str(),
            host.value,
            host.antivirus.as_str()
        );
        let details = host.details.as_deref();
        if let Some(owner) = details.and_then(|d| d.owner.as_deref()) {
            let _ = writeln!(text, "  owner {}", sanitize::text(owner));
        }
        if let Some(frozen) = details.and_then(|d| d.frozen.as_deref()) {
            let _ = writeln!(text, "  frozen: {}", sanitize::text(frozen));
        }
        text
    }

    fn place(&self, ranked: &RankedHost, host_risk: &HostRisk) -> String {
        let of = self.ranking.to_remedy().len();
        if host_risk.decision.is_none() {
            return "\nNothing to remedy.\n".to_owned();
        }
        let decision = host_risk.decision.map_or("", |d| d.as_str());
        let (low, high) = ranked.interval;
        let interval = if low < high { format!(", anywhere from {low} to {high} by the standard errors") } else { String::new() };
        let alone: Vec<String> = host_risk.by_entry.iter().map(|(entry, p)| format!("{} {}", entry.as_str(), percent(*p))).collect();
        let mut text = format!("\nRank {} of {of} with something to remedy{interval}; decision {decision}\n", ranked.rank);
        let _ = writeln!(
            text,
            "  compromised with {}, crashed with {} (each way in alone: {})",
            percent(host_risk.p_compromised),
            percent(host_risk.p_disrupted),
            alone.join(", ")
        );
        if host_risk.remedy != RemedyKind::Rebuild {
            let assessment = self.case.exposures.of(self.inventory().host(ranked.host).1.system);
            let _ = writeln!(text, "  to do, for all findings together: {}", crate::report::words::remedy::whole(self.case, assessment));
        }
        text += &self.falling(host_risk);
        let own = host_risk.averted.value - host_risk.opened;
        let _ = writeln!(
            text,
            "  its remedy averts {} of {}: {own:.2} its own loss, {:.2} of hosts that it alone lets in",
            error(host_risk.averted.value, host_risk.averted.stderr),
            error(self.ranking.expected_loss.value, self.ranking.expected_loss.stderr),
            host_risk.opened
        );
        if let Some(group) = host_risk.group.and_then(|number| self.ranking.groups.get(number as usize - 1)) {
            let _ = writeln!(
                text,
                "  group g{} of {} exchangeable machines: all remedied, {} averted",
                group.number,
                group.machines,
                error(group.averted.value, group.averted.stderr)
            );
        }
        text
    }

    /// How what its remedy averts falls day by day, and by when it is due.
    fn falling(&self, host_risk: &HostRisk) -> String {
        let Some(due) = host_risk.due else { return String::new() };
        let threat = self.case.threat;
        let days = host_risk.averted_by_day.iter().zip(Day::up_to(threat.last_day())).take(MAX_DAYS);
        let days: Vec<String> = days.map(|(averted, day)| format!("{} {averted:.2}", threat.date(day).strftime("%a"))).collect();
        format!("  due {}; averted if it is in force from: {}\n", day::due_in_words(threat, due), days.join(", "))
    }

    fn finding(&self, staged: &StagedFinding<'_>) -> String {
        let Finding { advisory, status, evidence, .. } = staged.finding;
        let advisory = self.case.advisories.advisory_of(*advisory);
        let mut text = format!("  {} {}: {}\n", sanitize::text(&advisory.id), status.as_str(), sanitize::text(&evidence.to_string()));
        if !status.is_exposed() {
            return text;
        }
        if evidence.is_question() {
            let _ = writeln!(text, "      settle it with `answers: {{{}: true}}` or `false`", sanitize::text(&advisory.id));
        }
        let _ = writeln!(text, "      closed by: {}", crate::report::words::remedy::describe(staged.finding));
        let ports = match (staged.finding.logon, &staged.finding.ports) {
            (Logon::Administrator, _) => "of use to administrators alone".to_owned(),
            (_, ports) if ports.is_empty() => "it listens on none of the ports".to_owned(),
            (Logon::Account, ports) => format!("through {ports}, with an account: insiders and Trojans alone"),
            (Logon::None, ports) => format!("through {ports}"),
        };
        let _ = writeln!(text, "      stage {} on {}, {ports}", staged.stage.as_str(), self.case.threat.as_of);
        for entry in &staged.known {
            text.push_str(&event(entry));
        }
        if let Some(observed) = crate::report::words::activity::about(self.case, staged.finding.advisory) {
            let _ = writeln!(text, "      observed: {observed}");
        }
        text
    }

    fn way_in(&self, way: &WayIn) -> String {
        let segment = |id| self.inventory().segment(id).0;
        let (entry, start) = match way.start {
            Start::Internet => ("internet".to_owned(), String::new()),
            Start::Roaming(home) => (format!("a laptop returns to {}", segment(home)), String::new()),
            Start::Insider(at) => (format!("an insider in {}", segment(at)), format!(" (present with {})", percent(way.p_start))),
            Start::Mail(at) => (format!("somebody in {} runs a Trojan", segment(at)), format!(" (with {})", percent(way.p_start))),
            Start::Infected(host) => (format!("{} is infected", self.name(host)), String::new()),
        };
        let mut text = format!("  {entry}{start}: {}\n", percent(way.p));
        for (i, hop) in way.hops.iter().enumerate() {
            let _ = writeln!(text, "      {}. {}", i + 1, self.hop(hop));
        }
        text
    }

    fn day(&self, hop: &Hop) -> String {
        Writer { case: self.case }.day(hop)
    }

    fn hop(&self, hop: &Hop) -> String {
        let through = match (hop.flow, hop.segment) {
            (Some(flow), _) => format!("through {}", self.flow(flow)),
            (None, Some(segment)) => format!("within {}", self.inventory().segment(segment).0),
            (None, None) => "while outside".to_owned(),
        };
        let port = hop.port.map_or(String::new(), |port| format!(" on {port}"));
        let advisory = hop.advisory.map_or(String::new(), |id| format!(" by {}", self.case.advisories.advisory_of(id).id));
        let others = if hop.machines > 1 { format!(" or one of {} alike", hop.machines - 1) } else { String::new() };
        format!("{}{others}, {through}{port}{advisory}: {}, {}", self.name(hop.host), percent(hop.p), self.day(hop))
    }

    fn opening(&self, opening: &Opening) -> String {
        let machines = if opening.machines == 1 { "1 machine".to_owned() } else { format!("{} machines", opening.machines) };
        let way = opening.flow.map_or_else(
            || format!("within {}", self.inventory().segment(opening.segment).0),
            |flow| format!("through {}", self.flow(flow)),
        );
        format!("  {way}: {machines} of value {:.1}, on {}\n", opening.value, opening.ports)
    }

    fn flow(&self, id: FlowId) -> String {
        let (key, flow) = self.inventory().flow(id);
        let end = |end| self.inventory().end_name(end);
        let host = key.host.as_deref().map_or(String::new(), |host| format!("/{}", sanitize::text(host)));
        let unknown = match (flow.ports.is_known(), flow.ports.is_unknown()) {
            (true, _) => "",
            (false, true) => " (ports unknown)",
            (false, false) => " (in part unknown)",
        };
        format!("{} -> {}{host}{unknown}", end(key.from), end(key.to))
    }
}

/// When a host is outside, in words.
fn away(away: &Away) -> String {
    match away {
        Away::Never | Away::First(0) => String::new(),
        Away::Weekends => ", outside when nobody works".to_owned(),
        Away::Evenings => ", taken home every evening".to_owned(),
        Away::Always => ", outside and connected every day".to_owned(),
        Away::First(1) => ", outside for 1 day".to_owned(),
        Away::First(days) => format!(", outside for {days} days"),
        Away::On(ranges) => {
            let range = |r: &DayRange| if r.first == r.last { r.first.to_string() } else { format!("{} to {}", r.first, r.last) };
            format!(", outside on {}", prose::abridged(ranges.iter().map(range), 3))
        }
    }
}

fn event(entry: &TimelineEntry) -> String {
    let name = entry.name.as_deref().map_or(String::new(), |name| format!(": {}", sanitize::text(name)));
    let source = entry.source.as_deref().map_or(String::new(), |source| format!(" [{}]", sanitize::text(source)));
    let unverified = if entry.unverified { " (unverified, not counted)" } else { "" };
    format!("      {} {}{name}{unverified}{source}\n", entry.date, entry.stage.as_str())
}

fn percent(p: f64) -> String {
    crate::report::words::number::percent(p)
}

fn error(value: f64, stderr: f64) -> String {
    if stderr > 0.0 { format!("{value:.2} ± {stderr:.2}") } else { format!("{value:.2}") }
}

/// Breaks long lines; what goes on is indented two further than the line it belongs to.
fn wrap(text: &str, width: u16) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    text.lines().map(|line| prose::hanging(line.trim_start(), indent(line), width)).collect()
}
