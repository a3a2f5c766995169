//! Whether rates fit together: a worse stage of exploitation must not cost less.

use super::Threat;
use crate::advisory::Stage;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::ThreatOverrides;

impl Threat {
    /// Reports rates of an inventory that contradict each other.
    pub fn check(&self, overrides: &ThreatOverrides, diagnostics: &mut Diagnostics) {
        let Some(place) = overrides.place else { return };
        for (message, help) in self.crash_outweighs().into_iter().chain(self.falling()) {
            diagnostics
                .push(Diagnostic::new(Code::DoubtfulRates, message).at(place, "").help(help));
        }
    }

    /// A host that its antivirus keeps from being taken over is crashed by no tool once code is
    /// public.
    fn crash_outweighs(&self) -> Option<(String, &'static str)> {
        let best = self.antivirus.iter().copied().fold(0.0, f64::max);
        (self.disruption + best > 1.0).then(|| {
            let message = format!(
                "`disruption` {} and `antivirus` {best} add up to more than 1: a host would cost more while a tool only crashes it than \
                 once code takes it over",
                self.disruption
            );
            (message, "lower one of the two: what a crash costs is a small share of what a take-over does")
        })
    }

    fn falling(&self) -> Option<(String, &'static str)> {
        let stages = [Stage::ProofOfConcept, Stage::Exploit, Stage::Worm];
        let falls = |pair: &&[Stage]| self.attack(pair[1]) < self.attack(pair[0]);
        stages.windows(2).find(falls).map(|pair| {
            let [before, after] = [pair[0], pair[1]].map(|stage| (stage.as_str(), self.attack(stage)));
            let message = format!("`attack` falls from {} at {} to {} at {}", before.1, before.0, after.1, after.0);
            (message, "a worse stage is attacked at least as often: raise the later rate, or lower the earlier one")
        })
    }
}
