//! What a host is used as and how much depends on it: kind, criticality, value, antivirus, roaming.

use super::away;
use super::reader::{Reader, Reported};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Antivirus, Away, Criticality, Kind};
use crate::source::yaml::{Fields, Node};

pub(super) const KINDS: [Kind; 3] = [Kind::Laptop, Kind::Workstation, Kind::Server];
/// The keys read here, besides `kind`.
pub(super) const KEYS: &[&str] = &["criticality", "value", "antivirus", "roams", "away"];
/// Larger sums lose nothing by being counted in thousands.
const MAX_VALUE: f64 = 1e9;

/// The role as an entry or the defaults for a kind state it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StatedRole {
    criticality: Option<Criticality>,
    value: Option<f64>,
    antivirus: Option<Antivirus>,
    roams: Option<bool>,
    away: Option<Away>,
}

/// What a segment states for the hosts in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ForHosts {
    pub(super) criticality: Option<Criticality>,
    pub(super) antivirus: Option<Antivirus>,
}

/// The role of a host after all defaults.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Role {
    pub(super) criticality: Criticality,
    pub(super) value: f64,
    pub(super) antivirus: Antivirus,
    pub(super) away: Away,
}

impl StatedRole {
    pub(super) fn read(
        fields: &Fields<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let mut reader = Reader::new(fields);
        let stated = Self {
            criticality: reader.get("criticality", diagnostics, criticality),
            value: reader
                .get("value", diagnostics, |node, d| node.decimal("`value`", 0.0..=MAX_VALUE, d)),
            antivirus: reader.get("antivirus", diagnostics, antivirus),
            roams: reader.get("roams", diagnostics, |node, d| node.boolean("`roams`", d)),
            away: reader.get("away", diagnostics, away::read),
        };
        reader.finish(stated)
    }

    /// Reports what does not fit together: days outside of a host that stays inside, and the
    /// reverse. Days in the defaults are no mistake: they are for those that roam.
    pub(super) fn check(
        &self,
        fields: &Fields<'_>,
        kind: Kind,
        defaults: &Self,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Reported> {
        let (Some(node), Some(away)) = (fields.get("away"), &self.away) else { return Ok(()) };
        let (message, help) = match (away, self.carried(kind, defaults)) {
            (Away::Never | Away::First(0), false) | (Away::First(0), true) => return Ok(()),
            (Away::Never, true) if self.roams == Some(true) => {
                ("a host that roams is away at times", "leave `roams` or `away` out")
            }
            (_, true) => return Ok(()),
            (_, false) => (
                "a host that does not roam is never away",
                "add `roams: true`, or leave `away` out",
            ),
        };
        diagnostics.push(Diagnostic::new(Code::BadValue, message).at(node.span, "").help(help));
        Err(Reported)
    }

    /// Fills in what is not stated: from the defaults for the kind, then the segments, then for
    /// every inventory.
    pub(super) fn complete(&self, kind: Kind, defaults: &Self, segments: ForHosts) -> Role {
        let criticality =
            self.criticality.or(defaults.criticality).or(segments.criticality).unwrap_or_default();
        // A criticality stated by the host itself says more than a value meant for all hosts of its
        // kind.
        let default_value = if self.criticality.is_some() { None } else { defaults.value };
        // What the host itself says of roaming counts more than days meant for all hosts of its
        // kind.
        let default_away =
            defaults.away.clone().filter(|away| self.roams.is_none() || *away != Away::Never);
        let away = if self.carried(kind, defaults) {
            self.away.clone().or(default_away).unwrap_or_default()
        } else {
            Away::Never
        };
        Role {
            criticality,
            value: self.value.or(default_value).unwrap_or_else(|| criticality.value()),
            antivirus: self
                .antivirus
                .or(defaults.antivirus)
                .or(segments.antivirus)
                .unwrap_or_default(),
            away,
        }
    }

    /// Whether it is carried about, as far as that is said apart from its days outside.
    fn carried(&self, kind: Kind, defaults: &Self) -> bool {
        self.roams.or(defaults.roams).unwrap_or(kind == Kind::Laptop)
    }
}

pub(super) fn kind(node: &Node, diagnostics: &mut Diagnostics) -> Option<Kind> {
    node.word("`kind`", &KINDS.map(|kind| (kind.as_str(), kind)), diagnostics)
}

pub(super) fn criticality(node: &Node, diagnostics: &mut Diagnostics) -> Option<Criticality> {
    use Criticality::{Critical, High, Low, Medium};
    node.word("`criticality`", &[Low, Medium, High, Critical].map(|c| (c.as_str(), c)), diagnostics)
}

pub(super) fn antivirus(node: &Node, diagnostics: &mut Diagnostics) -> Option<Antivirus> {
    use Antivirus::{Current, None, Stale};
    node.word("`antivirus`", &[Current, Stale, None].map(|a| (a.as_str(), a)), diagnostics)
}
