//! What one patch closes: `KB958644: 4 bulletins on 212 hosts`.

use super::{number, remedy};
use crate::ranking::deployment::{Deployment, Unit, deployments};
use crate::report::View;
use crate::source::sanitize;

/// Patches named in the sentence.
const MAX_NAMED: usize = 3;

/// One sentence on the patches that avert most, if there are any.
pub(in crate::report) fn sentence(view: &View<'_>) -> Option<String> {
    let all = deployments(view.case, view.ranking);
    let named: Vec<String> = all.iter().filter_map(one).take(MAX_NAMED).collect();
    (!named.is_empty()).then(|| format!("What one patch closes: {}.", named.join("; ")))
}

fn one(deployment: &Deployment) -> Option<String> {
    let Unit::Patch(patches) = &deployment.unit else { return None };
    let bulletins = number::counted(deployment.advisories.len() as u64, "bulletin", "bulletins");
    let hosts = number::counted(deployment.machines, "host", "hosts");
    Some(
        sanitize::text(&format!("{}: {bulletins} on {hosts}", remedy::choice(patches)))
            .into_owned(),
    )
}
