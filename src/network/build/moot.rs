//! Advisories whose further course makes no difference.
//!
//! An advisory at which code runs already can become nothing worse to hosts that are reached from
//! inside alone. Nor does one that others have overtaken on all its ports, unless hosts with an
//! antivirus can still be crashed by it. Each such advisory would double the outcomes of a small
//! network for every day.

use super::table::Tables;
use crate::advisory::Stage;
use crate::network::profile::Profile;
use crate::network::whereabouts::Hazard;
use crate::network::{Class, PortIx, TrackId};
use crate::threat::Threat;

/// Per track: whether its advisory is moot. The tracks of an advisory share coins, so they are moot
/// together.
pub(super) fn moot(
    tables: &Tables<'_>,
    classes: &[Class],
    hazards: &[Hazard],
    threat: &Threat,
) -> Vec<bool> {
    let tracks = &tables.tracks;
    let runs_code = |track: TrackId| tracks[track.0 as usize].first >= Stage::Exploit;
    let mut moot = vec![true; tracks.len()];
    // What threatens from outside gets more likely with every stage.
    hazards
        .iter()
        .flat_map(|hazard| &hazard.tracks)
        .for_each(|track| moot[track.0 as usize] = false);
    let protected = protected(tables, classes, threat);
    for (profile, protected) in tables.profiles.iter().zip(protected) {
        for usable in profile.usable.iter().filter(|usable| !runs_code(usable.track)) {
            let overtaken =
                |port: &PortIx| code_ports(profile, &runs_code).any(|other| other == *port);
            if protected || !usable.ports.iter().all(overtaken) {
                moot[usable.track.0 as usize] = false;
            }
        }
    }
    let mut first = 0;
    for together in tracks.chunk_by(|a, b| a.advisory == b.advisory) {
        let all = first..first + together.len();
        let every = moot[all.clone()].iter().all(|moot| *moot);
        moot[all.clone()].fill(every);
        first = all.end;
    }
    moot
}

/// Per profile: whether an antivirus may help any of its hosts.
fn protected(tables: &Tables<'_>, classes: &[Class], threat: &Threat) -> Vec<bool> {
    let mut protected = vec![false; tables.profiles.len()];
    for class in classes {
        protected[class.profile.0 as usize] |= threat.antivirus(class.antivirus) > 0.0;
    }
    protected
}

/// The ports through which code runs from the first day on.
fn code_ports<'a>(
    profile: &'a Profile,
    runs_code: &'a impl Fn(TrackId) -> bool,
) -> impl Iterator<Item = PortIx> + 'a {
    profile
        .usable
        .iter()
        .filter(|usable| runs_code(usable.track))
        .flat_map(|usable| usable.ports.iter().copied())
}
