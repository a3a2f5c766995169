//! Inputs of any size that hit what a careless program does once for each pair.

use std::fmt::Write;
use std::path::Path;

/// One kind of input, and the command it is given to.
pub struct Kind {
    pub name: &'static str,
    pub smallest: usize,
    pub command: &'static [&'static str],
    pub inventory: fn(usize) -> String,
    /// Writes advisories into a folder, for kinds that have some.
    pub advisories: Option<fn(usize, &Path)>,
}

const RANK: &[&str] = &["rank", "inventory.yaml", "-q", "--samples", "4"];
const REPORT: &[&str] = &["report", "inventory.yaml", "-q", "--samples", "4"];
const PLAN: &[&str] = &["plan", "inventory.yaml", "-q", "--samples", "4", "--hours", "2"];
const CHECK: &[&str] = &["check", "inventory.yaml", "-q", "--samples", "4"];

const IMPORT: &[&str] = &["import", "inventory.yaml", "-q", "-o", "imported.yaml"];

const fn kind(
    name: &'static str,
    smallest: usize,
    command: &'static [&'static str],
    inventory: fn(usize) -> String,
) -> Kind {
    Kind { name, smallest, command, inventory, advisories: None }
}

pub const KINDS: &[Kind] = &[
    kind("after-chain", 10_000, RANK, after_chain),
    kind("after-chain-plan", 500, PLAN, after_chain),
    kind("after-circle", 10_000, RANK, after_circle),
    Kind {
        advisories: Some(supersedence_chain),
        ..kind("supersedence-chain", 5_000, RANK, |_| hosts(10, ""))
    },
    Kind { advisories: Some(many), ..kind("advisories", 500, RANK, |_| hosts(200, "")) },
    Kind {
        advisories: Some(each_over_the_last),
        ..kind("advisories-in-a-chain", 500, RANK, |_| hosts(200, ""))
    },
    kind("segment-chain-rank", 1_250, RANK, segment_chain),
    kind("segment-chain-report", 1_250, REPORT, segment_chain),
    kind("segment-chain-check", 1_250, CHECK, segment_chain_rule),
    kind("segment-chain-both-ends", 1_250, RANK, both_ends),
    kind("mesh", 5_000, RANK, mesh),
    kind("several-segments", 2_000, RANK, several_segments),
    kind("days", 45, RANK, days),
    kind("flow-per-host-rank", 2_500, RANK, flow_per_host),
    kind("flow-per-host-report", 2_500, REPORT, flow_per_host),
    kind("flow-per-host-plan", 2_500, PLAN, flow_per_host),
    kind("hub-plan", 2_500, PLAN, hub),
    kind("hub-report", 2_500, REPORT, hub),
    kind("accept-per-host", 5_000, CHECK, accept_per_host),
    kind("mistake-per-line", 10_000, CHECK, mistake_per_line),
    kind("hosts-that-differ", 2_500, RANK, |size| hosts(size, "")),
    kind("import-one-name", 5_000, IMPORT, one_name),
    kind("import-missing-then-installed", 10_000, IMPORT, missing_then_installed),
    kind("import-holes", 5_000, IMPORT, holes),
    kind("import-one-of-many-systems", 5_000, IMPORT, one_of_many_systems),
    kind("import-odd-ports", 5_000, IMPORT, odd_ports),
    kind("import-segments", 10_000, IMPORT, a_segment_each),
];

const HEAD: &str = "inventory: 1.1.0\nas_of: 2006-08-25\n";

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{line}");
}

fn host(text: &mut String, index: usize, segment: &str, more: &str) {
    let _ = writeln!(
        text,
        "  - {{name: h{index}, os: windows-2000, sp: 4, kind: server, segment: {segment}, patches: [], value: {}{more}}}",
        1 + index % 97
    );
}

fn hosts(size: usize, more: &str) -> String {
    let mut text = format!(
        "{HEAD}segments: {{office: {{users: 9}}}}\nflows: {{internet -> office: [smb]}}\nhosts:\n"
    );
    (0..size).for_each(|index| host(&mut text, index, "office", more));
    text
}

