//! What work takes, in staff minutes.

use crate::advisory::Remedy;
use crate::exposure::{Finding, Status};
use crate::inventory::plan::{PlanPolicy, Work};
use crate::inventory::{Host, Kind};
use crate::ranking::RemedyKind;

/// Staff minutes per kind of work; `None` for a service pack or an isolation is as long as patching
/// the host takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutes([Option<u32>; Work::ALL.len()]);

/// Minutes to set a machine up anew.
const REBUILD: u64 = 120;

impl Default for Minutes {
    fn default() -> Self {
        Self(Work::ALL.map(|work| match work {
            Work::Laptop | Work::Workstation => Some(20),
            Work::Server => Some(45),
            Work::ServicePack | Work::Isolate => None,
            Work::Block => Some(15),
            Work::Quarantine => Some(10),
        }))
    }
}

impl Minutes {
    /// The defaults with an inventory's overrides.
    pub fn new(policy: &PlanPolicy) -> Self {
        let Self(defaults) = Self::default();
        Self(std::array::from_fn(|i| policy.minutes[i].or(defaults[i])))
    }

    /// Sets what one kind of work takes.
    pub fn set(&mut self, work: Work, minutes: u32) {
        self.0[work as usize] = Some(minutes);
    }

    fn of(&self, work: Work) -> Option<u64> {
        self.0[work as usize].map(u64::from)
    }

    /// Blocking one flow.
    pub fn block(&self) -> u64 {
        self.of(Work::Block).unwrap_or(0)
    }

    /// Quarantining the laptops of one segment.
    pub fn quarantine(&self) -> u64 {
        self.of(Work::Quarantine).unwrap_or(0)
    }

    /// Remedying one machine of an entry. Where a service pack has to be installed first, both
    /// steps count.
    pub fn of_host(&self, host: &Host, kind: RemedyKind, findings: &[Finding]) -> u64 {
        let own = host.details.as_ref().and_then(|details| details.minutes).map(u64::from);
        let patch = own.or(self.of(match host.kind {
            Kind::Laptop => Work::Laptop,
            Kind::Workstation => Work::Workstation,
            Kind::Server => Work::Server,
        }));
        let patch = patch.unwrap_or(0);
        match kind {
            RemedyKind::None => 0,
            RemedyKind::Patch => patch,
            RemedyKind::Isolate => own.or(self.of(Work::Isolate)).unwrap_or(patch),
            RemedyKind::Rebuild => own.unwrap_or(REBUILD),
            RemedyKind::Upgrade => {
                self.of(Work::ServicePack).unwrap_or(patch)
                    + if needs_patch_too(findings) { patch } else { 0 }
            }
        }
    }
}

/// Whether patches have to be installed after the service pack.
fn needs_patch_too(findings: &[Finding]) -> bool {
    let after = |finding: &Finding| match &finding.remedy {
        Some(Remedy::Patch) => true,
        Some(Remedy::Upgrade { then, .. }) => !then.is_empty() || !finding.fixes.is_empty(),
        _ => false,
    };
    findings.iter().filter(|finding| finding.status >= Status::Unknown).any(after)
}
