//! What a right inventory is resolved to.

use patchfirst::diagnostic::{Colour, Diagnostics, render};
use patchfirst::inventory::plan::ShiftDay;
use patchfirst::inventory::{
    self, Antivirus, Away, Criticality, DayRange, End, FileState, Host, Infected, Inventory, Kind,
    Patches, RateOverride,
};
use patchfirst::source::Sources;
use patchfirst::term::platform::ServicePack;
use proptest::prelude::*;

/// Resolves texts in which nothing may be wrong.
fn resolve(yaml: &str, tables: &[(&str, &str)]) -> Inventory {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory =
        inventory::parse("inventory.yaml", yaml, tables, &mut sources, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{}", render(&sources, &diagnostics, Colour::Never));
    inventory.expect("nothing is wrong, so there is an inventory")
}

fn host<'i>(inventory: &'i Inventory, name: &str) -> &'i Host {
    &inventory.hosts[name]
}

const SEGMENTS: &str = "\
inventory: 1.0.0
segments:
  servers: {criticality: high, antivirus: current}
  office: {users: 120, criticality: critical}
  lab: {antivirus: stale, isolated: true, networks: [10.0.0.0/8, 'fd00::/8']}
  dmz:
";

#[test]
fn defaults_come_from_the_host_its_kind_its_segments_and_every_inventory_in_this_order() {
    let inventory = resolve(
        &format!(
            "{SEGMENTS}
defaults:
  workstation: {{criticality: low, antivirus: stale, owner: helpdesk, value: 2}}
hosts:
  - {{name: own, os: a, kind: workstation, segment: servers, criticality: high, antivirus: none, owner: me}}
  - {{name: kind, os: a, kind: workstation, segment: servers}}
  - {{name: segment, os: a, kind: server, segment: servers}}
  - {{name: segments, os: a, kind: server, segments: [servers, lab, office]}}
  - {{name: product, os: a, kind: server, segment: dmz}}
  - {{name: value, os: a, kind: server, segment: servers, value: 250}}
"
        ),
        &[],
    );
    let of = |name| {
        (
            host(&inventory, name).criticality,
            host(&inventory, name).value,
            host(&inventory, name).antivirus,
        )
    };
    assert_eq!(of("own"), (Criticality::High, 10.0, Antivirus::None));
    assert_eq!(of("kind"), (Criticality::Low, 2.0, Antivirus::Stale));
    assert_eq!(of("segment"), (Criticality::High, 10.0, Antivirus::Current));
    assert_eq!(of("segments"), (Criticality::Critical, 30.0, Antivirus::Stale));
    assert_eq!(of("product"), (Criticality::Medium, 3.0, Antivirus::None));
    assert_eq!(of("value"), (Criticality::High, 250.0, Antivirus::Current));
    let owner = |name| host(&inventory, name).details.as_ref().and_then(|d| d.owner.as_deref());
    assert_eq!(
        (owner("own"), owner("kind"), owner("product")),
        (Some("me"), Some("helpdesk"), None)
    );
}

#[test]
fn laptops_roam_for_a_weekend_unless_they_say_otherwise() {
    let inventory = resolve(
        &format!(
            "{SEGMENTS}
defaults: {{laptop: {{away: 5}}}}
hosts:
  - {{name: plain, os: a, kind: laptop, segment: office, away: 2}}
  - {{name: default, os: a, kind: laptop, segment: office}}
  - {{name: chained, os: a, kind: laptop, segment: office, roams: false}}
  - {{name: carried, os: a, kind: server, segment: office, roams: true}}
"
        ),
        &[],
    );
    let of = |name| (host(&inventory, name).roams(), host(&inventory, name).away.clone());
    let (weekends, never) = ((true, Away::Weekends), (false, Away::Never));
    assert_eq!(
        [of("plain"), of("default"), of("chained"), of("carried")],
        [(true, Away::First(2)), (true, Away::First(5)), never, weekends]
    );
}

