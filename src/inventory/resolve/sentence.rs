//! The sentences of the `expect:` list, word by word, and the hosts they speak of.

use std::slice::Iter;

use super::calendar;
use super::role::KINDS;
use super::segments::Segments;
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::plan::ShiftDay;
use crate::inventory::{Criticality, Expected, Field, Kind, Pattern, Selector};
use crate::source::Span;
use crate::source::yaml;
use crate::term::urgency::Decision;

const FORMS: &str = "known forms: `A -x B: ports`, `A !-> B: ports`, `no <hosts> may be vulnerable to <advisory> [after <date>]`, \
    `no <hosts> may be due before <day>`, `every <hosts> must have <key>`, `expected loss at most <number>`, `no <decision> in <segment>`";

const DECISIONS: [Decision; 4] =
    [Decision::Immediate, Decision::OutOfCycle, Decision::Scheduled, Decision::Defer];
const CRITICALITIES: [Criticality; 4] =
    [Criticality::Low, Criticality::Medium, Criticality::High, Criticality::Critical];
const HOSTS: &str = "hosts are named as `[roaming] [critical] laptop in <segment> running <os> tagged <tag> owned by <owner> named <pattern>`: \
    one of host, laptop, workstation, server, and any of the rest";

/// Where the sentence stands, and where problems go.
struct Reader<'r> {
    place: Span,
    segments: &'r Segments,
    diagnostics: &'r mut Diagnostics,
}

/// Reads one sentence; what is none is reported.
pub(super) fn read(
    text: &str,
    place: Span,
    segments: &Segments,
    diagnostics: &mut Diagnostics,
) -> Option<Expected> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut reader = Reader { place, segments, diagnostics };
    let vulnerable = |w: &[&str]| w == ["may", "be", "vulnerable", "to"];
    if let ([Some("no"), Some(_)], Some(at)) =
        ([words.first().copied(), words.get(1).copied()], words.windows(4).position(vulnerable))
    {
        return reader.not_vulnerable(&words[1..at], &words[at + 4..], text);
    }
    match words.as_slice() {
        ["no", hosts @ .., "may", "be", "due", "before", day] if !hosts.is_empty() => {
            reader.not_due(hosts, day)
        }
        ["every", hosts @ .., "must", "have", field] if !hosts.is_empty() => {
            reader.must_have(hosts, field)
        }
        ["expected", "loss", "at", "most", number] => reader.loss(number),
        ["no", decision, "in", segment] => reader.decision(decision, segment),
        _ => bad(place, &format!("`{text}` is not a rule"), reader.diagnostics),
    }
}

