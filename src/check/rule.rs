//! The rules that findings are about. Names are stable: baselines and scripts rely on them.

use crate::diagnostic::{Code, Severity};

/// What a rule is concerned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Whether the file can be read.
    Form,
    /// Whether what it says can be.
    Plausibility,
    /// Whether what the `expect:` list asks for holds.
    Policy,
    /// Whether the `accept:` list is in order.
    Acceptance,
    /// Whether advisory files are in order.
    Advisory,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 5] =
        [Self::Form, Self::Plausibility, Self::Policy, Self::Acceptance, Self::Advisory];

    /// The word that formats print.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Plausibility => "plausibility",
            Self::Policy => "policy",
            Self::Acceptance => "acceptance",
            Self::Advisory => "advisory",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A guess from names or habits.
    Low,
    /// Rests on something that is not known, or that has honest exceptions.
    Medium,
    /// Follows from what the files say.
    High,
}

impl Confidence {
    /// The word that formats print.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Declares the rules once: variant, name, family, severity, confidence, what is wrong, and why
/// that matters.
macro_rules! rules {
    ($($variant:ident $name:literal $family:ident $severity:ident $confidence:ident $summary:literal $detail:literal)*) => {
        /// Which rule a finding is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            /// What the readers and the matching report.
            Read(Code),
            $(#[doc = $summary] $variant,)*
        }

        impl Rule {
            /// The rules that are not codes of diagnostics, in the order of the documentation.
            const OWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub fn id(self) -> &'static str {
                match self { Self::Read(code) => code.as_str(), $(Self::$variant => $name,)* }
            }

            /// What the rule is concerned with.
            pub fn family(self) -> Family {
                match self { Self::Read(code) => family(code), $(Self::$variant => Family::$family,)* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { Self::Read(code) => code.severity(), $(Self::$variant => Severity::$severity,)* }
            }

            /// How sure a finding is, unless it says otherwise.
            pub fn confidence(self) -> Confidence {
                match self { Self::Read(_) => Confidence::High, $(Self::$variant => Confidence::$confidence,)* }
            }

            /// What is wrong, in a sentence.
            pub fn summary(self) -> &'static str {
                match self { Self::Read(code) => code.description(), $(Self::$variant => $summary,)* }
            }

            /// Why it matters, and what to do about it.
            pub fn detail(self) -> &'static str {
                match self { Self::Read(code) => detail(code), $(Self::$variant => $detail,)* }
            }
        }
    };
}

