//! The timeline: for each advisory that matters here, what became public when, up to the as-of day,
//! and the next window.
//!
//! What happened after the as-of day is not shown: it was not known then.

mod counts;
mod days;
mod lane;

use std::cmp::Reverse;

use jiff::civil::Date;

use super::svg::{self, Drawing};
use super::{Picture, Table};
use crate::report::words::activity::Sighting;
use crate::report::words::{day, number};
use crate::source::sanitize;
use counts::Counts;
use days::Days;
use lane::Lane;

const ID: &str = "timeline";
const TITLE: &str = "What is public, and since when";
const WIDTH: f64 = super::WIDTH;
/// From the top to the first lane, and below the last one.
const HEAD: f64 = 40.0;
const FOOT: f64 = 52.0;
/// The room for names; the edges of the field; where the words beside it start.
const NAMES: f64 = 180.0;
const FIELD: [f64; 2] = [192.0, 392.0];
const WORDS: f64 = 410.0;
/// Advisories that have a lane.
const MAX_LANES: usize = 12;
/// Days on which something was counted that are drawn.
const MAX_COUNTS: usize = 60;
/// Events of one advisory in the table, and characters of a name there.
const MAX_EVENTS: usize = 20;
const MAX_CHARS: usize = 120;

/// One advisory.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    /// Its name: `MS06-040`.
    pub(crate) advisory: String,
    /// What it is about.
    pub(crate) title: String,
    /// What became public; in any order.
    pub(crate) events: Vec<Event>,
    /// Hosts here that are exposed to it.
    pub(crate) exposed: u64,
}

/// Something that became public.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// When.
    pub(crate) day: Date,
    /// What.
    pub(crate) kind: Kind,
    /// What it is called.
    pub(crate) name: Option<String>,
    /// Shown, but not counted on.
    pub(crate) unverified: bool,
}

/// What became public, in order of danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The advisory.
    Published,
    /// A way to crash hosts.
    ProofOfConcept,
    /// A way to run code on them.
    Exploit,
    /// Bots or worms that use it.
    Worm,
}

impl Kind {
    /// What is the case from its day on.
    fn since(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::ProofOfConcept => "crash code since",
            Self::Exploit => "exploit public since",
            Self::Worm => "worm since",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::ProofOfConcept => "proof of concept",
            Self::Exploit => "exploit",
            Self::Worm => "worm",
        }
    }
}

impl Course {
    /// The first thing that became public.
    fn start(&self) -> Option<Date> {
        self.events.iter().map(|event| event.day).min()
    }

    /// Whether something of a kind, or worse, is known for sure.
    fn has(&self, kind: Kind) -> bool {
        self.events.iter().any(|event| !event.unverified && event.kind >= kind)
    }

    /// What was known by a day, in order of time.
    fn known(&self, as_of: Date) -> Self {
        let mut events: Vec<Event> =
            self.events.iter().filter(|event| event.day <= as_of).cloned().collect();
        events.sort_by(|a, b| (a.day, a.kind, &a.name).cmp(&(b.day, b.kind, &b.name)));
        Self { events, ..self.clone() }
    }
}

/// Draws the advisories to which hosts here are exposed, the oldest first.
pub(crate) fn picture(
    courses: &[Course],
    sightings: &[Sighting],
    as_of: Date,
    window: Date,
) -> Picture {
    let exposed: Vec<Course> = courses
        .iter()
        .filter(|course| course.exposed > 0)
        .map(|course| course.known(as_of))
        .collect();
    if exposed.is_empty() {
        return Picture::nothing(
            ID,
            TITLE,
            "No host is exposed to any advisory, so there is no timeline to draw.",
        );
    }
    let shown = shown(&exposed);
    let text = description(&exposed, as_of, window);
    let mut seen: Vec<Sighting> =
        sightings.iter().filter(|sighting| sighting.day <= as_of).cloned().collect();
    seen.sort_by(|a, b| (a.day, &a.words).cmp(&(b.day, &b.words)));
    Picture::drawn(
        title(&exposed),
        text,
        drawing(&shown, &seen, as_of, window),
        table(&shown, &seen),
    )
}

