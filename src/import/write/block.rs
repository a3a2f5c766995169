//! The block of a host: its name with where it comes from, then key by key what is known.

use std::fmt::Write;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{answers, comment, list, place, scalar};
use crate::import::fact::Origin;
use crate::import::merge::{Machine, Patches};
use crate::import::{FileReport, Placed};

/// More sources than anybody reads behind a host.
const MAX_ORIGINS: usize = 6;
/// Machines and patches of which the lines are kept; beyond, hosts hardly share any.
const MAX_KEPT: usize = 1 << 14;

/// A key of a host with its value as YAML, and a remark.
pub(in crate::import) type Line = (&'static str, String, Option<String>);

/// Lines that stand behind each other.
enum Lines<'p> {
    /// Those of a machine.
    Machine(&'p Arc<Machine>, Part),
    /// Those of patches.
    Patches(&'p Arc<Patches>),
    /// Those of this host.
    Own(Vec<Line>),
}

/// The parts of what is written of a machine; lines of its host stand between them.
#[derive(Clone, Copy)]
enum Part {
    System,
    Criticality,
    Files,
    Ports,
    Antivirus,
    Note,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::System, Self::Criticality, Self::Files, Self::Ports, Self::Antivirus, Self::Note];
}

/// Writes blocks of hosts. What hosts share is put into lines once.
#[derive(Debug, Default)]
pub(in crate::import) struct Blocks {
    machines: Made<Machine, [String; Part::ALL.len()]>,
    patches: Made<Patches, String>,
}

/// Lines by what they say.
type Made<T, L> = FxHashMap<*const T, L>;

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
        let said = provenance(placed, files);
        let said = comment(&said);
        if !said.is_empty() {
            text.push_str("   # ");
            text.push_str(&said);
        }
        text.push('\n');
        for lines in all(placed) {
            match lines {
                Lines::Machine(machine, part) if Arc::strong_count(machine) > 1 => {
                    let made = made(&mut self.machines, machine, || {
                        Part::ALL.map(|part| written(&of_machine(machine, part)))
                    });
                    text.push_str(&made[part as usize]);
                }
                Lines::Patches(patches) if Arc::strong_count(patches) > 1 => {
                    let made = made(&mut self.patches, patches, || written(&of_patches(patches)));
                    text.push_str(made);
                }
                lines => write(&lines.into_vec(), text),
            }
        }
    }
}

fn made<'m, T, L>(all: &'m mut Made<T, L>, of: &Arc<T>, make: impl FnOnce() -> L) -> &'m L {
    if all.len() >= MAX_KEPT {
        all.clear();
    }
    all.entry(Arc::as_ptr(of)).or_insert_with(make)
}

impl Lines<'_> {
    fn into_vec(self) -> Vec<Line> {
        match self {
            Self::Machine(machine, part) => of_machine(machine, part),
            Self::Patches(patches) => of_patches(patches),
            Self::Own(lines) => lines,
        }
    }
}

/// The keys of a host with their values as YAML, in the order in which they are written, and
/// remarks.
pub(in crate::import) fn fields(placed: &Placed) -> Vec<Line> {
    all(placed).into_iter().flat_map(Lines::into_vec).collect()
}

/// Everything that is written of a host.
fn all(placed: &Placed) -> [Lines<'_>; 9] {
    let host = &placed.host;
    let machine = |part| Lines::Machine(&host.machine, part);
    let ports = match &placed.answers {
        None => machine(Part::Ports),
        Some(said) => Lines::Own(vec![("listens", answers(said), None)]),
    };
    let note = match host.patches.missing.as_slice() {
        [] => machine(Part::Note),
        missing => Lines::Own(lines([("note", note(missing, &host.machine.notes))])),
    };
    [
        machine(Part::System),
        Lines::Own(vec![segments(placed)]),
        machine(Part::Criticality),
        Lines::Patches(&host.patches),
        machine(Part::Files),
        ports,
        machine(Part::Antivirus),
        Lines::Own(whereabouts(placed)),
        note,
    ]
}

fn written(lines: &[Line]) -> String {
    let mut text = String::new();
    write(lines, &mut text);
    text
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
    let (key, value) = match part {
        Part::System => return system(machine),
        Part::Criticality => ("criticality", machine.criticality.map(|c| c.as_str().to_owned())),
        Part::Files => ("files", files(machine)),
        Part::Ports => {
            let ports = machine.listens.as_ref();
            ("listens", ports.map(|ports| list(ports.to_texts().into_iter())))
        }
        Part::Antivirus => ("antivirus", machine.antivirus.map(|a| a.as_str().to_owned())),
        Part::Note => ("note", note(&[], &machine.notes)),
    };
    lines([(key, value)])
}

fn of_patches(patches: &Patches) -> Vec<Line> {
    let installed = patches.installed.as_ref();
    let cut_off = installed.is_some() && !patches.complete;
    lines([
        ("patches", installed.map(|patches| list(patches.iter().map(ToString::to_string)))),
        ("patches_complete", cut_off.then(|| "false".to_owned())),
    ])
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

fn files(machine: &Machine) -> Option<String> {
    let file = |(name, version): &(String, _)| format!("{}: {version}", scalar(name));
    let files: Vec<String> = machine.files.iter().map(file).collect();
    (!files.is_empty()).then(|| format!("{{{}}}", files.join(", ")))
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
fn note(missing: &[String], notes: &[String]) -> Option<String> {
    let missing = (!missing.is_empty()).then(|| format!("found missing: {}", missing.join(", ")));
    let parts: Vec<&str> = missing.iter().chain(notes).map(String::as_str).collect();
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