rules! {
    PatchSpelling "patch-spelling" Form Note High
        "A Microsoft patch is not written as KB and its number."
        "Every spelling is understood (`Q828028`, `828028`, `kb828028`), but one spelling can be searched for. `check --fix` rewrites them and touches nothing else."
    FutureServicePack "future-service-pack" Plausibility Warning High
        "A host has a service pack that was released after the as-of day."
        "Either the as-of day or the service pack is wrong. The advisories are matched against a version that nobody could have had."
    ImpossiblePatch "impossible-patch" Plausibility Warning High
        "A host lists a patch that was never issued for its product or architecture."
        "The patch list probably belongs to another host, or the product is wrong. Nothing on this host is fixed by it."
    PatchDoesNotInstall "patch-does-not-install" Plausibility Warning Medium
        "A host lists a patch that does not install on its service pack."
        "The service pack in the inventory is probably old, or the list was copied. The host is matched as if the patch were not there."
    RedundantPatch "redundant-patch" Plausibility Note High
        "A host lists a patch that its service pack already contains."
        "Harmless, and often a trace of an upgrade; but where it is not, the service pack is wrong."
    LaptopAmongServers "laptop-among-servers" Plausibility Warning Medium
        "A laptop is in a segment that otherwise has only servers."
        "A laptop that returns infected is then next to the servers. Either it is in the wrong segment, or it is a server on odd hardware: then write `kind: server`."
    VpnLaptopStays "vpn-laptop-stays" Plausibility Warning Medium
        "A laptop is said never to leave the house, and is in a segment for remote access."
        "A laptop that dials in from outside roams. With `roams: false` the risk of its return is left out of every figure."
    ServerRoams "server-roams" Plausibility Warning High
        "A server is said to roam."
        "Servers stay where they are; a server that is carried about raises every figure. Remove `roams`, or correct `kind`."
    NotSeen "not-seen" Plausibility Warning High
        "A host was last seen more than 90 days before the as-of day."
        "It may be gone, or it may be off and come back without its patches. Find out, and remove it or correct `last_seen`."
    SeenLater "seen-later" Plausibility Warning High
        "A host was last seen after the as-of day."
        "Either the as-of day or the date is wrong."
    NamesDifferInCase "names-differ-in-case" Plausibility Warning High
        "Two hosts have names that differ in upper and lower case only."
        "Windows and DNS take both for one name, so they are probably one host that is counted twice."
    LookAlike "look-alike" Plausibility Warning Medium
        "A name mixes letters of several alphabets, or looks like another name."
        "A Cyrillic or Greek letter looks like a Latin one and is another: what is said of the one name is not said of the other, and nobody sees why. Type the name again."
    DuplicateAddress "duplicate-address" Plausibility Warning High
        "Two hosts have the same address."
        "They are probably one host under two names, which is counted twice."
    SegmentWithoutHosts "segment-without-hosts" Plausibility Note High
        "A segment has no host."
        "Either its hosts are missing from the inventory, or it is a remnant."
    FlowsNotDescribed "flows-not-described" Plausibility Warning High
        "The inventory says nothing of flows."
        "Nobody knows then what reaches what. Every segment is taken to reach every other on any port, so the figures are those of a network without walls; whether the internet reaches any host is not counted at all. List the flows; `flows: {}` says that nothing is allowed between segments."
    SegmentWithoutFlows "segment-without-flows" Plausibility Note Medium
        "No flow leads into or out of a segment that has hosts."
        "It is taken to be cut off from everything. Few networks are; more often its rules are missing. Write `unknown` as the ports of the flows that nobody knows."
    NoListener "no-listener" Plausibility Note Medium
        "A flow names a port through which hosts behind it could be attacked, and none of them is known to listen on it."
        "The hosts have no `listens`, so they are taken to listen on the ports of their product alone, and the flow to lead to nobody. Somebody opened it for something: write `listens` for whoever serves there."
    UnusableFlow "unusable-flow" Plausibility Note Medium
        "A flow that nothing can use."
        "Nobody is where it starts, nothing is where it ends, or nothing there listens on its ports. A rule that serves nobody still serves an attacker later: block it."
    ShadowedFlow "shadowed-flow" Plausibility Warning High
        "Everything that a flow allows is allowed anyway."
        "Removing it changes nothing, so whoever removes it to close the way will be wrong. Remove it, or narrow the other one."
    OutOfSupport "out-of-support" Plausibility Warning High
        "The product or service pack of a host got its last security fixes before the as-of day."
        "Flaws that became known since stay open and are in no advisory: the figures are too low for this host."
    NoOwner "no-owner" Plausibility Note High
        "A host has no owner."
        "Nobody can be asked to patch it."
    NoPatchList "no-patch-list" Plausibility Note High
        "A host has no patch list."
        "Its state is unknown, and unknown counts as vulnerable. Write `patches: []` if none is installed."
    Reachable "reachable" Policy Error High
        "What must not be reached over any number of hops can be reached."
        "`A -x B: ports` is broken when B's hosts can be reached on these ports by somebody who starts in A, moving over any allowed flow on any port in between. The finding shows the shortest way, hop by hop. Block one of its flows."
    ReachableDirectly "reachable-directly" Policy Error High
        "What must not be reached directly can be reached."
        "`A !-> B: ports` is broken when a flow, or a segment that both are in, lets A reach B on one of these ports in one hop."
    VulnerableHost "vulnerable-host" Policy Error High
        "This host must not be vulnerable, and is (or nobody knows)."
        "Breaks `no <hosts> may be vulnerable to <advisory>`. Unknown is not clean: give the host a patch list, patch it, or accept the risk with a date."
    MissingField "missing-field" Policy Error High
        "A host lacks a field that it must have."
        "Breaks `every <hosts> must have <field>`."
    LossAboveLimit "loss-above-limit" Policy Error High
        "The expected loss is higher than allowed."
        "Breaks `expected loss at most <number>`. `patchfirst rank` shows what lowers it most."
    DueTooEarly "due-too-early" Policy Error High
        "A host has to be remedied sooner than allowed."
        "Breaks `no <hosts> may be due before <day>`. Work on it that is done later averts less than nine tenths of what work at once averts."
    DecisionAboveLimit "decision-above-limit" Policy Error High
        "A host is more urgent than allowed in its segment."
        "Breaks `no <decision> in <segment>`, which means: neither that urgent nor more urgent. `patchfirst explain` shows why."
    AcceptExpired "accept-expired" Acceptance Warning High
        "An accepted risk has expired."
        "From the day after `until` the finding counts again. Remedy it, or accept it anew with a later date."
    AcceptUnused "accept-unused" Acceptance Warning High
        "An accepted risk matches nothing: the host is not vulnerable to the advisory."
        "Probably the host was patched: remove the entry, or it will hide the next slip."
    AcceptWithoutReason "accept-without-reason" Acceptance Warning High
        "An accepted risk does not say why."
        "Whoever reads it next year has to know. Add `reason`."
    AcceptWithoutName "accept-without-name" Acceptance Warning High
        "An accepted risk does not say who accepted it."
        "A risk is taken by somebody. Add `by`."
    AcceptTooLong "accept-too-long" Acceptance Warning High
        "A risk is accepted for longer than a year from the as-of day, or without an end."
        "Nobody looks at it again. Add `until` within a year."
    IgnoreIncomplete "ignore-incomplete" Acceptance Warning High
        "A comment that ignores a rule lacks the rule, the day on which it ends, or the reason."
        "It does not count. Write `# patchfirst: ignore RULE until YYYY-MM-DD: why` behind the line, or on a line of its own above it."
    IgnoreExpired "ignore-expired" Acceptance Warning High
        "A comment that ignores a rule has ended."
        "From the day after `until` the finding counts again. Mend what it speaks of, or set a later day."
    IgnoreUnused "ignore-unused" Acceptance Warning High
        "A comment ignores a rule that its line does not break."
        "Probably the line was mended: remove the comment, or it will hide the next slip."
    AdvisoryGap "advisory-gap" Advisory Warning Medium
        "A service pack between affected ones is in no row of the advisory."
        "A version that an older and a newer neighbour share is seldom clean: hosts on it look clean, and that may be a slip in `versions`."
    SupersedenceCycle "supersedence-cycle" Advisory Error High
        "Patches supersede each other in a circle."
        "Of two patches only one is the later one. Turn one of the statements around, or remove it."
    DatesOutOfOrder "dates-out-of-order" Advisory Warning High
        "Dates of an advisory contradict each other."
        "A revision before the publication, or a patch that supersedes a later bulletin's before that was issued, is a slip of the pen."
    MissingSource "missing-source" Advisory Warning High
        "An advisory, or an event in its timeline, does not say where the facts come from."
        "Facts that decide who works on Saturday must be traceable. Add `sources`, and `source` to each event."
    NoVectors "no-vectors" Advisory Warning High
        "An advisory names no port, so nobody can be attacked through it."
        "An empty list of ports makes every host safe from it, whatever is missing there. Name the ports, or write `vectors: unknown`: then every port counts."
}

