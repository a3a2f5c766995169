//! JUnit XML: a suite per segment, a test per rule, and one more per further finding of the rule.
//!
//! Rules without a finding in a segment are tests that passed, so that the totals mean something.
//! Accepted findings are skipped tests with the reason. There is no time and no timestamp: the same
//! input gives the same bytes.

use std::collections::BTreeMap;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::super::escape::Sink;
use super::{Entry, RuleText, Sheet};
use crate::diagnostic::Severity;

/// The suite of findings that belong to no segment.
const WHOLE: &str = "(inventory)";

/// The document. A failure is a finding of severity warning or error; a note is a test that passed
/// with a remark.
pub fn render(sheet: &Sheet) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(sheet, &mut writer).expect("writing to memory cannot fail");
    let bytes = writer.into_inner();
    String::from_utf8(bytes).expect("everything written is UTF-8") + "\n"
}

/// How the tests of a suite ended.
#[derive(Clone, Copy, Default)]
struct Totals {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Totals {
    fn of(tests: &[Test<'_>]) -> Self {
        let count = |outcome: fn(&Entry) -> Outcome, wanted: Outcome| {
            tests
                .iter()
                .filter(|test| test.entry.is_some_and(|entry| outcome(entry) == wanted))
                .count()
        };
        Self {
            tests: tests.len(),
            failures: count(outcome, Outcome::Failed),
            skipped: count(outcome, Outcome::Skipped),
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            skipped: self.skipped + other.skipped,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

fn outcome(entry: &Entry) -> Outcome {
    match entry.level {
        _ if entry.is_accepted() => Outcome::Skipped,
        Severity::Error | Severity::Warning => Outcome::Failed,
        Severity::Note => Outcome::Passed,
    }
}

/// One test: a rule, and a finding of it if there is one.
struct Test<'a> {
    /// What tells it apart in its suite: viewers show one test of each name.
    name: String,
    entry: Option<&'a Entry>,
}

/// The tests of each suite, in the order of segments, then rules.
fn suites(sheet: &Sheet) -> BTreeMap<&str, Vec<Test<'_>>> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<&Entry>>> = BTreeMap::new();
    for segment in sheet.segments.iter().map(String::as_str).chain([WHOLE]) {
        found.entry(segment).or_default();
    }
    for entry in &sheet.entries {
        found
            .entry(entry.segment.as_deref().unwrap_or(WHOLE))
            .or_default()
            .entry(&entry.rule)
            .or_default()
            .push(entry);
    }
    found.into_iter().map(|(segment, by_rule)| (segment, tests(sheet, segment, &by_rule))).collect()
}

/// Rules about files are no tests of a segment.
fn tests<'a>(
    sheet: &'a Sheet,
    segment: &str,
    found: &BTreeMap<&str, Vec<&'a Entry>>,
) -> Vec<Test<'a>> {
    let of_rule = |rule: &'a RuleText| match found.get(rule.id.as_str()) {
        None if segment != WHOLE && matches!(rule.family.as_str(), "form" | "advisory") => {
            Vec::new()
        }
        None => vec![Test { name: rule.id.clone(), entry: None }],
        Some(entries) => entries
            .iter()
            .map(|entry| Test { name: name(rule, entry), entry: Some(*entry) })
            .collect(),
    };
    let mut tests: Vec<Test<'_>> = sheet.rules.iter().flat_map(of_rule).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for test in &mut tests {
        let times = seen.entry(clean(&test.name)).or_default();
        *times += 1;
        if *times > 1 {
            test.name.push_str(&format!(" ({times})"));
        }
    }
    tests
}

fn write(sheet: &Sheet, writer: &mut Writer<impl Write>) -> std::io::Result<()> {
    let suites = suites(sheet);
    let all = suites.values().map(|tests| Totals::of(tests)).fold(Totals::default(), Totals::with);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Start(counted(
        BytesStart::new("testsuites"),
        "patchfirst",
        all,
        Skipped::Left,
    )))?;
    for (segment, tests) in &suites {
        writer.write_event(Event::Start(counted(
            BytesStart::new("testsuite"),
            segment,
            Totals::of(tests),
            Skipped::Counted,
        )))?;
        tests.iter().try_for_each(|test| case(test, segment, writer))?;
        writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

/// Whether the number of skipped tests is said: the schema of Jenkins' xUnit plugin has it for a
/// suite and not for all of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skipped {
    Counted,
    Left,
}

fn counted<'a>(
    mut element: BytesStart<'a>,
    name: &str,
    totals: Totals,
    skipped: Skipped,
) -> BytesStart<'a> {
    element.push_attribute(("name", clean(name).as_str()));
    let numbers = [
        ("tests", totals.tests),
        ("failures", totals.failures),
        ("errors", 0),
        ("skipped", totals.skipped),
    ];
    let wanted = if skipped == Skipped::Counted { 4 } else { 3 };
    numbers[..wanted]
        .iter()
        .for_each(|(key, number)| element.push_attribute((*key, number.to_string().as_str())));
    element.push_attribute(("time", "0"));
    element
}

fn case(test: &Test<'_>, suite: &str, writer: &mut Writer<impl Write>) -> std::io::Result<()> {
    let mut element = BytesStart::new("testcase");
    element.push_attribute(("classname", clean(suite).as_str()));
    element.push_attribute(("name", clean(&test.name).as_str()));
    element.push_attribute(("time", "0"));
    let Some(entry) = test.entry else { return writer.write_event(Event::Empty(element)) };
    writer.write_event(Event::Start(element))?;
    let text = clean(&text(entry));
    let tag = match outcome(entry) {
        Outcome::Passed => "system-out",
        Outcome::Failed => "failure",
        Outcome::Skipped => "skipped",
    };
    let mut inner = BytesStart::new(tag);
    match outcome(entry) {
        Outcome::Passed => {}
        Outcome::Failed => {
            inner.push_attribute(("message", clean(&entry.message).as_str()));
            inner.push_attribute(("type", entry.severity.as_str()));
        }
        Outcome::Skipped => {
            let reason = entry
                .accepted
                .as_ref()
                .map(crate::format::rank::AcceptedRisk::sentence)
                .unwrap_or_default();
            inner.push_attribute(("message", clean(&reason).as_str()));
        }
    }
    writer.write_event(Event::Start(inner))?;
    writer.write_event(Event::Text(BytesText::new(&text)))?;
    writer.write_event(Event::End(BytesEnd::new(tag)))?;
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

fn name(rule: &RuleText, entry: &Entry) -> String {
    let about = [entry.host.as_deref(), entry.advisory.as_deref()];
    [Some(rule.id.as_str())].into_iter().chain(about).flatten().collect::<Vec<_>>().join(" ")
}

fn text(entry: &Entry) -> String {
    let place = entry.shown_place();
    let hops = entry.path.iter().enumerate().map(|(i, hop)| format!("{}. {}", i + 1, hop.text));
    let parts = [place, entry.message.clone()].into_iter().chain(hops).chain(entry.help.clone());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// XML has no control characters at all, not even escaped.
fn clean(text: &str) -> String {
    Sink::Xml.clipped(text, 2000)
}