#[test]
fn what_a_host_runs_is_read_and_shared() {
    let inventory = resolve(
        &format!(
            "{SEGMENTS}
hosts:
  - {{name: nt, os: Windows NT 4.0, sp: 6a, kind: server, segment: dmz, patches: [Q147222, KB828028, 828028],
      patches_complete: false, files: {{NetApi32.dll: absent, msasn1.dll: 5.0.2195.6823}}, listens: [smb, tcp/135], count: 3}}
  - {{name: same, os: Windows NT 4.0, sp: 6, kind: server, segment: office, patches: [KB147222, KB828028],
      patches_complete: false, files: {{msasn1.dll: 5.0.2195.6823, netapi32.dll: absent}}, listens: [tcp/445, tcp/139, tcp/135]}}
  - {{name: bare, os: b, kind: server, segment: dmz, patches: []}}
  - {{name: unknown, os: b, kind: server, segment: dmz}}
"
        ),
        &[],
    );
    assert_eq!(inventory.systems.len(), 3);
    assert_eq!(host(&inventory, "nt").system, host(&inventory, "same").system);
    assert_eq!(host(&inventory, "nt").count, 3);
    let system = |name| inventory.system(host(&inventory, name).system);
    assert_eq!(system("nt").service_pack, Some(ServicePack(6)));
    assert_eq!(system("nt").listens.as_ref().unwrap().to_string(), "tcp/135, tcp/139, tcp/445");
    assert_eq!(system("nt").files[1], ("netapi32.dll".to_owned(), FileState::Absent));
    assert!(
        matches!(&system("nt").patches, Patches::Listed { installed, complete: false } if installed.len() == 2)
    );
    assert_eq!(system("bare").patches, Patches::Listed { installed: vec![], complete: true });
    assert_eq!(system("unknown").patches, Patches::Unknown);
    assert_eq!(system("unknown").listens, None);
}