/// The advisories with the most exposed hosts, the oldest first.
fn shown(exposed: &[Course]) -> Vec<Course> {
    let mut shown = exposed.to_vec();
    shown.sort_by(|a, b| (Reverse(a.exposed), &a.advisory).cmp(&(Reverse(b.exposed), &b.advisory)));
    shown.truncate(MAX_LANES);
    shown.sort_by(|a, b| {
        (a.start().unwrap_or(Date::MAX), &a.advisory)
            .cmp(&(b.start().unwrap_or(Date::MAX), &b.advisory))
    });
    shown
}

fn title(exposed: &[Course]) -> String {
    let count = |kind: Kind| exposed.iter().filter(|course| course.has(kind)).count() as u64;
    let all = number::counted(
        exposed.len() as u64,
        "advisory that matters here",
        "advisories that matter here",
    );
    let of = |n: u64| {
        if n == exposed.len() as u64 {
            format!("all {all}")
        } else {
            format!("{} of the {all}", number::count(n))
        }
    };
    match (count(Kind::Worm), count(Kind::Exploit)) {
        _ if exposed.len() == 1 => only(&exposed[0]),
        (0, 0) => format!("No exploit is public for the {all}"),
        (0, exploits) => format!("Exploits are public for {}", of(exploits)),
        (worms, _) => format!("Worms use {}", of(worms)),
    }
}

/// The title where one advisory is all that matters.
fn only(course: &Course) -> String {
    let name = sanitize::clipped(&course.advisory, 40);
    let worst = course
        .events
        .iter()
        .filter(|event| !event.unverified)
        .max_by_key(|event| (event.kind, Reverse(event.day)));
    match worst.map(|event| (event.kind, event.day)) {
        Some((Kind::Worm, day)) => format!("Worms have used {name} since {day}"),
        Some((Kind::Exploit, day)) => format!("An exploit for {name} has been public since {day}"),
        _ => format!("No exploit is public for {name}, the one advisory that matters here"),
    }
}

fn description(exposed: &[Course], as_of: Date, window: Date) -> String {
    let most = match exposed.len() {
        0..=MAX_LANES => String::new(),
        all => format!(
            " The {MAX_LANES} advisories with the most exposed hosts of {} are shown.",
            number::count(all as u64)
        ),
    };
    format!(
        "One line for each advisory, the oldest first, with a mark for each event that was known on {}; another line is the next window, {}.{most}",
        day::named(as_of),
        day::named(window),
    )
}

fn drawing(shown: &[Course], seen: &[Sighting], as_of: Date, window: Date) -> Drawing {
    let days = Days::of(shown, as_of, window);
    let lanes: Vec<Lane<'_>> = shown.iter().map(|course| Lane::of(course, &days)).collect();
    let counts = Counts::of(seen, &days);
    let bottom = HEAD
        + lanes.iter().map(Lane::height).sum::<f64>()
        + counts.as_ref().map_or(0.0, Counts::height);
    let mut drawing = Drawing::new(ID, [WIDTH, bottom + FOOT]);
    drawing.extend(days.scale(bottom));
    drawing.extend(days.marked(bottom));
    let mut top = HEAD;
    for lane in &lanes {
        drawing.add(svg::line("grid", [0.0, top], [WIDTH, top]));
        drawing.extend(lane.parts(top, &days));
        top += lane.height();
    }
    if let Some(counts) = counts {
        drawing.add(svg::line("grid", [0.0, top], [WIDTH, top]));
        drawing.extend(counts.parts(top));
    }
    drawing.extend(lane::key(bottom + 42.0));
    drawing
}