fn after_chain(size: usize) -> String {
    let mut text = hosts(1, "");
    (1..size)
        .for_each(|index| host(&mut text, index, "office", &format!(", after: h{}", index - 1)));
    text
}

fn after_circle(size: usize) -> String {
    after_chain(size).replacen("value: 1}", &format!("value: 1, after: h{}}}", size - 1), 1)
}

fn supersedence_chain(size: usize, folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let mut text = String::from(
        "advisory: 1.0.0\nid: T-1\ntitle: t\npublished: 2006-08-01\nvectors: [smb]\nautomatable: true\nsources: [x]\n\
         affected:\n  - {products: [windows-2000], versions: \"=5.0.4\", fixed_by: [KB5000000]}\nsupersedes:\n",
    );
    for index in 0..size {
        let _ = writeln!(
            text,
            "  - {{patch: KB{}, replaces: KB{}, products: [windows-2000]}}",
            5_000_001 + index,
            5_000_000 + index
        );
    }
    std::fs::write(folder.join("T-1.yaml"), text).expect("the folder takes it");
}

/// As many advisories on one port, all of which every host needs.
fn many(size: usize, folder: &Path) {
    (0..size).for_each(|index| advisory(index, "", folder));
}

/// The same, each of whose patches holds the fix of the one before.
fn each_over_the_last(size: usize, folder: &Path) {
    advisory(0, "", folder);
    for index in 1..size {
        let (patch, before) = (5_000_000 + index, 4_999_999 + index);
        let replaces = format!("supersedes: [{{patch: KB{patch}, replaces: KB{before}}}]\n");
        advisory(index, &replaces, folder);
    }
}

fn advisory(index: usize, more: &str, folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let text = format!(
        "advisory: 1.0.0\nid: T-{index}\ntitle: t\npublished: 2006-08-01\nvectors: [smb]\nautomatable: true\nsources: [x]\n\
         affected:\n  - {{products: [windows-2000], versions: \"=5.0.4\", fixed_by: [KB{}]}}\n\
         timeline: [{{date: 2006-08-20, stage: exploit}}]\n{more}",
        5_000_000 + index
    );
    std::fs::write(folder.join(format!("T-{index}.yaml")), text).expect("the folder takes it");
}

fn segment_chain(size: usize) -> String {
    network(size, (1..size).map(|index| (index - 1, index)))
}

/// Entered from both ends: the worst case of simpler methods for dominators.
fn both_ends(size: usize) -> String {
    let half = size / 2;
    let there = (1..half).map(|index| (index - 1, index));
    let back = (half + 1..size).map(|index| (index, index - 1));
    network(size, there.chain(back).chain([(0, size - 1), (half - 1, half)]))
}

/// A chain of 200 segments, watched for some days.
fn days(size: usize) -> String {
    segment_chain(200).replacen(
        "segments:",
        &format!("threat: {{horizon_days: {size}}}\nsegments:"),
        1,
    )
}

/// Each host in eight segments.
fn several_segments(size: usize) -> String {
    let mut text = format!("{HEAD}segments:\n");
    (0..size).for_each(|index| line(&mut text, format_args!("  s{index}: {{users: 1}}")));
    text += "flows:\n  internet -> s0: [smb]\nhosts:\n";
    for index in 0..size {
        let segments: Vec<String> =
            (0..8).map(|step| format!("s{}", (index + step * step) % size)).collect();
        line(
            &mut text,
            format_args!(
                "  - {{name: h{index}, os: windows-2000, sp: 4, kind: server, segments: [{}], patches: []}}",
                segments.join(", ")
            ),
        );
    }
    text
}

/// Segments with a host each, and the flows between them.
fn network(segments: usize, flows: impl IntoIterator<Item = (usize, usize)>) -> String {
    let mut text = format!("{HEAD}segments:\n");
    (0..segments).for_each(|index| line(&mut text, format_args!("  s{index}: {{users: 1}}")));
    text += "flows:\n  internet -> s0: [smb]\n";
    flows.into_iter().for_each(|(a, b)| line(&mut text, format_args!("  s{a} -> s{b}: [smb]")));
    text += "hosts:\n";
    (0..segments).for_each(|index| host(&mut text, index, &format!("s{index}"), ""));
    text
}

