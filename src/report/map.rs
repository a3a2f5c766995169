//! The network as a map: segments, the flows between them, where attacks enter, and which doors are
//! worth closing.
//!
//! A [`Map`] holds every segment and every flow; never a host, but where a flow names one. What is
//! drawn is a *sketch* of it: parallel flows are one arrow, and more segments than fit are put
//! together.

mod dot;
mod fact;
mod graphml;
mod layout;
mod mermaid;
mod sketch;
mod svg;

use std::borrow::Cow;

use self::sketch::{Sketch, What};
use super::View;
use crate::report::chart;
use crate::report::chart::Body;
use crate::report::chart::Picture;
use crate::report::words::number::{self, Digits};
use crate::risk::Figure;
use crate::term::day::Day;
use crate::term::entry::EntryMap;

/// The network as pictures and other programs need it.
#[derive(Clone, Debug)]
pub struct Map {
    organisation: Option<String>,
    as_of: String,
    until: String,
    loss: f64,
    digits: Digits,
    ways: EntryMap<Way>,
    segments: Vec<Segment>,
    flows: Vec<Flow>,
    /// Two doors that avert something only together, and how much; the pair that averts most first.
    bundles: Vec<([What; 2], f64)>,
    /// Whether somebody has described the flows.
    described: bool,
}

/// A way in.
#[derive(Clone, Copy, Debug)]
struct Way {
    considered: bool,
    /// Loss by take-over if it were the only way in.
    loss: f64,
}

/// What there is to say of a segment, or of several.
#[derive(Clone, Debug, Default, PartialEq)]
struct Segment {
    name: String,
    machines: u64,
    /// Known to be vulnerable, and some way in leads there.
    exposed: u64,
    /// Not known to be safe.
    unknown: u64,
    not_assessed: u64,
    loss: f64,
    /// Machines that return to it from outside.
    laptops: u64,
    users: u64,
    /// Machines that are known to be infected.
    infected: u64,
    isolated: bool,
    /// What quarantining returning laptops averts.
    quarantine: Figure,
    /// By when that is due.
    due: Option<Due>,
}

/// By when a door has to be closed. The earlier day comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    day: Day,
    /// `by Sunday night`.
    words: String,
}

impl Segment {
    /// What is known of its machines: `5 of 8 exposed, 1 unknown`.
    fn in_words(&self) -> String {
        let (all, unknown) = (number::count(self.machines), self.unknown + self.not_assessed);
        match unknown {
            _ if self.machines == 0 => "no machines".to_owned(),
            0 => format!("{} of {all} exposed", number::count(self.exposed)),
            _ if self.exposed == 0 => format!("{} of {all} unknown", number::count(unknown)),
            _ => format!(
                "{} of {all} exposed, {} unknown",
                number::count(self.exposed),
                number::count(unknown)
            ),
        }
    }
}

/// A flow that is open.
#[derive(Clone, Debug)]
struct Flow {
    /// A segment by index; `None` is the internet.
    from: Option<usize>,
    to: usize,
    /// The only host it may reach.
    host: Option<String>,
    /// What it certainly allows, in words; empty if nothing.
    ports: String,
    /// What it may allow besides, and what that is taken for.
    unknown: Option<String>,
    averted: Figure,
    /// By when closing it is due; nothing where it averts nothing.
    due: Option<Due>,
}

impl Flow {
    /// What it lets through, for people.
    fn services(&self) -> Cow<'_, str> {
        match &self.unknown {
            None => (&self.ports).into(),
            Some(unknown) if self.ports.is_empty() => unknown.into(),
            Some(unknown) => format!("{}; {unknown}", self.ports).into(),
        }
    }

    /// What it lets through, and to whom alone.
    fn through(&self) -> String {
        let services = self.services();
        self.host.as_ref().map_or_else(
            || services.clone().into_owned(),
            |host| format!("{services} to {host} only"),
        )
    }
}

impl Map {
    /// Draws up the map of a ranking. One pass over the hosts.
    pub fn of(view: &View<'_>) -> Self {
        fact::map(view)
    }

    /// The picture of the report.
    pub(crate) fn picture(&self) -> Picture {
        svg::picture(self, &Sketch::of(self))
    }

    /// A drawing as a file of its own; a file without a drawing says why in a sentence.
    pub fn svg(&self) -> String {
        match self.picture().body {
            Body::Drawn { svg, .. } => chart::svg::lone(&svg),
            Body::Nothing { why } => svg::sentence(&why),
        }
    }

    /// Every segment and every arrow in the language of Graphviz.
    pub fn dot(&self) -> String {
        dot::render(self, &Sketch::whole(self))
    }

    /// The drawing as a flowchart of Mermaid.
    pub fn mermaid(&self) -> String {
        mermaid::render(self, &Sketch::of(self))
    }

    /// Every segment, flow and way in, with typed figures.
    pub fn graphml(&self) -> String {
        graphml::render(self)
    }

