//! `explain` for people: one host, from what to do about it to how that came about.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::advisory::{Logon, Stage, TimelineEntry};
use crate::case::Case;
use crate::explanation::{Explanation, Opening, StagedFinding, WayIn};
use crate::exposure::Finding;
use crate::inventory::{Away, DayRange, FlowId, HostId, Inventory};
use crate::ranking::{HostRisk, RankedHost, Ranking};
use crate::report::words::number::Digits;
use crate::report::words::route::Writer;
use crate::report::words::{day, doubt, number, paint, prose, remedy};
use crate::report::{Screen, View};
use crate::risk::Method;
use crate::source::sanitize;
use crate::term::day::Day;
use crate::term::entry::Entry;

/// Begins the lines that stand out; no text from a file has it after it was neutralised.
const HEADING: char = '\u{1}';
/// Days whose figures are listed.
const MAX_DAYS: usize = 14;

/// Renders an explanation as text: what to do and the way in, then the figures, then the history.
pub fn render(view: &View<'_>, explanation: &Explanation<'_>, screen: Screen) -> String {
    let page = Page { case: view.case, ranking: view.ranking, screen };
    let mut text = page.head(explanation.host);
    match &explanation.place {
        Some((ranked, host_risk)) => {
            text += &page.to_do(explanation.host, host_risk);
            let ways = explanation.ways_in.iter().map(|way| page.way_in(way));
            let none = match host_risk.p_disrupted > 0.0 {
                true => "no entry leads to taking it over; it can only be crashed",
                false => "no entry leads to it",
            };
            text += &page.section("Likeliest ways in", ways, none);
            if explanation.ways_in.is_empty() && host_risk.decision.is_some() {
                text += &not_excluded(view, explanation.host);
            }
            text += &page.place(ranked, host_risk, &explanation.ways_in);
            let openings = explanation.openings.iter().map(|opening| page.opening(opening));
            text += &page.section("What it opens", openings, "nothing that can be attacked");
        }
        None => {
            text += "\nNot assessed: its product is not in the catalogue. Nothing can be said about it.\n"
        }
    }
    let (open, closed): (Vec<_>, Vec<_>) =
        explanation.findings.iter().partition(|staged| staged.finding.status.is_exposed());
    let findings = open.into_iter().chain(closed).map(|finding| page.finding(finding));
    text += &page.section("Findings", findings, "no advisory is known for its product");
    wrap(&text, screen)
}

/// What is not known where no entry leads to a host: that is no all-clear then.
fn not_excluded(view: &View<'_>, host: HostId) -> String {
    let doubts = doubt::about_ways_in(view, host);
    if doubts.is_empty() { String::new() } else { format!("  not known: {doubts}\n") }
}

struct Page<'a> {
    case: Case<'a>,
    ranking: &'a Ranking,
    screen: Screen,
}

