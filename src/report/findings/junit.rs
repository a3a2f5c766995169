//! JUnit XML: a suite per segment, a test per rule, and one more per further finding of the rule.
//!
//! Rules without a finding in a segment are tests that passed, so that the totals mean something.
//! Accepted findings are skipped tests with the reason. There is no time and no timestamp: the same
//! input gives the same bytes.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use rustc_hash::FxHashMap;

use super::super::escape::Sink;
use super::rows::Grade;
use super::{Entry, RuleText, Sheet, piece};
use crate::diagnostic::Severity;

/// The suite of findings that belong to no segment.
const WHOLE: &str = "(inventory)";

/// Suites that are laid out together.
const SUITES: usize = 32;

/// The document. A failure is a finding of severity warning or error; a note is a test that passed
/// with a remark.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    let suites = suites(sheet);
    let all = suites.iter().map(|suite| suite.totals(sheet)).fold(Totals::default(), Totals::with);
    let mut writer = indented();
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Start(head(all)))?;
    to.write_all(&std::mem::take(writer.get_mut()))?;
    piece::write_sized(suites.len(), SUITES, to, |some| of_suites(&suites[some], sheet))?;
    writer.write_event(Event::End(BytesEnd::new("testsuites")))?;
    to.write_all(writer.get_ref())?;
    to.write_all(b"\n")
}

fn indented() -> Writer<Vec<u8>> {
    Writer::new_with_indent(Vec::new(), b' ', 2)
}

fn head(all: Totals) -> BytesStart<'static> {
    counted(BytesStart::new("testsuites"), "patchfirst", all, Skipped::Left)
}

