//! What integration tests share: an inventory and advisories as texts, and the figures that come
//! out.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]
pub mod brute;
pub mod random;
mod shelf;
mod transcript;

use patchfirst::advisory;
use patchfirst::diagnostic::{self, Colour, Diagnostics};
use patchfirst::exposure::{self, Exposures};
use patchfirst::inventory::{self, End, Inventory};
use patchfirst::network::Scenario;
use patchfirst::ranking::{self, HostRisk, Ranking};
use patchfirst::risk::{Entries, Figures, Request, SampleSize};
use patchfirst::source::Sources;
use patchfirst::threat::Threat;
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

pub use shelf::Lent;

/// An inventory with the advisories it is matched against.
pub struct Case {
    pub inventory: Inventory,
    pub advisories: Lent,
    pub exposures: Exposures,
    pub threat: Threat,
    pub scenario: Scenario,
    pub request: Request,
}

/// The products that the advisories of tests speak of, with a patch `fix-<advisory>` each.
const PRODUCTS: &str = "products:
  - {id: test-os, name: Test OS, nt: \"1.0\", listens: [tcp/445]}
  - {id: test-nt, name: Test NT, nt: \"2.0\", listens: [tcp/445, udp/137]}
";

/// The network of the worked example in `docs/model.md`: a laptop, a server and a flow.
pub const WORKED_EXAMPLE: &str = "
inventory: 1.1.0
as_of: 2006-09-01
segments:
  office: {users: 0}
  servers: {}
flows:
  office -> servers: [tcp/445]
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, criticality: low, patches: []}
  - {name: SRV, os: test-os, sp: 1, kind: server, segment: servers, criticality: critical, patches: []}
";

/// An advisory on every version of `test-os`.
pub fn advisory(id: &str, vectors: &str, timeline: &str) -> String {
    advisory_with(id, vectors, timeline, "")
}

/// The same, with more keys on its affected row.
pub fn advisory_with(id: &str, vectors: &str, timeline: &str, more: &str) -> String {
    format!(
        "id: {id}\ntitle: Test\npublished: 2006-08-01\nvectors: {vectors}\nautomatable: true\naffected:\n  - {{products: [test-os], versions: \"*\", fixed_by: [fix-{id}]{more}}}\ntimeline: [{timeline}]\n"
    )
}

impl Case {
    /// Reads an inventory and advisories; anything wrong with them fails the test.
    pub fn new(inventory: &str, advisories: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("products.yaml"), PRODUCTS).unwrap();
        for text in advisories {
            let id = text.lines().next().unwrap().strip_prefix("id: ").unwrap();
            std::fs::write(folder.path().join(format!("{id}.yaml")), text).unwrap();
        }
        Self::with_directories(inventory, &[folder.path().to_path_buf()])
    }

    /// Reads an inventory against the built-in advisories and those of some folders.
    pub fn with_directories(text: &str, directories: &[std::path::PathBuf]) -> Self {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let advisories =
            Lent::from(advisory::with_directory(directories, &mut sources, &mut diagnostics));
        Self::against(advisories, text, &mut sources, &mut diagnostics)
    }

    /// The same as [`Self::new`] without the built-in advisories, and fast enough for thousands of
    /// cases.
    pub fn small(inventory: &str, advisories: &[String]) -> Self {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let advisories = shelf::lend(advisories, &mut sources, &mut diagnostics);
        Self::against(advisories, inventory, &mut sources, &mut diagnostics)
    }

    fn against(
        advisories: Lent,
        text: &str,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let inventory = inventory::parse("inventory.yaml", text, &[], sources, diagnostics);
        assert!(
            !diagnostics.has_errors(),
            "{}",
            diagnostic::render(sources, diagnostics, Colour::Never)
        );
        let inventory = inventory.unwrap();
        let threat = Threat::new(inventory.as_of.unwrap(), &inventory.threat, &inventory.calendar);
        let exposures = exposure::find(&inventory, &advisories, threat.as_of, diagnostics);
        assert!(
            !diagnostics.has_errors(),
            "{}",
            diagnostic::render(sources, diagnostics, Colour::Never)
        );
        let request = Request {
            samples: SampleSize::Auto,
            seed: 1,
            entries: Entries::ALL,
            figures: Figures::All,
            design: None,
        };
        Self { inventory, advisories, exposures, threat, scenario: Scenario::default(), request }
    }

    /// What the library computes from.
    pub fn as_case(&self) -> patchfirst::case::Case<'_> {
        patchfirst::case::Case {
            inventory: &self.inventory,
            advisories: &self.advisories,
            exposures: &self.exposures,
            threat: &self.threat,
            scenario: &self.scenario,
            request: &self.request,
        }
    }

    pub fn rank(&self) -> Ranked<'_> {
        Ranked(ranking::rank(self.as_case(), &|_, _| {}), self)
    }
}

/// A ranking that can be asked by name.
pub struct Ranked<'a>(pub Ranking, &'a Case);

impl Ranked<'_> {
    pub fn host(&self, name: &str) -> &HostRisk {
        let ranked = self
            .0
            .hosts
            .iter()
            .find(|ranked| self.1.inventory.host(ranked.host).0 == name)
            .unwrap();
        self.0.host_risk(ranked)
    }

    pub fn flow(&self, from: &str, to: &str) -> f64 {
        let name = |end| match end {
            End::Internet => "internet",
            End::AnySegment => "any segment",
            End::Segment(segment) => self.1.inventory.segment(segment).0,
        };
        let named = |gain: &&ranking::FlowGain| {
            let key = self.1.inventory.flow(gain.flow).0;
            (name(key.from), name(key.to)) == (from, to) && key.host.is_none()
        };
        self.0.flows.iter().find(named).map_or(0.0, |gain| gain.averted.now.value)
    }

    pub fn quarantine(&self, segment: &str) -> f64 {
        let named =
            |gain: &&ranking::QuarantineGain| self.1.inventory.segment(gain.segment).0 == segment;
        self.0.quarantine.iter().find(named).map_or(0.0, |gain| gain.averted.now.value)
    }
}

/// Equal but for rounding.
#[track_caller]
pub fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
        "found {found}, expected {expected}"
    );
}

/// How many random cases to try: `PROPTEST_CASES` if it is set. Else they are the same in every
/// run, so that a change is judged by what it changes.
pub fn cases(usual: u32) -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::with_cases(usual)
    };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        ProptestConfig {
            cases: ProptestConfig::default().cases,
            rng_seed: RngSeed::Random,
            ..usual
        }
    } else {
        usual
    }
}