impl Reader<'_> {
    fn not_vulnerable(&mut self, hosts: &[&str], rest: &[&str], text: &str) -> Option<Expected> {
        let Some((advisory, rest)) = rest.split_first() else {
            return bad(self.place, &format!("`{text}` is not a rule"), self.diagnostics);
        };
        let (hosts, after) = (self.hosts(hosts), self.after(rest));
        Some(Expected::NotVulnerable {
            hosts: hosts?,
            advisory: (*advisory).to_owned(),
            after: after?,
        })
    }

    fn not_due(&mut self, hosts: &[&str], day: &str) -> Option<Expected> {
        let hosts = self.hosts(hosts);
        let found = calendar::weekday(day)
            .map(ShiftDay::Next)
            .or_else(|| yaml::date(day).map(ShiftDay::On));
        if found.is_none() {
            let wrong =
                Diagnostic::new(Code::BadDate, format!("`{day}` is not a day")).at(self.place, "");
            self.diagnostics.push(
                wrong.help("write a date such as 2006-09-04, or a day of the week such as monday"),
            );
        }
        Some(Expected::NotDueBefore { hosts: hosts?, day: found? })
    }

    /// What may follow the advisory: nothing, or `after` and a date.
    fn after(&mut self, rest: &[&str]) -> Option<Option<jiff::civil::Date>> {
        match rest {
            [] => Some(None),
            ["after", date] if yaml::date(date).is_some() => Some(yaml::date(date)),
            ["after", date] => {
                let wrong = Diagnostic::new(Code::BadDate, format!("`{date}` is not a date"))
                    .at(self.place, "");
                self.diagnostics.push(wrong.help("write year-month-day, such as 2006-08-25"));
                None
            }
            _ => bad(
                self.place,
                &format!("`{}` cannot follow the advisory", rest.join(" ")),
                self.diagnostics,
            ),
        }
    }

    fn must_have(&mut self, hosts: &[&str], field: &str) -> Option<Expected> {
        let hosts = self.hosts(hosts);
        let found = Field::ALL.into_iter().find(|known| known.as_str() == field);
        if found.is_none() {
            let unknown = format!("`{field}` is not a field that can be asked for");
            self.refuse(
                unknown,
                suggest::help(field, Field::ALL.iter().map(|known| known.as_str())),
            );
        }
        Some(Expected::MustHave { hosts: hosts?, field: found? })
    }

    fn loss(&mut self, number: &str) -> Option<Expected> {
        match yaml::decimal(number).filter(|most| *most >= 0.0) {
            Some(most) => Some(Expected::LossAtMost(most)),
            None => bad(self.place, &format!("`{number}` is not a number"), self.diagnostics),
        }
    }

    fn decision(&mut self, word: &str, segment: &str) -> Option<Expected> {
        let Some(decision) = DECISIONS.into_iter().find(|known| known.as_str() == word) else {
            let known = DECISIONS.map(Decision::as_str).join(", ");
            return bad(
                self.place,
                &format!("`{word}` is not a decision; known are {known}"),
                self.diagnostics,
            );
        };
        let segment = self.segments.find(segment, self.place, self.diagnostics)?;
        Some(Expected::LessUrgentThan {
            decision,
            hosts: Selector { segment: Some(segment), ..Selector::default() },
        })
    }

    /// Adjectives, one noun, then any of the clauses.
    fn hosts(&mut self, words: &[&str]) -> Option<Selector> {
        let mut selector = Selector::default();
        let mut rest = words.iter();
        loop {
            let word = rest.next().copied().unwrap_or_default();
            if word == "roaming" {
                selector.roams = Some(true);
            } else if let Some(criticality) = CRITICALITIES.into_iter().find(|c| c.as_str() == word)
            {
                selector.criticality = Some(criticality);
            } else if let Some(kind) = noun(word) {
                selector.kind = kind;
                break;
            } else {
                self.refuse(format!("`{}` does not name hosts", words.join(" ")), HOSTS.to_owned());
                return None;
            }
        }
        self.clauses(&mut selector, rest, words)?;
        Some(selector)
    }

    fn clauses(
        &mut self,
        selector: &mut Selector,
        mut rest: Iter<'_, &str>,
        all: &[&str],
    ) -> Option<()> {
        while let Some(word) = rest.next() {
            let value = match (*word, rest.next().copied()) {
                ("owned", Some("by")) => rest.next().copied(),
                ("owned", _) => None,
                (_, next) => next,
            };
            let pattern = value.map(Pattern::new);
            match (*word, value) {
                ("in", Some(segment)) => {
                    selector.segment =
                        Some(self.segments.find(segment, self.place, self.diagnostics)?)
                }
                ("running", Some(_)) => selector.os = pattern,
                ("tagged", Some(_)) => selector.tag = pattern,
                ("owned", Some(_)) => selector.owner = pattern,
                ("named", Some(_)) => selector.name = pattern,
                _ => {
                    self.refuse(
                        format!("`{}` does not name hosts", all.join(" ")),
                        HOSTS.to_owned(),
                    );
                    return None;
                }
            }
        }
        Some(())
    }

    fn refuse(&mut self, message: String, help: String) {
        self.diagnostics
            .push(Diagnostic::new(Code::BadExpectation, message).at(self.place, "").help(help));
    }
}

/// The kind that a noun names, `None` for any; in the singular or the plural.
fn noun(word: &str) -> Option<Option<Kind>> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let kind = KINDS.into_iter().find(|kind| kind.as_str() == singular);
    if singular == "host" { Some(None) } else { kind.map(Some) }
}

/// Reports what is no rule.
pub(super) fn bad<T>(place: Span, message: &str, diagnostics: &mut Diagnostics) -> Option<T> {
    diagnostics.push(Diagnostic::new(Code::BadExpectation, message).at(place, "").help(FORMS));
    None
}