/// Some suites, laid out as they stand in the document: its head is written before them and taken
/// away again.
fn of_suites(suites: &[Suite<'_>], sheet: &Sheet<'_>) -> io::Result<Vec<u8>> {
    let mut writer = indented();
    writer.write_event(Event::Start(head(Totals::default())))?;
    writer.get_mut().clear();
    suites.iter().try_for_each(|suite| suite.write(sheet, &mut writer))?;
    Ok(writer.into_inner())
}

/// How the tests of a suite ended.
#[derive(Clone, Copy, Default)]
struct Totals {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Totals {
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

fn outcome(grade: Grade) -> Outcome {
    match grade.level {
        _ if grade.accepted => Outcome::Skipped,
        Severity::Error | Severity::Warning => Outcome::Failed,
        Severity::Note => Outcome::Passed,
    }
}

/// The findings of a segment by their rules, as rows of the sheet.
struct Suite<'a> {
    segment: &'a str,
    found: FxHashMap<&'a str, Vec<u32>>,
}

/// One test: a rule, and a finding of it if there is one.
struct Test<'a> {
    /// What tells it apart in its suite: viewers show one test of each name.
    name: String,
    found: Option<(Outcome, Entry<'a>)>,
}

/// The suites, in the order of segments.
fn suites<'a>(sheet: &'a Sheet<'_>) -> Vec<Suite<'a>> {
    let segments = sheet.segments.iter().map(String::as_str).chain([WHOLE]);
    let mut found: FxHashMap<&str, FxHashMap<&str, Vec<u32>>> =
        segments.map(|segment| (segment, FxHashMap::default())).collect();
    for row in 0..sheet.len() {
        let (segment, rule) = sheet.rows.group(row);
        let suite = found.entry(segment.unwrap_or(WHOLE)).or_default();
        suite.entry(rule).or_default().push(row as u32);
    }
    let mut suites: Vec<Suite<'_>> =
        found.into_iter().map(|(segment, found)| Suite { segment, found }).collect();
    suites.sort_unstable_by_key(|suite| suite.segment);
    suites
}

impl<'a> Suite<'a> {
    /// The rules that are tests here, with what was found. Rules about files are no tests of a
    /// segment.
    fn tested<'r>(&self, sheet: &'r Sheet<'_>) -> impl Iterator<Item = (&'r RuleText, &[u32])> {
        let whole = self.segment == WHOLE;
        sheet.rules.iter().filter_map(move |rule| {
            let found = self.found.get(rule.id.as_str());
            let of_files = || matches!(rule.family.as_str(), "form" | "advisory");
            let tested = found.is_some() || whole || !of_files();
            tested.then(|| (rule, found.map(Vec::as_slice).unwrap_or_default()))
        })
    }

    fn totals(&self, sheet: &Sheet<'_>) -> Totals {
        let mut totals = Totals::default();
        for (_, found) in self.tested(sheet) {
            totals.tests += found.len().max(1);
            for row in found {
                match outcome(sheet.rows.grade(*row as usize)) {
                    Outcome::Passed => {}
                    Outcome::Failed => totals.failures += 1,
                    Outcome::Skipped => totals.skipped += 1,
                }
            }
        }
        totals
    }

    /// The tests in the order of rules, each with a name of its own.
    fn tests<'s>(&self, sheet: &'s Sheet<'_>) -> Vec<Test<'s>> {
        let mut tests = Vec::new();
        for (rule, found) in self.tested(sheet) {
            if found.is_empty() {
                tests.push(Test { name: rule.id.clone(), found: None });
            }
            tests.extend(found.iter().map(|row| {
                let entry = sheet.entry(*row as usize);
                let outcome = outcome(sheet.rows.grade(*row as usize));
                Test { name: name(rule, &entry), found: Some((outcome, entry)) }
            }));
        }
        let mut seen: FxHashMap<String, usize> = FxHashMap::default();
        for test in &mut tests {
            let times = seen.entry(clean(&test.name)).or_default();
            *times += 1;
            if *times > 1 {
                test.name.push_str(&format!(" ({times})"));
            }
        }
        tests
    }

    fn write(&self, sheet: &Sheet<'_>, writer: &mut Writer<impl Write>) -> io::Result<()> {
        writer.write_event(Event::Start(counted(
            BytesStart::new("testsuite"),
            self.segment,
            self.totals(sheet),
            Skipped::Counted,
        )))?;
        let name = clean(self.segment);
        self.tests(sheet).iter().try_for_each(|test| case(test, &name, writer))?;
        writer.write_event(Event::End(BytesEnd::new("testsuite")))
    }
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

fn case(test: &Test<'_>, suite: &str, writer: &mut Writer<impl Write>) -> io::Result<()> {
    let mut element = BytesStart::new("testcase");
    element.push_attribute(("classname", suite));
    element.push_attribute(("name", clean(&test.name).as_str()));
    element.push_attribute(("time", "0"));
    let Some((outcome, entry)) = &test.found else {
        return writer.write_event(Event::Empty(element));
    };
    writer.write_event(Event::Start(element))?;
    let text = clean(&text(entry));
    let tag = match outcome {
        Outcome::Passed => "system-out",
        Outcome::Failed => "failure",
        Outcome::Skipped => "skipped",
    };
    let mut inner = BytesStart::new(tag);
    match outcome {
        Outcome::Passed => {}
        Outcome::Failed => {
            inner.push_attribute(("message", clean(&entry.message).as_str()));
            inner.push_attribute(("type", &*entry.severity));
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

fn name(rule: &RuleText, entry: &Entry<'_>) -> String {
    let about = [entry.host.as_deref(), entry.advisory.as_deref()];
    [Some(rule.id.as_str())].into_iter().chain(about).flatten().collect::<Vec<_>>().join(" ")
}

fn text(entry: &Entry<'_>) -> String {
    let place = Cow::from(entry.shown_place());
    let hops = entry.path.iter().enumerate();
    let hops = hops.map(|(i, hop)| Cow::from(format!("{}. {}", i + 1, hop.text)));
    let rest = hops.chain(entry.help.as_deref().map(Cow::from));
    let parts = [place, Cow::from(&*entry.message)].into_iter().chain(rest);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// XML has no control characters at all, not even escaped.
fn clean(text: &str) -> String {
    Sink::Xml.clipped(text, 2000)
}