#[test]
fn flows_are_sorted_and_both_ways_are_two() {
    let inventory = resolve(
        &format!(
            "{SEGMENTS}
flows:
  office<->lab: unknown
  internet ->dmz/mail: smtp
  office -> dmz: any
  internet -> dmz: [tcp/80, https]
hosts: [{{name: mail, os: a, kind: server, segment: dmz}}]
"
        ),
        &[],
    );
    let end = |end| match end {
        End::Internet => "internet",
        End::AnySegment => "any segment",
        End::Segment(id) => inventory.segment(id).0,
    };
    let shown: Vec<String> = inventory
        .flows
        .iter()
        .map(|(key, flow)| {
            let ports = match (flow.ports.is_known(), flow.ports.is_unknown()) {
                (true, _) => flow.ports.certain().to_string(),
                (_, true) => "unknown".to_owned(),
                _ => format!("{} perhaps {}", flow.ports.certain(), flow.ports.possible()),
            };
            format!(
                "{} -> {} {:?} {ports}",
                end(key.from),
                end(key.to),
                flow.host.map(|id| inventory.host(id).0)
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "internet -> dmz None tcp/80, tcp/443",
            "internet -> dmz Some(\"mail\") tcp/25",
            "lab -> office None unknown",
            "office -> dmz None any",
            "office -> lab None unknown",
        ]
    );
    assert!(inventory.segments["lab"].isolated);
    assert_eq!(inventory.segments["lab"].networks, ["10.0.0.0/8", "fd00::/8"]);
}

#[test]
fn what_the_file_says_of_itself_is_kept() {
    let inventory = resolve(
        &format!(
            "{SEGMENTS}
organisation: Northwind Clinics
description: two sites
as_of: 2006-08-25
threat: {{horizon_days: 5, insider_per_user_day: 0.001, attack: {{worm: 1}}, antivirus: {{stale: 0.2}}}}
hosts: [{{name: nt-lathe, os: a, kind: workstation, segment: lab}}]
expect:
  - internet -x servers: smb
  - office !-> lab: [tcp/135, rdp]
  - no roaming host may be vulnerable to MS06-040 after 2006-08-15
  - every critical server must have owner
  - expected loss at most 40
  - no immediate in servers
accept:
  - {{host: nt-lathe, advisory: MS06-040, reason: no patch exists, by: plant manager, until: 2006-12-31}}
"
        ),
        &[],
    );
    assert_eq!(inventory.organisation.as_deref(), Some("Northwind Clinics"));
    assert_eq!(inventory.as_of.unwrap().to_string(), "2006-08-25");
    assert_eq!(inventory.threat.horizon_days, Some(5));
    assert_eq!(inventory.threat.attack, [None, None, None, Some(1.0)]);
    assert_eq!(inventory.threat.antivirus, [None, Some(0.2), None]);
    assert_eq!(inventory.expectations.len(), 6);
    assert_eq!(inventory.expectations[1].value.as_deref(), Some("tcp/135, rdp"));
    assert_eq!(inventory.acceptances[0].until.unwrap().to_string(), "2006-12-31");
}

/// The same two hosts as a table in some form, as bytes.
fn tables() -> Vec<(&'static str, Vec<u8>)> {
    let lines = |d: &str, quote: &str| {
        format!(
            " Name {d}OS{d}SP{d}kind{d}segments{d}patches{d}files{d}listens{d}roams{d}note\r\n\
             büro-1{d}windows-nt-4{d}6a{d}workstation{d}{quote}office;lab{quote}{d}{quote}KB828028;Q147222{quote}{d}msasn1.dll=absent{d}tcp/139{d}TRUE{d}\"a \"\"b\"\"\"\r\n\
             \r\n\
             pc2{d}windows-xp{d}{d}workstation{d}office{d}-{d}{d}{d}{d}\r\n"
        )
    };
    let utf16 = |text: &str, big: bool, mark: bool| {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect::<Vec<u8>>()
    };
    vec![
        ("comma", lines(",", "").into_bytes()),
        ("semicolon", lines(";", "\"").into_bytes()),
        ("tab", lines("\t", "").into_bytes()),
        ("sep line", format!("sep=;\r\n{}", lines(";", "\"")).into_bytes()),
        ("UTF-8 with a mark", format!("\u{feff}{}", lines(",", "")).into_bytes()),
        ("mark and sep line", format!("\u{feff}sep=;\r\n{}", lines(";", "\"")).into_bytes()),
        ("UTF-16 LE", utf16(&lines("\t", ""), false, false)),
        ("UTF-16 LE with a mark", utf16(&lines(";", "\""), false, true)),
        ("UTF-16 BE", utf16(&lines(",", ""), true, false)),
        ("UTF-16 BE with a mark", utf16(&lines(",", ""), true, true)),
    ]
}

#[test]
fn tables_of_every_form_say_what_yaml_says() {
    let folder = tempfile::tempdir().unwrap();
    let inventory = folder.path().join("inventory.yaml");
    std::fs::write(&inventory, format!("{SEGMENTS}hosts_from: [hosts.csv]\n")).unwrap();
    let yaml = resolve(
        &format!(
            "{SEGMENTS}
hosts:
  - {{name: büro-1, os: windows-nt-4, sp: 6a, kind: workstation, segments: [office, lab], patches: [KB828028, Q147222],
      files: {{msasn1.dll: absent}}, listens: [tcp/139], roams: true, note: 'a \"b\"'}}
  - {{name: pc2, os: windows-xp, kind: workstation, segment: office, patches: []}}
"
        ),
        &[],
    );
    for (form, bytes) in tables() {
        std::fs::write(folder.path().join("hosts.csv"), bytes).unwrap();
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let read = inventory::read(&inventory, &mut sources, &mut diagnostics).unwrap();
        assert!(
            diagnostics.is_empty(),
            "{form}: {}",
            render(&sources, &diagnostics, Colour::Never)
        );
        assert_eq!(read.systems, yaml.systems, "{form}");
        for ((name, host), (yaml_name, yaml_host)) in read.hosts.iter().zip(&yaml.hosts) {
            assert_eq!(
                (name, host),
                (yaml_name, &Host { place: host.place, ..yaml_host.clone() }),
                "{form}"
            );
        }
        assert_eq!(
            sources.position(read.hosts["pc2"].place).line,
            if form.contains("sep") { 5 } else { 4 },
            "{form}"
        );
    }
}

#[test]
fn a_table_takes_defaults_and_may_leave_out_columns_that_have_one() {
    let yaml = format!(
        "{SEGMENTS}defaults: {{server: {{os: windows-2000, sp: 4, segment: dmz}}}}\nhosts_from: [t.csv]\n"
    );
    let inventory = resolve(
        &yaml,
        &[("t.csv", "name,kind,count,tags,last_seen\nsrv,server,5,a;b,2006-08-24\n")],
    );
    let srv = host(&inventory, "srv");
    assert_eq!(
        (srv.kind, srv.count, inventory.segment(srv.segments[0]).0),
        (Kind::Server, 5, "dmz")
    );
    assert_eq!(srv.details.as_ref().unwrap().tags, ["a", "b"]);
    assert_eq!(inventory.system(srv.system).service_pack, Some(ServicePack(4)));
}

#[test]
fn a_table_may_call_and_spell_things_as_exports_do() {
    let yaml = format!("{SEGMENTS}hosts_from: [t.csv]\n");
    let own = "name;os;sp;arch;kind;segments;patches;last_seen;address;owner\n\
        www1;Windows 2000 Server;4;x86;server;dmz;KB828028;2006-08-24;10.1.0.9;ann\n\
        pc2;Windows XP;0;x64;laptop;office;-;;;\n\
        pc3;Windows XP;2;;laptop;office;;;;\n";
    let exported = "Computer Name;Operating System;ServicePack;OSArchitecture;Role;Zone;HotFixes;Last Logon;IPv4Address;Managed By\n\
        www1;Windows 2000 Server;Service Pack 4;X86-based PC;Server;dmz;828028;24.08.2006 10:00;10.1.0.9;ann\n\
        pc2;Windows XP;0;64-bit;laptop;office;none;;;\n\
        pc3;Windows XP;SP2;;laptop;office;;;;\n";
    let (own, exported) =
        (resolve(&yaml, &[("t.csv", own)]), resolve(&yaml, &[("t.csv", exported)]));
    assert_eq!(own.systems, exported.systems);
    assert_eq!(own.hosts.len(), 3);
    for ((name, host), (exported_name, exported)) in own.hosts.iter().zip(&exported.hosts) {
        assert_eq!((name, host), (exported_name, &Host { place: host.place, ..exported.clone() }));
    }
}

#[test]
fn our_own_columns_go_before_those_of_exports() {
    let yaml = format!("{SEGMENTS}hosts_from: [t.csv]\n");
    let table = "hostname,name,operating system,os,kind,segment,zone,patches,KBs\nx,srv,BeOS,windows-2000,server,dmz,office,-,KB828028\n";
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory = inventory::parse(
        "inventory.yaml",
        &yaml,
        &[("t.csv", table)],
        &mut sources,
        &mut diagnostics,
    )
    .unwrap();
    let srv = host(&inventory, "srv");
    let system = inventory.system(srv.system);
    assert_eq!((system.os.as_str(), inventory.segment(srv.segments[0]).0), ("windows-2000", "dmz"));
    assert_eq!(system.patches, Patches::Listed { installed: Vec::new(), complete: true });
    let told: Vec<&str> =
        diagnostics.sorted().iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(told, ["not read: `hostname`, `operating system`, `zone`, `kbs`"]);
}

#[test]
fn the_order_of_segments_and_flows_does_not_matter() {
    let hosts = "hosts: [{name: a, os: x, kind: server, segments: [s2, s1]}]\n";
    let one = resolve(
        &format!(
            "inventory: 1.0.0\nsegments: {{s1: {{users: 1}}, s2: {{}}, s3: {{}}}}\nflows: {{s1 -> s2: any, s3 <-> s1: [smb]}}\n{hosts}"
        ),
        &[],
    );
    let other = resolve(
        &format!(
            "inventory: 1.0.0\n{hosts}flows: {{s1 <-> s3: [smb], s1 -> s2: any}}\nsegments: {{s3: {{}}, s1: {{users: 1}}, s2: {{}}}}\n"
        ),
        &[],
    );
    assert!(one.segments.keys().eq(other.segments.keys()));
    let flows = |i: &Inventory| {
        i.flows.iter().map(|(key, flow)| (key.clone(), flow.ports.clone())).collect::<Vec<_>>()
    };
    assert_eq!(flows(&one), flows(&other));
    assert_eq!(one.hosts["a"].segments, other.hosts["a"].segments);
}

#[test]
fn the_examples_have_no_mistakes() {
    let folders = std::fs::read_dir("inventory-examples")
        .unwrap()
        .map(|entry| entry.unwrap().path().join("inventory.yaml"));
    for path in folders.filter(|path| path.exists()) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        inventory::read(&path, &mut sources, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{}", render(&sources, &diagnostics, Colour::Never));
    }
}

/// Pieces that inventories are made of, in no sensible order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("inventory: 1.0.0\n"),
        Just("segments:\n"),
        Just("  dmz: {}\n"),
        Just("flows:\n"),
        Just("  internet -> dmz: "),
        Just("<->"),
        Just("->"),
        Just("/"),
        Just("[tcp/80]"),
        Just("hosts:\n"),
        Just("  - {name: a, os: b, kind: server, segment: dmz"),
        Just("}"),
        Just(", "),
        Just(": "),
        Just("patches: ["),
        Just("]"),
        Just("\n"),
        Just("  "),
        Just("\""),
        Just("&a "),
        Just("*a"),
        Just("hosts_from: [t.csv]\n"),
        Just("expect:\n  - no x may be vulnerable to y"),
        Just(" -x "),
        Just("accept: [{host: a}]\n"),
        Just("defaults: {laptop: {away: 3}}\n"),
        Just("ü"),
        Just("\u{1b}"),
        Just("\t"),
        Just("- "),
        Just("010"),
        Just("''"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Cells and separators in no sensible order.
fn cells() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        Just("name,os,kind,segment\n"),
        Just("name;os;kind;segments;patches;files\n"),
        Just("sep=;\n"),
        Just("a"),
        Just(","),
        Just(";"),
        Just("\t"),
        Just("\""),
        Just("\"\""),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("server"),
        Just("dmz"),
        Just("KB828028;Q1"),
        Just("x.dll=5.0"),
        Just("="),
        Just(" "),
        Just("ü\u{a0}"),
        Just("-"),
        Just("count"),
        Just("\u{feff}"),
        Just("\0"),
    ];
    prop::collection::vec(cell, 0..60).prop_map(|cells| cells.concat())
}

