//! The block of a host: its name with where it comes from, then key by key what is known.

use std::fmt::Write;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{answers, comment, list, place, scalar};
use crate::import::fact::Origin;
use crate::import::merge::Machine;
use crate::import::{FileReport, Placed};

/// More sources than anybody reads behind a host.
const MAX_ORIGINS: usize = 6;
/// Machines of which the lines are kept; beyond, hosts hardly share any.
const MAX_KEPT: usize = 1 << 14;

/// A key of a host with its value as YAML, and a remark.
pub(in crate::import) type Line = (&'static str, String, Option<String>);

/// Lines that stand behind each other.
enum Lines<'p> {
    /// Those of a machine.
    Machine(&'p Arc<Machine>, Part),
    /// Those of this host.
    Own(Vec<Line>),
}

/// The parts of what is written of a machine; lines of its host stand between them.
#[derive(Clone, Copy)]
enum Part {
    System,
    Patches,
    Ports,
    Antivirus,
    Note,
}

impl Part {
    const ALL: [Self; 5] = [Self::System, Self::Patches, Self::Ports, Self::Antivirus, Self::Note];
}

/// Writes blocks of hosts. Lines of machines are made once for all hosts that share one.
#[derive(Debug, Default)]
pub(in crate::import) struct Blocks {
    kept: FxHashMap<*const Machine, [String; Part::ALL.len()]>,
}

impl Blocks {
    /// Writes one host.
    pub(in crate::import) fn host(
        &mut self,
        placed: &Placed,
        files: &[FileReport],
        text: &mut String,
    ) {
        text.push_str("  - name: ");
        text.push_str(&scalar(&placed.host.name));
        text.push_str("   # ");
        text.push_str(&comment(&provenance(placed, files)));
        text.push('\n');
        for lines in all(placed) {
            match lines {
                Lines::Machine(machine, part) => {
                    text.push_str(&self.machine(machine)[part as usize])
                }
                Lines::Own(lines) => write(&lines, text),
            }
        }
    }

    fn machine(&mut self, machine: &Arc<Machine>) -> &[String; Part::ALL.len()] {
        if self.kept.len() >= MAX_KEPT {
            self.kept.clear();
        }
        self.kept.entry(Arc::as_ptr(machine)).or_insert_with(|| {
            Part::ALL.map(|part| {
                let mut text = String::new();
                write(&of_machine(machine, part), &mut text);
                text
            })
        })
    }
}

/// The keys of a host with their values as YAML, in the order in which they are written, and
/// remarks.
pub(in crate::import) fn fields(placed: &Placed) -> Vec<Line> {
    let lines = |lines| match lines {
        Lines::Machine(machine, part) => of_machine(machine, part),
        Lines::Own(lines) => lines,
    };
    all(placed).into_iter().flat_map(lines).collect()
}

/// Everything that is written of a host.
fn all(placed: &Placed) -> [Lines<'_>; 7] {
    let machine = |part| Lines::Machine(&placed.host.machine, part);
    let ports = match placed.answers.as_slice() {
        [] => machine(Part::Ports),
        said => Lines::Own(vec![("listens", answers(said), None)]),
    };
    [
        machine(Part::System),
        Lines::Own(vec![segments(placed)]),
        machine(Part::Patches),
        ports,
        machine(Part::Antivirus),
        Lines::Own(whereabouts(placed)),
        machine(Part::Note),
    ]
}

fn write(lines: &[Line], text: &mut String) {
    for (key, value, remark) in lines {
        let _ = write!(text, "    {key}: {value}");
        if let Some(remark) = remark {
            let _ = write!(text, "   # {}", comment(remark));
        }
        text.push('\n');
    }
}

fn of_machine(machine: &Machine, part: Part) -> Vec<Line> {
    match part {
        Part::System => system(machine),
        Part::Patches => patches(machine),
        Part::Ports => {
            let ports = machine.listens.as_ref();
            lines([("listens", ports.map(|ports| list(ports.to_texts().into_iter())))])
        }
        Part::Antivirus => {
            lines([("antivirus", machine.antivirus.map(|antivirus| antivirus.as_str().to_owned()))])
        }
        Part::Note => lines([("note", note(machine))]),
    }
}

/// The keys that have values, without remarks.
fn lines<const N: usize>(all: [(&'static str, Option<String>); N]) -> Vec<Line> {
    all.into_iter().filter_map(|(key, value)| Some((key, value?, None))).collect()
}

fn system(machine: &Machine) -> Vec<Line> {
    let unknown =
        (!machine.os_known).then(|| "not in the catalogue: the host is not assessed".to_owned());
    let os = machine.os.as_deref().unwrap_or("unknown");
    let mut all = vec![("os", scalar(os), unknown)];
    all.extend(lines([
        ("sp", machine.service_pack.map(|sp| sp.to_string())),
        ("arch", machine.arch.map(|arch| arch.to_string())),
    ]));
    let role = &machine.role;
    all.push(("kind", role.kind.as_str().to_owned(), Some(role.evidence.clone())));
    all
}

fn segments(placed: &Placed) -> Line {
    let remark = placed.remark.as_deref().map(str::to_owned);
    match &*placed.segments {
        [only] => ("segment", scalar(only), remark),
        several => ("segments", list(several.iter().map(|name| scalar(name))), remark),
    }
}

fn patches(machine: &Machine) -> Vec<Line> {
    let patches = machine.patches.as_ref();
    let cut_off = patches.is_some() && !machine.patches_complete;
    let file = |(name, version): &(String, _)| format!("{}: {version}", scalar(name));
    let files: Vec<String> = machine.files.iter().map(file).collect();
    lines([
        ("criticality", machine.criticality.map(|c| c.as_str().to_owned())),
        ("patches", patches.map(|patches| list(patches.iter().map(ToString::to_string)))),
        ("patches_complete", cut_off.then(|| "false".to_owned())),
        ("files", (!files.is_empty()).then(|| format!("{{{}}}", files.join(", ")))),
    ])
}

/// Who is responsible, when it was seen, and its address.
fn whereabouts(placed: &Placed) -> Vec<Line> {
    let (host, whereabouts) = (&placed.host, &placed.host.whereabouts);
    lines([
        ("owner", whereabouts.owner.as_deref().map(scalar)),
        ("last_seen", whereabouts.last_seen.map(|date| date.to_string())),
        ("address", host.addresses.first().map(|address| scalar(&address.to_string()))),
    ])
}

/// What scans found missing, and what else is worth telling.
fn note(machine: &Machine) -> Option<String> {
    let missing = (!machine.missing.is_empty())
        .then(|| format!("found missing: {}", machine.missing.join(", ")));
    let parts: Vec<&str> = missing.iter().chain(&machine.notes).map(String::as_str).collect();
    (!parts.is_empty()).then(|| scalar(&parts.join("; ")))
}

/// Which fields come from which line of which file.
fn provenance(placed: &Placed, files: &[FileReport]) -> String {
    let mut by_origin: Vec<(Origin, String)> = Vec::new();
    for (field, origin) in placed.host.origins.iter() {
        let field = field.as_str();
        match by_origin.iter_mut().find(|(known, _)| *known == origin) {
            Some((_, fields)) => {
                fields.push(' ');
                fields.push_str(field);
            }
            None => by_origin.push((origin, field.to_owned())),
        }
    }
    let mut shown = String::new();
    for (at, (origin, fields)) in by_origin.iter().take(MAX_ORIGINS).enumerate() {
        let between = if at > 0 { "; " } else { "" };
        let _ = write!(shown, "{between}{fields}: {}", place(*origin, files));
    }
    shown
}