impl Page<'_> {
    fn inventory(&self) -> &Inventory {
        self.case.inventory
    }

    /// As many decimals as the ranking has.
    fn digits(&self) -> Digits {
        Digits::of(self.ranking.expected_loss.value)
    }

    fn name(&self, host: HostId) -> String {
        sanitize::text(self.inventory().host(host).0).into_owned()
    }

    /// A heading with paragraphs, or with the reason why there are none.
    fn section(
        &self,
        heading: &str,
        paragraphs: impl Iterator<Item = String>,
        none: &str,
    ) -> String {
        let body: String = paragraphs.collect();
        let body = if body.is_empty() { format!("  {none}\n") } else { body };
        format!("\n{HEADING}{heading}\n{body}")
    }

    fn head(&self, id: HostId) -> String {
        let (_, host) = self.inventory().host(id);
        let assessment = self.case.exposures.of(host.system);
        let system = match (assessment.product, assessment.service_pack) {
            (Some(product), Some(sp)) if sp.0 > 0 => {
                format!("{} SP{sp}", self.case.advisories.product_of(product).name)
            }
            (Some(product), Some(_)) => self.case.advisories.product_of(product).name.clone(),
            (Some(product), None) => {
                format!("{}, service pack unknown", self.case.advisories.product_of(product).name)
            }
            (None, _) => sanitize::text(&self.inventory().system(host.system).os).into_owned(),
        };
        let segments: Vec<&str> =
            host.segments.iter().map(|s| self.inventory().segment(*s).0).collect();
        let count = if host.count > 1 {
            format!(" ({} machines alike)", host.count)
        } else {
            String::new()
        };
        let roams = away(&host.away);
        let mut text = format!(
            "{HEADING}{}{count}: {} in {}{roams}\n",
            self.name(id),
            host.kind.as_str(),
            segments.join(", ")
        );
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
        text
    }

    /// What to do and by when, or why nothing can be done.
    fn to_do(&self, id: HostId, host_risk: &HostRisk) -> String {
        let (_, host) = self.inventory().host(id);
        let mut text = format!("\n{HEADING}To do\n");
        if host_risk.decision.is_none() {
            return text + "  Nothing to remedy.\n";
        }
        let due = host_risk
            .averted
            .due()
            .map_or(String::new(), |due| format!("{}: ", day::due_in_words(self.case.threat, due)));
        let patches = remedy::whole(self.case, self.case.exposures.of(host.system));
        let _ = writeln!(text, "  {due}{}", remedy::or_rebuild(host_risk.remedy, patches));
        let loss = self.ranking.expected_loss;
        let share = number::share(host_risk.averted.now.value, loss.value);
        let averted = self.digits().figure(host_risk.averted.now);
        let _ = writeln!(text, "  averts {averted} of {} ({share})", self.digits().figure(loss));
        if let Some(frozen) = host.details.as_deref().and_then(|details| details.frozen.as_deref())
        {
            let _ = writeln!(text, "  frozen: {}", sanitize::text(frozen));
        }
        text
    }

    fn place(&self, ranked: &RankedHost, host_risk: &HostRisk, ways_in: &[WayIn]) -> String {
        let of = self.ranking.to_remedy().len();
        let Some(decision) = host_risk.decision else { return String::new() };
        let (low, high) = ranked.interval;
        let interval = if low < high {
            format!(", anywhere from {low} to {high} by the standard errors")
        } else {
            String::new()
        };
        let mut text =
            format!("\n{HEADING}Rank {} of {of} with something to remedy{interval}\n", ranked.rank);
        let _ = writeln!(
            text,
            "  taken over: {}; crashed: {} (each way in alone: {})",
            self.sampled(host_risk.p_compromised, ways_in.iter().any(|way| way.p > 0.0)),
            percent(host_risk.p_disrupted),
            self.alone(host_risk, ways_in)
        );
        text += &self.falling(host_risk);
        let own = host_risk.averted.now.value - host_risk.opened;
        let _ = writeln!(
            text,
            "  what its remedy averts: {} its own loss, {} of hosts that it alone lets in",
            self.digits().loss(own),
            self.digits().loss(host_risk.opened)
        );
        let _ = writeln!(
            text,
            "  decision for the host by itself: {} (the rank also counts what it lets in)",
            decision.as_str()
        );
        if let Some(group) =
            host_risk.group.and_then(|number| self.ranking.groups.get(number as usize - 1))
        {
            let _ = writeln!(
                text,
                "  group g{} of {} machines that are alike: all remedied, {} averted",
                group.number,
                group.machines,
                self.digits().figure(group.averted.now)
            );
        }
        text
    }

    /// The chance by each way in if it were the only one.
    fn alone(&self, host_risk: &HostRisk, ways_in: &[WayIn]) -> String {
        let one = |(entry, p): (Entry, &f64)| {
            let exists = ways_in.iter().any(|way| way.p > 0.0 && way.start.entry() == entry);
            format!("{} {}", entry.as_str(), self.sampled(*p, exists))
        };
        host_risk.by_entry.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// A chance that was counted in samples: what can happen and was in none of them is not 0.
    fn sampled(&self, p: f64, exists: bool) -> String {
        if p <= 0.0 && exists && self.ranking.method == Method::Sampled {
            "not seen".to_owned()
        } else {
            percent(p)
        }
    }

    /// How what its remedy averts falls day by day, and by when it is due.
    fn falling(&self, host_risk: &HostRisk) -> String {
        if host_risk.averted.due().is_none() {
            return String::new();
        }
        let threat = self.case.threat;
        let days =
            host_risk.averted.by_day.iter().zip(Day::up_to(threat.last_day())).take(MAX_DAYS);
        let days: Vec<String> = days
            .map(|(averted, day)| {
                format!("{} {}", threat.date(day).strftime("%a"), self.digits().loss(*averted))
            })
            .collect();
        format!("  averted if it is in force from: {}\n", days.join(", "))
    }

    fn finding(&self, staged: &StagedFinding<'_>) -> String {
        let Finding { advisory, status, evidence, .. } = staged.finding;
        let advisory = self.case.advisories.advisory_of(*advisory);
        let id = sanitize::text(&advisory.id);
        let link = advisory.references.first().filter(|_| self.screen.links);
        let id = paint::linked(&id, link.map(String::as_str));
        let mut text =
            format!("  {id} {}: {}\n", status.as_str(), sanitize::text(&evidence.to_string()));
        if !status.is_exposed() {
            return text;
        }
        if evidence.is_question() {
            let _ = writeln!(
                text,
                "      settle it with `answers: {{{}: true}}` or `false`",
                sanitize::text(&advisory.id)
            );
        }
        let _ = writeln!(text, "      closed by: {}", remedy::describe(staged.finding));
        let ports = match (staged.finding.logon, &staged.finding.ports) {
            (Logon::Administrator, _) => "of use to administrators alone".to_owned(),
            (_, ports) if ports.is_empty() => "it listens on none of the ports".to_owned(),
            (Logon::Account, ports) => {
                format!("reached on {ports} with an account: insiders and Trojans alone")
            }
            (Logon::None, ports) => format!("reached on {ports}"),
        };
        let _ =
            writeln!(text, "      {} on {}, {ports}", stage(staged.stage), self.case.threat.as_of);
        for entry in &staged.known {
            text.push_str(&event(entry, advisory.published));
        }
        if let Some(observed) =
            crate::report::words::activity::about(self.case, staged.finding.advisory)
        {
            let _ = writeln!(text, "      observed: {observed}");
        }
        text
    }

    fn way_in(&self, way: &WayIn) -> String {
        let writer = Writer { case: self.case };
        let mut text = format!("  {}: {}\n", writer.start(way), percent(way.p));
        for (i, hop) in way.hops.iter().enumerate() {
            let _ = writeln!(text, "      {}. {}", i + 1, writer.hop(hop));
        }
        text
    }

    fn opening(&self, opening: &Opening) -> String {
        let machines = number::counted(opening.machines, "machine", "machines");
        let way = opening.flow.map_or_else(
            || format!("within {}", self.inventory().segment(opening.segment).0),
            |flow| format!("over {}", self.flow(flow)),
        );
        format!("  {way}: {machines} of value {:.1}, on {}\n", opening.value, opening.ports)
    }

    fn flow(&self, id: FlowId) -> String {
        let (key, flow) = self.inventory().flow(id);
        let end = |end| self.inventory().end_name(end);
        let host =
            key.host.as_deref().map_or(String::new(), |host| format!("/{}", sanitize::text(host)));
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
            let range = |r: &DayRange| {
                if r.first == r.last {
                    r.first.to_string()
                } else {
                    format!("{} to {}", r.first, r.last)
                }
            };
            format!(", outside on {}", prose::abridged(ranges.iter().map(range), 3))
        }
    }
}

