//! The schema of advisories.

#![allow(dead_code, reason = "the types are never made; their schema is")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::word::{Arch, Branch, Chain, Day, FileVersion, Files, Patch, Text, Vectors, Version};

/// One bulletin.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::schema) struct Advisory {
    /// The format version: 1.0.0.
    advisory: Option<Version>,
    /// Its identifier, which is the name of the file too.
    id: Text,
    /// What is wrong, in a line.
    title: Option<Text>,
    /// The patch that gave it its number.
    kb: Option<Patch>,
    /// When it became known.
    published: Day,
    /// When it was last changed.
    revised: Option<Day>,
    /// The vulnerabilities it covers.
    cves: Option<Vec<Text>>,
    /// The vendor's rating.
    severity: Option<Text>,
    /// What an attack achieves.
    impact: Option<Text>,
    /// The part that has the flaw.
    component: Option<Text>,
    /// CVSS vectors by version.
    cvss: Option<BTreeMap<String, String>>,
    /// Ports through which it can be used: a list, lists by CVE, or `unknown`.
    vectors: Vectors,
    /// Patches that put a file where it was not: `KB823182: msasn1.dll`.
    brings: Option<BTreeMap<String, Files>>,
    /// Whether an attack can be automated.
    automatable: Option<bool>,
    /// Whether the patch needs a reboot.
    reboot: Option<bool>,
    /// Which versions are affected.
    affected: Vec<Affected>,
    /// What later patches replace these fixes.
    supersedes: Option<Vec<Replacement>>,
    /// What helps where the patch cannot be installed.
    workarounds: Option<Vec<Text>>,
    /// What became known when.
    timeline: Option<Vec<Event>>,
    /// Where the facts come from.
    sources: Option<Vec<Text>>,
    /// Where to read more.
    references: Option<Vec<Text>>,
    /// Remarks.
    notes: Option<Vec<Text>>,
    /// Where sources disagree.
    disagreements: Option<Vec<Text>>,
    /// What was not verified.
    unverified: Option<Vec<Text>>,
}

/// What is added to an advisory that is known, as by a catalogue of attacks.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::schema) struct Overlay {
    /// The format version: 1.0.0.
    advisory: Option<Version>,
    /// The id of the advisory it adds to.
    overlay: Text,
    /// What became known when.
    timeline: Option<Vec<Event>>,
    /// Where the facts come from.
    sources: Option<Vec<Text>>,
    /// Remarks.
    notes: Option<Vec<Text>>,
}

/// Versions that are affected, and what fixes them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("allOf" = [
    {"if": {"required": ["remedy"], "properties": {"remedy": {"const": "isolate"}}}, "then": {"required": ["why"], "properties": {"why": true}}},
    {"if": {"required": ["remedy"], "properties": {"remedy": {"const": "upgrade"}}}, "then": {"required": ["to"], "properties": {"to": true}}}
]))]
struct Affected {
    /// The products, by id.
    #[schemars(length(min = 1))]
    products: Vec<Text>,
    /// The versions, such as `>=5.0.2, <5.0.5`; all if left out.
    versions: Option<String>,
    /// The architectures; all if left out.
    arch: Option<Vec<Arch>>,
    /// Any one of these patches fixes it.
    fixed_by: Option<Vec<Patch>>,
    /// When the patch came out, where that is not the day of the bulletin.
    available: Option<Day>,
    /// Every later cumulative update holds the fix, and not all of them are known here.
    rollups: Option<bool>,
    /// The file whose version proves the fix.
    file: Option<FixedFile>,
    /// What to do: patch, upgrade or isolate; default patch.
    remedy: Option<Remedy>,
    /// The version to upgrade to.
    to: Option<Version>,
    /// What to install after the upgrade.
    then: Option<Vec<Patch>>,
    /// Why there is no patch, or not for this version.
    why: Option<Text>,
    /// What an attack can do: code or crash; default code.
    effect: Option<Effect>,
    /// What an attacker needs first: none, account or administrator; default none.
    logon: Option<Logon>,
    /// Ports, where they differ from those of the advisory.
    vectors: Option<Vectors>,
    /// Only systems that serve as this are affected.
    role: Option<Role>,
    /// Only systems of which this holds are affected; a clause such as `it shares a printer`.
    only_if: Option<Text>,
    /// A remark.
    note: Option<Text>,
    /// It is not verified that these versions are affected.
    unverified: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Remedy {
    Patch,
    Upgrade,
    Isolate,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Effect {
    Code,
    Crash,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Logon {
    None,
    Account,
    Administrator,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Role {
    Wins,
    Dns,
}

/// The file that a fix replaces.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FixedFile {
    /// Its name.
    name: Text,
    /// The first fixed version.
    fixed: FileVersion,
    /// The first fixed versions of further code branches.
    branches: Option<Vec<Branch>>,
    /// The version of a second, better package.
    reissued: Option<FileVersion>,
    /// The product is affected only where the file is present.
    required: Option<bool>,
}

/// A later patch that holds the fixes of an earlier one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Replacement {
    /// The later patch.
    patch: Option<Patch>,
    /// The earlier patch.
    replaces: Option<Patch>,
    /// Cumulative updates in place of `patch` and `replaces`, the oldest first: a list, or a
    /// mapping to the days they came out.
    chain: Option<Chain>,
    /// The bulletin of the later patch.
    bulletin: Option<Text>,
    /// When it came out.
    date: Option<Day>,
    /// The products it holds for; all if left out.
    products: Option<Vec<Text>>,
    /// The versions it holds for; all if left out.
    versions: Option<String>,
    /// The architectures it holds for; all if left out.
    arch: Option<Vec<Arch>>,
    /// A remark.
    note: Option<Text>,
    /// Inferred, or not seen in a bulletin.
    unverified: Option<bool>,
}

/// What became known on a day.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Event {
    /// When. This or `by`.
    date: Option<Day>,
    /// A day on which it was known already.
    by: Option<Day>,
    /// The stage it shows.
    stage: Stage,
    /// The products it is about; all if left out.
    products: Option<Vec<Text>>,
    /// The versions of them it is about; all if left out.
    versions: Option<String>,
    /// What it is called.
    name: Option<Text>,
    /// Who says so.
    source: Option<Text>,
    /// A remark.
    note: Option<Text>,
    /// Shown, but not used for the stage.
    unverified: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Stage {
    None,
    ProofOfConcept,
    Exploit,
    Worm,
}
