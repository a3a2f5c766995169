//! Reading and checking everything that a check names.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use patchfirst::acceptance::InForce;
use patchfirst::activity;
use patchfirst::advisory::{self, Advisories};
use patchfirst::case::Case;
use patchfirst::check::{self, Checked, Finding, fix};
use patchfirst::diagnostic::{Code, Diagnostics};
use patchfirst::exposure;
use patchfirst::inventory::{self, Inventory};
use patchfirst::network::Scenario;
use patchfirst::report::Shown;
use patchfirst::report::findings::{Item, Overview};
use patchfirst::risk::{Figures, Request};
use patchfirst::source::{SourceId, Sources};
use patchfirst::term::entry::Entries;
use patchfirst::threat::Threat;

use crate::cli::{CheckArgs, outside};
use crate::command::filter::{self, Unmatched};
use crate::command::input::{as_of, nothing, sample_size, scenario};

/// What was read and found.
pub(super) struct Looked {
    pub(super) sources: Sources,
    pub(super) overviews: Vec<Overview>,
    pub(super) edits: Vec<fix::Edit>,
    items: Vec<Item>,
    /// Problems that were counted and not kept: nobody repairs ten thousand before the next run.
    pub(super) unlisted: usize,
    segments: Vec<String>,
    /// Words of the filter that fit nothing in any inventory.
    pub(super) unmatched: Vec<Unmatched>,
    /// Why nothing can be said, of each inventory of which that is so.
    nothing: Vec<String>,
}

/// Checks the advisories, then one inventory after the other.
pub(super) fn at_everything(args: &CheckArgs) -> Looked {
    let (mut sources, mut diagnostics) =
        (Sources::default().outside(outside(args.allow_outside)), Diagnostics::default());
    let advisories = advisory::with_directory(&args.advisories, &mut sources, &mut diagnostics);
    let broken = diagnostics.has_errors();
    let mut looked = Looked {
        sources,
        overviews: Vec::new(),
        edits: Vec::new(),
        items: Vec::new(),
        unlisted: 0,
        segments: Vec::new(),
        unmatched: Vec::new(),
        nothing: Vec::new(),
    };
    looked.add_read(&diagnostics);
    if !broken {
        looked.add(check::advisory::findings(&advisories, &looked.sources), &[]);
    }
    for path in &args.inventories {
        looked.at_inventory(path, args, &advisories);
    }
    looked.segments.sort_unstable();
    looked.segments.dedup();
    looked
}

impl Looked {
    fn at_inventory(&mut self, path: &Path, args: &CheckArgs, advisories: &Advisories) {
        let mut diagnostics = Diagnostics::default();
        let (before, first) = (self.sources.iter().count(), self.items.len());
        let inventory = inventory::read(path, &mut self.sources, &mut diagnostics);
        let readable = !diagnostics.has_errors();
        let files: Vec<SourceId> = self.sources.iter().skip(before).map(|(id, _)| id).collect();
        let stated = inventory.as_ref().and_then(|inventory| inventory.as_of);
        let as_of = as_of(args.as_of, stated);
        let findings = match &inventory {
            Some(inventory) if readable => {
                self.at_content(path, inventory, args, advisories, &mut diagnostics)
            }
            unreadable => {
                self.overviews.push(overview(path, unreadable.as_ref(), None));
                if let Some(inventory) = unreadable {
                    // What is wrong against the catalogue is said in the same run.
                    exposure::find(inventory, advisories, as_of, &mut diagnostics);
                }
                Vec::new()
            }
        };
        let segments: Vec<Arc<str>> = inventory.as_ref().map(segment_names).unwrap_or_default();
        // A large network makes room for what was found of it.
        drop(inventory);
        self.add(findings, &segments);
        if args.allow_unassessed {
            diagnostics.relax(Code::MisspelledProduct);
        }
        let edits = fix::edits(&self.sources, files.iter().copied());
        self.add(fix::findings(&self.sources, &edits), &[]);
        self.edits.extend(edits);
        self.add_read(&diagnostics);
        self.ignore(first, &files, as_of);
    }

    /// Takes the comments in these files into account, for the findings from `first` on.
    fn ignore(&mut self, first: usize, files: &[SourceId], as_of: Date) {
        let findings = self.items[first..].iter_mut().map(|item| &mut item.finding);
        let faults = check::ignore::apply(findings, files, &self.sources, as_of);
        self.add(faults, &[]);
    }