/// What became known, and when. Of a bulletin alone nothing more is to be said than that it is
/// there.
fn event(entry: &TimelineEntry, published: Date) -> String {
    let name = entry
        .name
        .as_deref()
        .filter(|name| entry.stage > Stage::None || *name != "bulletin and update");
    let name = name.map_or(String::new(), |name| format!(": {}", sanitize::text(name)));
    let source = entry
        .source
        .as_deref()
        .map_or(String::new(), |source| format!(" [{}]", sanitize::text(source)));
    let unverified = if entry.unverified { " (unverified, not counted)" } else { "" };
    let what = match entry.stage {
        Stage::None if entry.date == published => "published, nothing public to attack it",
        Stage::None => "nothing public to attack it",
        stage => stage.as_str(),
    };
    format!("      {} {what}{name}{unverified}{source}\n", entry.date)
}

/// How far exploitation has come, in words.
fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::None => "no public code",
        Stage::ProofOfConcept => "public code that crashes hosts",
        Stage::Exploit => "public code that takes hosts over",
        Stage::Worm => "a worm or bots",
    }
}

fn percent(p: f64) -> String {
    number::percent(p)
}

/// Breaks long lines; what goes on is indented two further than the line it belongs to. Headings
/// stand out.
fn wrap(text: &str, screen: Screen) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let broken = |line: &str| match line.strip_prefix(HEADING) {
        Some(heading) => paint::strong(&prose::hanging(heading, 0, screen.width), screen.colour),
        None => prose::hanging(line.trim_start(), indent(line), screen.width),
    };
    text.lines().map(broken).collect()
}