fn never_panics(yaml: &str, table: &str) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", yaml, &[("t.csv", table)], &mut sources, &mut diagnostics);
    let text = render(&sources, &diagnostics, Colour::Never);
    assert_eq!(text.is_empty(), diagnostics.is_empty());
    assert!(
        text.chars().all(|c| c == '\n' || !patchfirst::source::sanitize::is_hostile(c)),
        "{text:?}"
    );
}

proptest! {
    #[test]
    fn no_yaml_makes_the_reader_panic(noise in any::<String>(), pieces in pieces()) {
        never_panics(&noise, "");
        never_panics(&pieces, "name,os,kind,segment\na,b,server,dmz\n");
        never_panics(&format!("{SEGMENTS}{pieces}"), "");
    }

    #[test]
    fn no_table_makes_the_reader_panic(noise in any::<String>(), cells in cells()) {
        let yaml = format!("{SEGMENTS}hosts_from: [t.csv]\n");
        never_panics(&yaml, &noise);
        never_panics(&yaml, &cells);
        never_panics(&yaml, &format!("name,os,kind,segment\n{cells}"));
    }
}

#[test]
fn days_outside_are_words_numbers_days_or_ranges() {
    let read = |away: &str| {
        let yaml = format!(
            "{SEGMENTS}\nhosts:\n  - {{name: nb, os: a, kind: laptop, segment: office, away: {away}}}\n"
        );
        host(&resolve(&yaml, &[]), "nb").away.clone()
    };
    let range = |first: &str, last: &str| DayRange {
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
    };
    assert_eq!(
        ["weekends", "evenings", "always", "never", "3"].map(read),
        [Away::Weekends, Away::Evenings, Away::Always, Away::Never, Away::First(3)]
    );
    let days = [range("2006-09-02", "2006-09-02"), range("2006-09-04", "2006-09-07")];
    assert_eq!(
        read("[2006-09-05..2006-09-07, 2006-09-02, 2006-09-04..2006-09-05]"),
        Away::On(days.into())
    );
    let table = "name,kind,os,segment,away,infected\nnb,laptop,a,office,2006-09-04..2006-09-07;2006-09-02,TRUE\nnb2,laptop,a,office,Evenings,\n";
    let inventory = resolve(&format!("{SEGMENTS}\nhosts_from: [t.csv]\n"), &[("t.csv", table)]);
    assert_eq!(host(&inventory, "nb").away, Away::On(days.into()));
    assert_eq!(host(&inventory, "nb").infected, Some(Infected::Undated));
    assert_eq!(host(&inventory, "nb2").away, Away::Evenings);
}