    fn at_content(
        &mut self,
        path: &Path,
        inventory: &Inventory,
        args: &CheckArgs,
        advisories: &Advisories,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Finding> {
        let mut threat =
            Threat::new(as_of(args.as_of, inventory.as_of), &inventory.threat, &inventory.calendar);
        threat.horizon_days = args.horizon.unwrap_or(threat.horizon_days);
        threat.check(&inventory.threat, diagnostics);
        inventory.check_days(threat.as_of, threat.horizon_days, args.as_of.is_some(), diagnostics);
        let exposures = exposure::find(inventory, advisories, threat.as_of, diagnostics);
        let activity = activity::weigh(inventory, advisories, &threat).chances();
        let (scenario, request) =
            (Scenario { activity, ..scenario(args.unknown_flows) }, request(args));
        let case = Case {
            inventory,
            advisories,
            exposures: &exposures,
            threat: &threat,
            scenario: &scenario,
            request: &request,
        };
        self.nothing.extend(nothing(&case));
        let accepted = InForce::on(inventory, threat.as_of);
        let checked = Checked { case, accepted: &accepted };
        let mut findings = check::check(checked);
        let (shown, unmatched) = filter::of(&args.filter, case);
        if let Some(shown) = shown {
            findings.retain(|finding| is_shown(finding, inventory, &shown));
        }
        // A word that fits something in another inventory is none that fits nothing.
        match self.overviews.iter().any(|overview| overview.complete) {
            true => self
                .unmatched
                .retain(|one| unmatched.iter().any(|other| one.message == other.message)),
            false => self.unmatched = unmatched,
        }
        self.overviews.push(overview(path, Some(inventory), Some(&threat)));
        self.segments.extend(inventory.segments.keys().cloned());
        findings
    }

    fn add_read(&mut self, diagnostics: &Diagnostics) {
        let findings = check::form(diagnostics);
        self.unlisted += diagnostics.len() - findings.len();
        self.add(findings, &[]);
    }

    /// Adds findings; their segments are indices into the names.
    fn add(&mut self, findings: Vec<Finding>, segments: &[Arc<str>]) {
        self.items.extend(findings.into_iter().map(|finding| {
            let segment = finding.segment.and_then(|id| segments.get(id.0 as usize)).cloned();
            Item { finding, segment, fingerprint: None, known: false }
        }));
    }

    /// The findings in the order of files and places.
    pub(super) fn take_sorted(&mut self) -> Vec<Item> {
        let mut items = std::mem::take(&mut self.items);
        items.sort_by(|a, b| check::order(&a.finding, &b.finding));
        items
    }

    /// Drops findings that no longer hold.
    pub(super) fn forget(&mut self, gone: impl Fn(&Finding) -> bool) {
        self.items.retain(|item| !gone(&item.finding));
    }

    pub(super) fn segment_names(&self) -> Vec<String> {
        self.segments.clone()
    }

    /// Why nothing can be said of any inventory, if so.
    pub(super) fn nothing(&self) -> Option<&str> {
        if self.nothing.len() == self.overviews.len() {
            self.nothing.first().map(String::as_str)
        } else {
            None
        }
    }
}

fn segment_names(inventory: &Inventory) -> Vec<Arc<str>> {
    inventory.segments.keys().map(|name| name.as_str().into()).collect()
}

/// What is about a host that is not shown, or about a segment that is not, is left out; what is
/// about neither stays.
fn is_shown(finding: &Finding, inventory: &Inventory, shown: &Shown) -> bool {
    match (finding.host.as_deref().and_then(|name| inventory.host_id(name)), finding.segment) {
        (Some(host), _) => shown.has(host),
        (None, Some(segment)) => shown.has_segment(segment),
        (None, None) => true,
    }
}

/// An inventory whose day is known was checked as a whole.
fn overview(path: &Path, inventory: Option<&Inventory>, threat: Option<&Threat>) -> Overview {
    let count = |of: fn(&Inventory) -> usize| inventory.map_or(0, of) as u64;
    Overview {
        file: if path == Path::new("-") {
            "<stdin>".to_owned()
        } else {
            path.to_string_lossy().into_owned()
        },
        as_of: threat.map(|threat| threat.as_of.to_string()),
        until: threat.map(|threat| threat.until().to_string()),
        hosts: count(|i| i.hosts.len()),
        machines: inventory.map_or(0, Inventory::machines),
        segments: count(|i| i.segments.len()),
        flows: count(Inventory::described_flows),
        complete: threat.is_some(),
    }
}

fn request(args: &CheckArgs) -> Request {
    Request {
        samples: sample_size(args.samples),
        seed: args.seed,
        entries: Entries::ALL,
        figures: Figures::All,
        design: None,
    }
}
