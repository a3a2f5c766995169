//! Single values of the advisory format: names, patches, ports, versions and version ranges.

use indexmap::IndexMap;
use semver::{BuildMetadata, Comparator, Prerelease, Version, VersionReq};

use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{Fields, Node};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion};
use crate::term::port::{PortError, PortSet, service_names};

/// The id of an advisory or product: letters, digits, `.`, `_`, `:` and `-`, beginning with a
/// letter or digit, so that it can name a file and a CSV cell alike.
pub(super) fn id(node: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = node.text("`id`", diagnostics)?;
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.len() <= 100
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b));
    if !plain {
        let bad = Diagnostic::new(Code::BadName, format!("`{}` cannot be an id", shortened(text)));
        diagnostics.push(
            bad.at(node.span, "")
                .help("use up to 100 letters, digits, `.`, `_`, `:` and `-`, such as MS06-040"),
        );
    }
    plain.then(|| text.to_owned())
}

/// A patch.
pub(super) fn patch(node: &Node, diagnostics: &mut Diagnostics) -> Option<PatchId> {
    node.parse_as("a patch", Code::BadPatch, diagnostics)
}

/// An architecture.
pub(super) fn arch(node: &Node, diagnostics: &mut Diagnostics) -> Option<Arch> {
    node.parse_as("an architecture", Code::BadValue, diagnostics)
}

/// The version of a file.
pub(super) fn file_version(node: &Node, diagnostics: &mut Diagnostics) -> Option<FileVersion> {
    node.parse_as("a file version", Code::BadVersion, diagnostics)
}

/// A list of ports; those that cannot be read are reported and left out.
pub(super) fn ports(node: &Node, diagnostics: &mut Diagnostics) -> Option<PortSet> {
    let items = node.items("a list of ports", diagnostics)?;
    let sets: Vec<PortSet> = items.iter().filter_map(|item| port(item, diagnostics)).collect();
    Some(sets.iter().fold(PortSet::empty(), |all, set| all.union(set)))
}

/// What an advisory says of the ways in.
#[derive(Default)]
pub(super) struct Vectors {
    /// All ports; every port if they are not known.
    pub(super) ports: PortSet,
    /// Not known.
    pub(super) unknown: bool,
    /// The ports of single vulnerabilities, where the advisory tells them apart.
    pub(super) by_cve: IndexMap<String, PortSet>,
}

/// Ports as a list, `unknown`, or a mapping from vulnerabilities to lists.
pub(super) fn vectors(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vectors> {
    if node.scalar() == Some("unknown") {
        return Some(Vectors { ports: PortSet::any(), unknown: true, by_cve: IndexMap::new() });
    }
    if !node.is_mapping() {
        return Some(Vectors { ports: ports(node, diagnostics)?, ..Vectors::default() });
    }
    let entries = Fields::entries(node, "`vectors`", diagnostics)?;
    let entry =
        |(cve, _, value): (&str, &Node, &Node)| Some((cve.to_owned(), ports(value, diagnostics)?));
    let by_cve: IndexMap<String, PortSet> = entries.into_iter().filter_map(entry).collect();
    let all = by_cve.values().fold(PortSet::empty(), |all, ports| all.union(ports));
    Some(Vectors { ports: all, unknown: false, by_cve })
}

fn port(node: &Node, diagnostics: &mut Diagnostics) -> Option<PortSet> {
    let text = node.text("a port", diagnostics)?;
    let bad = |error: PortError| {
        let help = match &error {
            PortError::UnknownService(name) => suggest::help(name, service_names()),
            _ => "write it as tcp/445, udp/137-138, or a service such as smb".to_owned(),
        };
        diagnostics
            .push(Diagnostic::new(Code::BadPort, error.to_string()).at(node.span, "").help(help));
    };
    text.parse().map_err(bad).ok()
}

/// A product version: `major.minor.service-pack`.
pub(super) fn version(node: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let text = node.text("a version", diagnostics)?;
    let plain = |v: &Version| v.pre == Prerelease::EMPTY && v.build == BuildMetadata::EMPTY;
    let version = Version::parse(text.trim()).ok().filter(plain);
    if version.is_none() {
        let bad = Diagnostic::new(
            Code::BadVersion,
            format!("`{}` is not a product version", shortened(text)),
        );
        diagnostics
            .push(bad.at(node.span, "").help("write major.minor.service-pack, such as 5.0.4"));
    }
    version
}

/// A range of product versions.
pub(super) fn range(node: &Node, diagnostics: &mut Diagnostics) -> Option<VersionReq> {
    let text = node.text("`versions`", diagnostics)?;
    let bad = |reason: String| {
        let bad = Diagnostic::new(
            Code::BadVersion,
            format!("`{}` is not a version range: {reason}", shortened(text)),
        );
        diagnostics.push(bad.at(node.span, "").help(
            "write `*`, `5.0.4` for that version alone, or bounds such as `>=5.0.2, <5.0.5`",
        ));
    };
    requirement(text).map_err(bad).ok()
}

/// Reads a semver requirement in which a bare version means that version alone.
///
/// Elsewhere a bare `5.1.2` is short for `^5.1.2`, which every later 5.x matches. In a table of
/// affected versions that would silently take in the service packs that hold the fix, so here it is
/// `=5.1.2`; the shorter `5.1` stands for every 5.1.x. Product versions have no pre-releases, hence
/// ranges have none either.
fn requirement(text: &str) -> Result<VersionReq, String> {
    let exact = |part: &str| {
        let bare = part.trim().starts_with(|c: char| c.is_ascii_digit())
            && !part.contains(['*', 'x', 'X']);
        if bare { format!("={}", part.trim()) } else { part.trim().to_owned() }
    };
    let explicit = text.split(',').map(exact).collect::<Vec<_>>().join(", ");
    let range = VersionReq::parse(&explicit).map_err(|error| error.to_string())?;
    let is_release = |c: &Comparator| c.pre == Prerelease::EMPTY;
    if range.comparators.iter().all(is_release) {
        Ok(range)
    } else {
        Err("a service pack has no pre-releases".to_owned())
    }
}

/// As much of a text as belongs into a message.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(range: &str, version: (u64, u64, u64)) -> bool {
        requirement(range).unwrap().matches(&Version::new(version.0, version.1, version.2))
    }

    #[test]
    fn a_bare_version_is_that_version_alone() {
        assert!(matches("5.1.2", (5, 1, 2)));
        assert!(!matches("5.1.2", (5, 1, 3)), "semver's own reading would be ^5.1.2");
        assert!(matches("5.1", (5, 1, 3)));
        assert!(!matches("5.1", (5, 2, 0)));
        assert!(matches("5.1.*", (5, 1, 3)));
    }

    #[test]
    fn operators_mean_what_they_mean_in_semver() {
        assert!(matches(">=5.0.4, <5.0.5", (5, 0, 4)) && !matches(">=5.0.4, <5.0.5", (5, 0, 5)));
        assert!(matches("*", (4, 0, 6)));
        assert!(
            matches("=5.1.0", (5, 1, 0))
                && matches("^5.1.2", (5, 2, 0))
                && matches("~5.1.2", (5, 1, 9))
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "five",
            ">=5.0.4 <5.0.5",
            "5.0.4 || 5.1.0",
            "=5.0.4-rc.1",
            ">",
            "5.0.4.1",
            "05.0.4",
        ] {
            assert!(requirement(text).is_err(), "{text}");
        }
    }
}