impl Rule {
    /// Every rule, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        Code::ALL.iter().map(|code| Self::Read(*code)).chain(Self::OWN.iter().copied())
    }

    /// The rule of a name.
    pub fn named(id: &str) -> Option<Self> {
        Self::all().find(|rule| rule.id() == id)
    }
}

fn family(code: Code) -> Family {
    match code {
        Code::ImpossibleServicePack
        | Code::UnknownProduct
        | Code::UnknownServicePack
        | Code::ContradictingEvidence => Family::Plausibility,
        Code::OverlappingRanges
        | Code::DuplicateAlias
        | Code::DuplicateProduct
        | Code::DuplicateAdvisory
        | Code::MisnamedFile
        | Code::EmptyRange => Family::Advisory,
        _ => Family::Form,
    }
}

fn detail(code: Code) -> &'static str {
    match family(code) {
        Family::Plausibility => {
            "What the inventory says of the host cannot be matched as it stands. Correct it, or the host's figures mislead."
        }
        Family::Advisory => {
            "The advisory files contradict themselves or each other. Correct them before anything is matched against them."
        }
        _ if code.severity() < Severity::Error => {
            "The file is used without what this speaks of. See whether anything is missing that counts."
        }
        _ => {
            "The file cannot be used as it is. All such mistakes are shown at once, and nothing else is checked until they are repaired."
        }
    }
}