fn table(shown: &[Course], seen: &[Sighting]) -> Table {
    let name = |name: &str| sanitize::clipped(name, MAX_CHARS).into_owned();
    let row = |course: &Course, event: &Event| {
        let what = if event.unverified {
            format!("{}, unverified", event.kind.word())
        } else {
            event.kind.word().to_owned()
        };
        let called = event.name.as_deref().map_or("-".to_owned(), name);
        vec![
            name(&course.advisory),
            number::count(course.exposed),
            event.day.to_string(),
            what,
            called,
        ]
    };
    let bare = |course: &Course| {
        [name(&course.advisory), number::count(course.exposed)]
            .into_iter()
            .chain(["-"; 3].map(str::to_owned))
            .collect()
    };
    let rows = |course: &Course| match course.events.is_empty() {
        true => vec![bare(course)],
        false => course.events.iter().take(MAX_EVENTS).map(|event| row(course, event)).collect(),
    };
    let sighted = |sighting: &Sighting| {
        vec![
            "-".to_owned(),
            "-".to_owned(),
            sighting.day.to_string(),
            "seen".to_owned(),
            name(&sighting.words),
        ]
    };
    Table {
        caption: "What became public, and when".to_owned(),
        head: ["advisory", "exposed hosts", "day", "what", "name"].map(str::to_owned).to_vec(),
        rows: shown
            .iter()
            .flat_map(rows)
            .chain(seen.iter().rev().take(MAX_COUNTS).map(sighted))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::chart::Body;
    use crate::report::chart::sample;
    use crate::report::chart::sample::assert_sound;
    use crate::report::chart::sample::assert_tidy;
    use crate::report::chart::sample::texts;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn course(advisory: &str, exposed: u64, events: &[(&str, Kind)]) -> Course {
        let event = |(on, kind): &(&str, Kind)| Event {
            day: day(on),
            kind: *kind,
            name: Some(format!("a {}", kind.word())),
            unverified: false,
        };
        let events = events.iter().map(event).collect();
        Course {
            advisory: advisory.to_owned(),
            title: "About a service".to_owned(),
            events,
            exposed,
        }
    }

    fn drawn(courses: &[Course]) -> Picture {
        picture(courses, &[], day("2006-08-25"), day("2006-09-02"))
    }

    const WORM: &[(&str, Kind)] = &[("2006-08-08", Kind::Published), ("2006-08-12", Kind::Worm)];

    #[test]
    fn the_title_says_what_is_used_by_then() {
        let quiet = course("MS06-041", 1, &[("2006-08-08", Kind::Published)]);
        let later = course(
            "MS06-042",
            1,
            &[("2006-08-08", Kind::Published), ("2006-08-26", Kind::Exploit)],
        );
        let title = |courses: &[Course]| drawn(courses).title;
        assert_eq!(
            title(&[course("MS06-040", 61, WORM)]),
            "Worms have used MS06-040 since 2006-08-12"
        );
        assert_eq!(
            title(&[course("MS06-040", 61, WORM), quiet.clone()]),
            "Worms use 1 of the 2 advisories that matter here"
        );
        assert_eq!(
            title(&[quiet, later]),
            "No exploit is public for the 2 advisories that matter here"
        );
    }

    #[test]
    fn old_events_have_their_year_and_the_oldest_advisory_is_first() {
        let old = course("MS04-007", 12, &[("2004-02-10", Kind::Published)]);
        let texts = texts(&drawn(&[course("MS06-040", 61, WORM), old]));
        let at = |text: &str| texts.find(text).unwrap_or_else(|| panic!("{text}: {texts}"));
        assert!(
            at("MS04-007\nAbout a service\n12 hosts exposed\nno public code\npublished 2004-02-10")
                < at("MS06-040")
        );
        assert!(at("worm since 2006-08-12\na worm\npublished 2006-08-08") > at("MS06-040"));
        assert!(at("as of Friday 2006-08-25\nnext window: Saturday 2006-09-02") > 0);
    }

    #[test]
    fn what_was_seen_by_the_day_is_shown() {
        let seen = |on: &str, words: &str| Sighting {
            day: day(on),
            words: words.to_owned(),
            unusual: true,
        };
        let seen = [
            seen("2006-08-24", "900 sources on tcp/445"),
            seen("2006-08-26", "too late to be known"),
        ];
        let texts = texts(&picture(
            &[course("MS06-040", 61, WORM)],
            &seen,
            day("2006-08-25"),
            day("2006-09-02"),
        ));
        assert!(
            texts.contains("Seen on the network\n900 sources on tcp/445")
                && !texts.contains("too late"),
            "{texts}"
        );
    }

    #[test]
    fn counts_of_some_days_have_days_of_their_own_beside_years() {
        let seen: Vec<Sighting> = (1..=20)
            .map(|i| Sighting {
                day: day(&format!("2006-08-{i:02}")),
                words: format!("{i}0 sources on tcp/445"),
                unusual: false,
            })
            .collect();
        let old = course("MS03-026", 61, &[("2003-07-16", Kind::Published)]);
        let picture = picture(&[old], &seen, day("2006-08-25"), day("2006-09-02"));
        let texts = texts(&picture);
        assert!(texts.contains("Seen on the network\n2006-08-01\n2006-08-25\n"), "{texts}");
        assert_tidy(&picture);
        assert_sound(&picture);
    }

    #[test]
    fn only_what_matters_here_is_shown_and_not_more_than_twelve() {
        let courses: Vec<Course> =
            (0..20).map(|i| course(&format!("MS05-{i:03}"), i, WORM)).collect();
        let picture = drawn(&courses);
        let texts = texts(&picture);
        assert!(
            !texts.contains("MS05-007") && texts.contains("MS05-008") && texts.contains("MS05-019"),
            "{texts}"
        );
        assert!(
            picture
                .description
                .ends_with("The 12 advisories with the most exposed hosts of 19 are shown.")
        );
        let Body::Nothing { why } = drawn(&courses[..1]).body else {
            panic!("something was drawn")
        };
        assert_eq!(why, "No host is exposed to any advisory, so there is no timeline to draw.");
    }

    fn event() -> impl Strategy<Value = Event> {
        let days = prop_oneof![-800..800_i64, -9_000_000..9_000_000_i64];
        let kind = prop::sample::select(vec![
            Kind::Published,
            Kind::ProofOfConcept,
            Kind::Exploit,
            Kind::Worm,
        ]);
        (days, kind, prop::option::of(sample::name()), any::<bool>()).prop_map(
            |(days, kind, name, unverified)| Event { day: far(days), kind, name, unverified },
        )
    }

    fn far(days: i64) -> Date {
        let start = day("2006-08-25");
        let edge = if days < 0 { Date::MIN } else { Date::MAX };
        jiff::Span::new()
            .try_days(days)
            .ok()
            .and_then(|span| start.checked_add(span).ok())
            .unwrap_or(edge)
    }

    proptest! {
        #![proptest_config(sample::cases())]
        #[test]
        fn every_timeline_is_sound(
            courses in prop::collection::vec((sample::name(), sample::name(), sample::number(), prop::collection::vec(event(), 0..9)), 0..14),
            as_of in -400_000..400_000_i64,
            window in prop_oneof![-10..100_i64, -400_000..400_000_i64],
        ) {
            let course = |(advisory, title, exposed, events)| Course { advisory, title, events, exposed };
            let courses: Vec<Course> = courses.into_iter().map(course).collect();
            let seen = [Sighting { day: far(as_of), words: courses.first().map_or(String::new(), |course| course.title.clone()), unusual: false }];
            let draw = |as_of, window| picture(&courses, &seen, as_of, window);
            assert_sound(&draw(far(as_of), far(window)));
            assert_sound(&draw(day("2006-08-25"), far(window)));
            assert_sound(&draw(Date::MAX, Date::MIN));
            prop_assert_eq!(draw(far(as_of), far(window)), draw(far(as_of), far(window)));
        }

        #[test]
        fn nothing_overlaps_and_nothing_is_cut_off(
            courses in prop::collection::vec(
                (sample::plain_name(), sample::plain_number(), prop::collection::vec((-1500..30_i64, 0..4_usize, sample::plain_name()), 0..9)), 1..14,
            ),
            window in 0..400_i64,
        ) {
            let kinds = [Kind::Published, Kind::ProofOfConcept, Kind::Exploit, Kind::Worm];
            let event = |(days, kind, name): (i64, usize, String)| Event { day: far(days), kind: kinds[kind], name: Some(name), unverified: days % 3 == 0 };
            let course = |(advisory, exposed, events): (String, u64, Vec<_>)| {
                Course { title: advisory.clone(), advisory, exposed, events: events.into_iter().map(event).collect() }
            };
            assert_tidy(&picture(&courses.into_iter().map(course).collect::<Vec<Course>>(), &[], day("2006-08-25"), far(window)));
        }
    }
}