fn segment_chain_rule(size: usize) -> String {
    segment_chain(size) + &format!("expect:\n  - s0 -x s{}: [smb]\n", size - 1)
}

/// As many flows as the size says, each segment to each.
fn mesh(size: usize) -> String {
    let segments = size.isqrt();
    let from_each = |from| (0..segments).filter(move |to| *to != from).map(move |to| (from, to));
    network(segments, (0..segments).flat_map(from_each))
}

/// As many servers as the size says that nothing tells apart, and a flow to all of them from each
/// of half as many segments.
fn hub(size: usize) -> String {
    let mut text = format!("{HEAD}segments:\n  hub: {{}}\n");
    (0..size / 2).for_each(|index| line(&mut text, format_args!("  s{index}: {{users: 1}}")));
    text += "flows:\n";
    (0..size / 2).for_each(|index| line(&mut text, format_args!("  s{index} -> hub: [smb]")));
    text += "hosts:\n";
    for index in 0..size {
        line(
            &mut text,
            format_args!(
                "  - {{name: h{index}, os: windows-2000, sp: 4, kind: server, segment: hub, patches: []}}"
            ),
        );
    }
    (0..size / 2).for_each(|index| host(&mut text, size + index, &format!("s{index}"), ""));
    text
}

fn flow_per_host(size: usize) -> String {
    let mut text =
        format!("{HEAD}segments: {{office: {{users: 9}}, servers: {{isolated: true}}}}\nflows:\n");
    (0..size)
        .for_each(|index| line(&mut text, format_args!("  office -> servers/h{index}: [smb]")));
    text += "hosts:\n";
    (0..size).for_each(|index| host(&mut text, index, "servers", ""));
    text
}

fn accept_per_host(size: usize) -> String {
    let mut text = hosts(size, "") + "accept:\n";
    for index in 0..size {
        let _ = writeln!(
            text,
            "  - {{host: h{index}, advisory: MS06-040, reason: r, by: b, until: 2006-12-01}}"
        );
    }
    text
}

fn mistake_per_line(size: usize) -> String {
    hosts(size, ", patchs: [KB1]")
}

// What `import` is given: tables, whatever the file is called.

/// Machines of one name, told apart by their serial numbers.
fn one_name(size: usize) -> String {
    table("Name,Serial Number", size, |i| format!("pc,SN{i:07}"))
}

/// Half of the rows of a host begin no list of what is installed.
fn missing_then_installed(size: usize) -> String {
    table("Computer,KB,Status", size, |i| {
        format!("pc,KB{},{}", 100_000 + i, if 2 * i < size { "Missing" } else { "Installed" })
    })
}

/// A host with one hole again and again, and ever more patches that it lacks.
fn holes(size: usize) -> String {
    table("Computer,CVE,Missing", size, |i| format!("pc,CVE-2008-4250,KB{}", 100_000 + i))
}

/// A cell with a choice of systems, each known and unknown.
fn one_of_many_systems(size: usize) -> String {
    let systems: Vec<String> = (0..size).map(|i| format!("Windows XP or System {i}")).collect();
    format!("Computer,Operating System\npc,\"{}\"\n", systems.join(", "))
}

/// A host on which every second port is open.
fn odd_ports(size: usize) -> String {
    table("Computer,Open Port", size, |i| format!("pc,tcp/{}", 2 * (i % 32_000) + 1))
}

/// As many segments as hosts, named in capitals and in small letters.
fn a_segment_each(size: usize) -> String {
    table("Computer,Segment", size, |i| {
        format!("pc{i},{}{}", if i % 2 == 0 { "Net" } else { "net" }, i / 2)
    })
}

fn table(headings: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{headings}\n");
    (0..rows).for_each(|i| writeln!(text, "{}", row(i)).unwrap());
    text
}
