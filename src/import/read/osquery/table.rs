//! The tables of osquery that say something of a host: by which columns each is known, and what its
//! rows say.

use serde_json::Value;

use super::owner::NAMES;
use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::read::json::text;
use crate::import::read::systeminfo;
use crate::import::role;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::listed::listed;

/// A table that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Patches,
    Chassis,
    System,
    Machine,
    Addresses,
}

/// The columns of each table: those without which it is not known as one, and the others.
const COLUMNS: [(Table, &[&str], &[&str]); 5] = [
    (
        Table::Patches,
        &["hotfix_id"],
        &["caption", "description", "fix_comments", "installed_by", "install_date", "installed_on"],
    ),
    (
        Table::Chassis,
        &["chassis_types"],
        &[
            "audible_alarm",
            "breach_description",
            "description",
            "lock",
            "manufacturer",
            "model",
            "security_breach",
            "serial",
            "smbios_tag",
            "sku",
            "status",
            "visible_alarm",
        ],
    ),
    (
        Table::System,
        &["name", "major", "minor"],
        &[
            "version",
            "patch",
            "build",
            "platform",
            "platform_like",
            "codename",
            "arch",
            "extra",
            "install_date",
            "revision",
            "pid_with_namespace",
            "mount_namespace_id",
        ],
    ),
    (
        Table::Machine,
        &[],
        &[
            "uuid",
            "cpu_type",
            "cpu_subtype",
            "cpu_brand",
            "cpu_physical_cores",
            "cpu_logical_cores",
            "cpu_sockets",
            "cpu_microcode",
            "physical_memory",
            "hardware_vendor",
            "hardware_model",
            "hardware_version",
            "hardware_serial",
            "board_vendor",
            "board_model",
            "board_version",
            "board_serial",
            "emulated_cpu_type",
        ],
    ),
    (
        Table::Addresses,
        &["interface", "address"],
        &["mask", "broadcast", "point_to_point", "type", "friendly_name"],
    ),
];

impl Table {
    /// The table of a row, if it is one that is read.
    pub(super) fn of(row: &Value) -> Option<Self> {
        let has = |key: &str| row.get(key).is_some();
        let described = COLUMNS
            .iter()
            .find(|(_, needed, _)| !needed.is_empty() && needed.iter().all(|key| has(key)))
            .map(|(table, ..)| *table);
        let of_system =
            has("codename") || has("platform_like") || (has("platform") && has("build"));
        let hardware = has("hardware_model") || has("hardware_serial") || has("hardware_vendor");
        let named = ["hostname", "computer_name"].iter().any(|key| has(key));
        described
            .or_else(|| (has("name") && of_system).then_some(Self::System))
            .or_else(|| (hardware || named).then_some(Self::Machine))
    }

    /// Whether a row can be of no other program: it has the columns of its table and no others.
    /// What other programs call `name` is the host, and not its system.
    pub(super) fn is_surely_of(row: &Value) -> bool {
        let has = |key: &str| row.get(key).is_some();
        let Some(table) = Self::of(row) else { return false };
        let numbered = has("major") && has("minor");
        let told = match table {
            Self::Patches | Self::Chassis => true,
            Self::System => numbered || has("codename") || has("platform_like"),
            Self::Machine => row.as_object().is_some_and(|members| {
                members.keys().any(|key| key.starts_with("hardware_") || key.starts_with("cpu_"))
            }),
            Self::Addresses => has("mask"),
        };
        // A query may join what others say to the version of the system.
        told && ((table == Self::System && numbered) || table.unread(row).next().is_none())
    }

    /// The members of a row that are no columns of its table.
    pub(super) fn unread(self, row: &Value) -> impl Iterator<Item = String> {
        let columns = COLUMNS.iter().find(|(table, ..)| *table == self);
        let known = move |key: &str| {
            NAMES.contains(&key)
                || ["hostIdentifier", "host_uuid", "host_identifier"].contains(&key)
                || columns.is_some_and(|(_, a, b)| a.contains(&key) || b.contains(&key))
        };
        let members = row.as_object().into_iter().flat_map(serde_json::Map::keys);
        members.filter(move |key| !known(key)).cloned()
    }

    /// What a row says.
    pub(super) fn facts(
        self,
        row: &Value,
        identity: &mut Identity,
        line: u32,
        sink: &mut Sink<'_>,
    ) -> Vec<Fact> {
        let model = |vendor: &str, model: &str| {
            role::from_model(Some(&text(row, vendor)), Some(&text(row, model))).map(Fact::Role)
        };
        match self {
            Self::Patches => patch(row, line, sink),
            Self::Chassis => {
                identity.add_serial(&text(row, "serial"));
                let chassis = role::from_chassis(&text(row, "chassis_types")).map(Fact::Role);
                chassis.into_iter().chain(model("manufacturer", "model")).collect()
            }
            Self::System => system(row),
            Self::Machine => {
                identity.add_serial(&text(row, "hardware_serial"));
                model("hardware_vendor", "hardware_model").into_iter().collect()
            }
            Self::Addresses => {
                identity.add_addresses(&text(row, "address"));
                Vec::new()
            }
        }
    }

    /// What a differential log says was removed is not there any more. What a machine was before
    /// says nothing of it now.
    pub(super) fn removed(self, row: &Value, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
        if self != Self::Patches {
            return Vec::new();
        }
        let id = text(row, "hotfix_id");
        match words::patch(&id) {
            Some(patch) => vec![Fact::Missing(patch.to_string().into())],
            None => {
                sink.skip(line, &id, "removed, and names no patch");
                Vec::new()
            }
        }
    }
}

/// Whether a text that cannot be parsed speaks of the columns of a table.
pub(super) fn is_spoken_of(head: &str) -> bool {
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    let logged = has("hostIdentifier") && (has("columns") || has("snapshot"));
    let described = |needed: &[&str]| !needed.is_empty() && needed.iter().all(|key| has(key));
    logged || COLUMNS.iter().any(|(_, needed, _)| described(needed))
}

fn patch(row: &Value, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
    let id = text(row, "hotfix_id");
    let doubtful = !listed(&id).doubts.is_empty();
    match words::patch(&id).filter(|_| !doubtful) {
        Some(patch) => vec![Fact::Installed(patch), Fact::PatchList(PatchList::Complete)],
        None => {
            sink.skip(line, &id, "names no patch: the list is incomplete");
            vec![Fact::PatchList(PatchList::CutOff)]
        }
    }
}

fn system(row: &Value) -> Vec<Fact> {
    let version = [text(row, "major"), text(row, "minor"), text(row, "build")].join(".");
    let said = [
        (text(row, "name"), Fact::System as fn(Box<str>) -> Fact),
        (version.trim_matches('.').to_owned(), Fact::Kernel),
    ];
    let said = said.into_iter().filter(|(text, _)| !text.is_empty());
    let mut facts: Vec<Fact> = said.map(|(text, fact)| fact(text.into())).collect();
    let service_pack = systeminfo::version(&version).and_then(|(_, service_pack)| service_pack);
    facts.extend(service_pack.map(Fact::ServicePack));
    facts.extend(words::arch(&text(row, "arch")).map(Fact::Arch));
    facts
}
