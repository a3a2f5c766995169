//! What can be done to systems, as tables that classes share.

use rustc_hash::FxHashMap;

use crate::advisory::{Advisories, Logon, ProductId};
use crate::exposure::{Assessment, Finding};
use crate::network::build::port::Attackable;
use crate::network::key::Key;
use crate::network::profile::{ExploitTimeline, ExploitableFinding, Profile, ProfileId, TrackId};
use crate::network::{PortIx, Scenario};
use crate::term::port::Port;
use crate::threat::{Threat, capped};

/// Ports, tracks and profiles under construction.
pub(super) struct Tables<'a> {
    advisories: &'a Advisories,
    threat: &'a Threat,
    scenario: &'a Scenario,
    pub(super) attackable: Attackable,
    told_apart: Vec<Port>,
    pub(super) tracks: Vec<ExploitTimeline>,
    pub(super) profiles: Vec<Profile>,
    known: FxHashMap<Profile, ProfileId>,
    track_ids: FxHashMap<ExploitTimeline, TrackId>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(
        advisories: &'a Advisories,
        threat: &'a Threat,
        scenario: &'a Scenario,
        attackable: Attackable,
        told_apart: Vec<Port>,
    ) -> Self {
        Self {
            advisories,
            threat,
            scenario,
            attackable,
            told_apart,
            tracks: Vec::new(),
            profiles: Vec::new(),
            known: FxHashMap::default(),
            track_ids: FxHashMap::default(),
        }
    }

    /// The profile of a system; `None` if nothing can be done to it.
    pub(super) fn profile(&mut self, assessment: &Assessment) -> Option<ProfileId> {
        let product = assessment.product?;
        let usable: Box<[ExploitableFinding]> = assessment
            .findings
            .iter()
            .filter(|f| self.scenario.is_exposed(f) && !f.ports.is_empty())
            .map(|f| {
                let known = self.scenario.reached(
                    self.advisories,
                    f.advisory,
                    (product, assessment.certain_version()),
                    self.threat,
                );
                let first = self.threat.first_stage(known.stage, f.effect);
                let key =
                    Key::of("advisory").text(&self.advisories.advisory_of(f.advisory).id).finish();
                let track = self.track(ExploitTimeline {
                    advisory: f.advisory,
                    first,
                    age: known.age,
                    effect: f.effect,
                    key,
                });
                let asks_for_account = f.logon != Logon::None;
                ExploitableFinding { track, asks_for_account, ports: self.ports(f) }
            })
            .collect();
        if usable.is_empty() {
            return None;
        }
        let statuses = assessment.findings.iter().map(|f| f.status).collect();
        let key = self.profile_key(product, assessment);
        let profile = Profile {
            product: Some(product),
            service_pack: assessment.service_pack,
            statuses,
            usable,
            key,
        };
        Some(self.intern(profile))
    }

    /// The ports through which a finding can be used, among those for whoever can use it.
    fn ports(&self, finding: &Finding) -> Box<[PortIx]> {
        let Attackable { ports, strangers } = &self.attackable;
        let (strangers, all) = (usize::from(*strangers), ports.len());
        let own = if finding.logon == Logon::None { 0..strangers } else { strangers..all };
        own.filter(|i| finding.ports.contains(ports[*i])).map(|i| PortIx(i as u16)).collect()
    }

    /// The profile of hosts that are infected already.
    pub(super) fn infected(&mut self) -> ProfileId {
        let key = Key::of("infected").finish();
        self.intern(Profile {
            product: None,
            service_pack: None,
            statuses: Box::default(),
            usable: Box::default(),
            key,
        })
    }

    fn intern(&mut self, profile: Profile) -> ProfileId {
        *self.known.entry(profile).or_insert_with_key(|profile| {
            self.profiles.push(profile.clone());
            ProfileId(self.profiles.len() as u32 - 1)
        })
    }

    fn track(&mut self, track: ExploitTimeline) -> TrackId {
        debug_assert_eq!(track.first, capped(track.first, track.effect));
        *self.track_ids.entry(track).or_insert_with(|| {
            self.tracks.push(track);
            TrackId(self.tracks.len() as u32 - 1)
        })
    }

    /// Puts the tracks of an advisory together, in an order that does not depend on the order of
    /// hosts.
    pub(super) fn sort_tracks(&mut self) {
        let mut sorted = self.tracks.clone();
        sorted.sort_unstable();
        for usable in self.profiles.iter_mut().flat_map(|p| &mut p.usable) {
            let track = self.tracks[usable.track.0 as usize];
            usable.track =
                TrackId(sorted.binary_search(&track).expect("the same tracks, sorted") as u32);
        }
        self.tracks = sorted;
    }

    /// What a profile is, by names instead of indices, with what is assumed left out of account.
    fn profile_key(&self, product: ProductId, assessment: &Assessment) -> u64 {
        let ports = |f: &Finding| {
            self.told_apart.iter().filter(|p| f.ports.contains(**p)).copied().collect::<Vec<Port>>()
        };
        let port =
            |key: Key, port: &Port| key.number(port.protocol as u64).number(u64::from(port.number));
        let finding = |key: Key, f: &Finding| {
            let id = &self.advisories.advisory_of(f.advisory).id;
            let key = key.text(id).number(f.status as u64).list(ports(f).iter(), port);
            if f.logon == Logon::None { key } else { key.number(f.logon as u64) }
        };
        Key::of("profile")
            .text(&self.advisories.product_of(product).id)
            .maybe(assessment.service_pack, |key, service_pack| {
                key.number(u64::from(service_pack.0))
            })
            .list(assessment.findings.iter(), finding)
            .finish()
    }
}