#[test]
fn a_flow_has_a_certain_and_a_possible_part() {
    let yaml = format!(
        "{SEGMENTS}\nflows:\n  office -> dmz: {{open: [smb], unknown: [tcp/440-450]}}\n  dmz -> office: {{unknown: tcp/80}}\n"
    );
    let inventory = resolve(&yaml, &[]);
    let parts: Vec<(String, String)> = inventory
        .flows
        .values()
        .map(|flow| (flow.ports.certain().to_string(), flow.ports.possible().to_string()))
        .collect();
    let (none, smb, rest) =
        ("none".to_owned(), "tcp/139, tcp/445".to_owned(), "tcp/440-444, tcp/446-450".to_owned());
    assert_eq!(parts, [(none, "tcp/80".to_owned()), (smb, rest)]);
}

#[test]
fn a_host_answers_the_segments_it_lists() {
    let table =
        "name,kind,os,segment,listens\nh2,server,a,dmz,tcp/445=office|dmz;tcp/135;tcp/80=-\n";
    let yaml = format!(
        "{SEGMENTS}\nhosts_from: [t.csv]\nhosts:\n  - {{name: h1, os: a, kind: server, segment: dmz, listens: {{tcp/445: [office, dmz], tcp/135: any, tcp/80: []}}}}\n"
    );
    let inventory = resolve(&yaml, &[("t.csv", table)]);
    for name in ["h1", "h2"] {
        let host = host(&inventory, name);
        let rules: Vec<(String, usize, bool)> = host
            .listens_from
            .iter()
            .map(|rule| (rule.ports.to_string(), rule.segments.len(), rule.internet))
            .collect();
        assert_eq!(rules, [("tcp/80".to_owned(), 0, false), ("tcp/445".to_owned(), 2, false)]);
        assert_eq!(
            inventory.system(host.system).listens.as_ref().unwrap().to_string(),
            "tcp/80, tcp/135, tcp/445"
        );
    }
}