    /// The name of an end of a flow.
    fn name(&self, end: Option<usize>) -> &str {
        end.map_or("internet", |segment| &self.segments[segment].name)
    }

    /// Where a flow goes: `office -> servers/files1`.
    fn ends(&self, flow: &Flow) -> String {
        let ends = format!("{} -> {}", self.name(flow.from), self.name(Some(flow.to)));
        flow.host.as_ref().map_or(ends.clone(), |host| format!("{ends}/{host}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::report::chart::Table;
    use crate::term::entry::Entry;

    const HOSTILE: [&str; 10] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "a\" -> \"b\"; evil [URL=\"http://x\"]; \"",
        "back\\slash\\N\\",
        "]--> click n1 \"javascript:alert(1)\" #quot; %% `**x**`",
        "\u{202e}gnirts\u{202c} עברית العربية",
        "🧨👩‍👩‍👧 emoji",
        "line\nbreak\r\u{0}\u{1b}[31m",
        "]]></svg><style>*{display:none}</style>",
        "end",
    ];

    fn segment(name: &str, loss: f64) -> Segment {
        Segment {
            name: name.to_owned(),
            machines: 12,
            exposed: 3,
            unknown: 1,
            loss,
            laptops: 1,
            users: 2,
            ..Segment::default()
        }
    }

    fn flow(from: Option<usize>, to: usize, averted: f64) -> Flow {
        let averted = Figure { value: averted, stderr: 0.0 };
        Flow { from, to, host: None, ports: "smb".to_owned(), unknown: None, averted, due: None }
    }

    fn map(segments: Vec<Segment>, flows: Vec<Flow>) -> Map {
        let loss = segments.iter().map(|segment| segment.loss).sum();
        Map {
            organisation: Some(HOSTILE[0].to_owned()),
            as_of: "2006-08-25".to_owned(),
            until: "2006-08-27".to_owned(),
            loss,
            digits: Digits::of(loss),
            ways: EntryMap::from_fn(|entry| Way {
                considered: !matches!(entry, Entry::Mail | Entry::Infected),
                loss,
            }),
            segments,
            flows,
            bundles: Vec::new(),
            described: true,
        }
    }

    /// Every hostile name, one of 300 characters, and flows between them that name hostile hosts.
    fn hostile() -> Map {
        let mut segments: Vec<Segment> = HOSTILE.iter().map(|name| segment(name, 5.0)).collect();
        segments.push(segment(&"W".repeat(300), 1.0));
        let flows = (0..10)
            .map(|i| Flow { host: Some(HOSTILE[i].to_owned()), ..flow(Some(i), i + 1, 3.0) });
        let flows = flows
            .chain([
                flow(None, 0, 20.0),
                Flow {
                    unknown: Some("unknown (treated as open)".to_owned()),
                    ..flow(Some(3), 0, 1.0)
                },
            ])
            .collect();
        map(segments, flows)
    }

    /// The elements of a document with the names of their attributes; it must be well-formed.
    fn elements(xml: &str) -> BTreeMap<String, u32> {
        let mut reader = Reader::from_str(xml);
        let mut found = BTreeMap::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
                Event::Start(element) | Event::Empty(element) => {
                    let name = element.name().as_ref().to_owned();
                    for attribute in element.attributes() {
                        let key = attribute.unwrap().key.as_ref().to_owned();
                        assert!(!key.starts_with("on") && key != "href" && key != "style", "{key}");
                    }
                    *found.entry(name).or_insert(0) += 1;
                }
                Event::DocType(_) | Event::PI(_) | Event::CData(_) => panic!("{xml}"),
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn hostile_names_are_only_names_in_the_drawing() {
        let svg = hostile().svg();
        let elements = elements(&svg);
        let known = [
            "circle", "defs", "desc", "g", "line", "path", "pattern", "rect", "style", "svg",
            "text", "title",
        ];
        assert_eq!(elements.keys().map(String::as_str).collect::<Vec<_>>(), known);
        assert_eq!((elements["svg"], elements["style"]), (1, 1));
        assert!(!svg.contains(['\u{202e}', '\u{0}', '\u{1b}']));
    }

    #[test]
    fn hostile_names_are_only_names_in_graphml() {
        let elements = elements(&hostile().graphml());
        assert_eq!(
            elements.keys().map(String::as_str).collect::<Vec<_>>(),
            ["data", "edge", "graph", "graphml", "key", "node"]
        );
        assert_eq!((elements["node"], elements["edge"]), (3 + 11, 12 + 11 + 11));
    }

    #[test]
    fn hostile_names_are_only_names_in_dot() {
        for line in hostile().dot().lines() {
            // Outside of quotes there is nothing from a file: the quotes end where ours end.
            let (mut quoted, mut escaped, mut outside) = (false, false, String::new());
            for c in line.chars() {
                match c {
                    '"' if !escaped => quoted = !quoted,
                    _ if !quoted => outside.push(c),
                    _ => {}
                }
                escaped = quoted && c == '\\' && !escaped;
            }
            assert!(!quoted, "{line}");
            assert!(
                !outside.contains("evil") && !outside.contains("URL") && !outside.contains('<'),
                "{line}"
            );
        }
    }

    #[test]
    fn hostile_names_are_only_names_in_mermaid() {
        let text = hostile().mermaid();
        for line in text.lines().skip(1) {
            let known = ["  n", "  linkStyle ", "  classDef ", "  %% "];
            assert!(known.iter().any(|start| line.starts_with(start)), "{line}");
            for inner in line.split('"').skip(1).step_by(2) {
                let plain = inner.replace("<br/>", "");
                assert!(
                    !plain.contains(['<', '>', '`', '\\', '[', ']', '{', '}', '%', '&', '*', '=']),
                    "{line}"
                );
            }
            assert!(line.matches('"').count() % 2 == 0, "{line}");
        }
    }

    #[test]
    fn large_networks_are_summarised_and_say_so() {
        let mut segments: Vec<Segment> =
            (0..200).map(|i| segment(&format!("s{i}"), f64::from(i))).collect();
        let hub = segments.len();
        segments.push(segment("hub", 500.0));
        let flows =
            (0..hub).map(|i| flow(Some(i), hub, if i == 7 { 9_000.0 } else { 0.0 })).collect();
        let map = map(segments, flows);
        let svg = map.svg();
        // All but one branch differ in their names alone.
        assert!(svg.contains("199 alike"), "{svg}");
        assert!(svg.contains("The network has 201 segments: 2 are drawn, 199 are put together."));
        assert!(svg.contains("data-segment=\"s7\"") && !svg.contains("data-segment=\"s8\""));
        assert_eq!(
            elements(&map.graphml())["node"],
            3 + 201,
            "for programs nothing is put together"
        );
        assert_eq!(map.dot().matches("machines=").count(), 201);
    }

    #[test]
    fn what_differs_is_put_together_by_its_loss() {
        let segments: Vec<Segment> =
            (0..300).map(|i| segment(&format!("s{i}"), f64::from(i))).collect();
        let flows: Vec<Flow> = (1..300).map(|i| flow(Some(i - 1), i, i as f64)).collect();
        let sketch = Sketch::of(&map(segments, flows));
        assert_eq!(sketch.spots.len(), 3 + sketch::MAX_NODES);
        let others = sketch.spots.iter().find(|spot| spot.name == "287 others").unwrap();
        assert!(others.members.contains(&0) && !others.members.contains(&299));
        assert_eq!(others.facts.machines, 287 * 12);
    }

    #[test]
    fn a_mesh_is_thinned_out_and_says_so() {
        let segments: Vec<Segment> = (0..24).map(|i| segment(&format!("s{i}"), 1.0)).collect();
        let flows = (0..24).flat_map(|a| {
            (0..24)
                .filter(move |b| a != *b)
                .map(move |b| flow(Some(a), b, if b == 3 { 9.0 } else { 0.0 }))
        });
        let map = map(segments, flows.collect());
        let svg = map.svg();
        assert!(svg.contains("23 of 552 arrows are drawn"), "{svg}");
        assert!(!svg.contains("No flow leads to these"), "segments with flows keep one");
        assert_eq!(elements(&map.graphml())["edge"], 552 + 48);
    }

    #[test]
    fn both_doors_of_a_bundle_bear_its_number() {
        let mut map =
            map(vec![segment("office", 1.0), segment("servers", 9.0)], vec![flow(Some(0), 1, 0.0)]);
        map.bundles = vec![([What::Flow(0), What::Return(1)], 8.0)];
        let sketch = Sketch::of(&map);
        let numbered: Vec<(&str, &str)> = sketch
            .arrows
            .iter()
            .filter(|arrow| arrow.numbers == [1])
            .map(|arrow| (&*sketch.spots[arrow.from].name, &*sketch.spots[arrow.to].name))
            .collect();
        assert_eq!(numbered, [("Returning laptops", "servers"), ("office", "servers")]);
        let svg = map.svg();
        assert!(
            svg.contains("Block office -&gt; servers and hold back laptops that return to servers: only together, averts 8.0"),
            "{svg}"
        );
    }

    #[test]
    fn there_is_a_sentence_where_there_is_no_network() {
        let picture = map(Vec::new(), Vec::new()).picture();
        assert!(matches!(picture.body, Body::Nothing { .. }));
        assert!(map(Vec::new(), Vec::new()).svg().contains("no segments"));
    }

    #[test]
    fn the_table_has_every_flow_and_quarantine_that_averts_most_first() {
        let mut map = hostile();
        map.segments[2].quarantine.value = 17.0;
        let Body::Drawn { table: Table { head, rows, .. }, .. } = map.picture().body else {
            panic!("there is a network")
        };
        assert!(rows.iter().all(|row| row.len() == head.len()));
        assert_eq!(rows.len(), 13);
        assert_eq!((rows[0][0].as_str(), rows[1][0].as_str()), ("internet", "returning laptops"));
    }
}