#[test]
fn an_inventory_without_flows_does_not_say_that_nothing_is_allowed() {
    let undescribed = resolve("inventory: 1.0.0\nsegments: {a: {}, b: {}, c: {}}\n", &[]);
    assert!(
        !undescribed.flows_described
            && undescribed.described_flows() == 0
            && undescribed.flows.len() == 1
    );
    assert!(undescribed.flows.keys().all(patchfirst::inventory::FlowKey::is_undescribed));
    let closed = resolve("inventory: 1.0.0\nsegments: {a: {}, b: {}, c: {}}\nflows: {}\n", &[]);
    assert!(closed.flows_described && closed.flows.is_empty());
    let part =
        resolve("inventory: 1.0.0\nsegments: {a: {}, b: {}, c: {}}\nflows: {a -> b: any}\n", &[]);
    let alone: Vec<&str> = part.segments_without_flows().map(|id| part.segment(id).0).collect();
    assert_eq!(alone, ["c"]);
}

#[test]
fn rates_shifts_and_activity_are_read() {
    let inventory = resolve(
        "inventory: 1.1.0
segments: {}
calendar: {workdays: [sun, mon], holidays: [2004-02-16]}
threat: {escalation: {none: 0.01, exploit: {fresh: 0.02, days: 9, later: 0.001}}, mail_per_user_day: 0.001, controls: {block: 0.5}}
plan: {shifts: [{on: tonight, staff: 2, hours: 3}, {on: Saturday, staff: 1, hours: 0.5}, {on: 2004-02-15, staff: 4, hours: 8}], regular: {staff: 2, hours: 8}, block_cost: 0.05}
activity:
  - {date: 2004-02-11, port: tcp/445, sources: 100, baseline: 10, cause: Doomjuice}
  - {date: 2004-02-11, level: ThreatCon 2, source: Symantec}
activity_from: [port-445.json]
",
        &[("port-445.json", "{\"1\": {\"date\": \"2004-02-10\", \"sources\": \"12\"}, \"0\": {\"date\": \"2004-02-09\", \"sources\": 11}}")],
    );
    assert_eq!(inventory.threat.escalation[0], RateOverride::constant(0.01));
    assert_eq!(
        inventory.threat.escalation[2],
        RateOverride { fresh: Some(0.02), days: Some(9), later: Some(0.001) }
    );
    assert_eq!(
        (inventory.threat.mail_per_user_day, inventory.threat.block_holds),
        (Some(0.001), Some(0.5))
    );
    let on: Vec<ShiftDay> = inventory.plan.shifts.iter().map(|shift| shift.on).collect();
    let day = "2004-02-15".parse().unwrap();
    assert_eq!(
        on,
        [ShiftDay::Tonight, ShiftDay::Next(jiff::civil::Weekday::Saturday), ShiftDay::On(day)]
    );
    assert_eq!(inventory.plan.block_cost, Some(0.05));
    assert!(
        inventory.calendar.is_workday(day)
            && !inventory.calendar.is_workday(day.tomorrow().unwrap())
    );
    assert_eq!(inventory.activity.len(), 2);
    let history = &inventory.histories[0];
    assert_eq!((history.ports.to_string(), history.days.len()), ("tcp/445, udp/445".to_owned(), 2));
    assert!(history.days[0].date < history.days[1].date);
}
