//! Whom a row is about.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::entry::{self, Row};
use crate::import::fact::Identity;

/// The columns that name the machine on which a query ran.
pub(super) const NAMES: [&str; 6] =
    ["hostname", "computer_name", "csname", "local_hostname", "host_hostname", "host_display_name"];

/// How many hosts are named.
#[derive(Default)]
enum Named {
    #[default]
    None,
    One(Identity),
    Several,
}

impl Named {
    fn add(&mut self, identity: &Identity) {
        match self {
            Self::None => *self = Self::One(identity.clone()),
            Self::One(known) if is_same(known, identity) => {
                identity.fqdn.iter().for_each(|full| known.add_name(full));
            }
            _ => *self = Self::Several,
        }
    }
}

/// The hosts that a file names, as a whole and by what a log calls them.
#[derive(Default)]
pub(super) struct Owners {
    all: Named,
    identified: FxHashMap<String, Named>,
}

impl Owners {
    /// Learns the names that stand in a value.
    pub(super) fn learn(&mut self, value: &Value) {
        for row in entry::rows(value, &mut Default::default()) {
            let own = own(&row);
            if !row.identifier.is_empty() {
                let named = self.identified.entry(row.identifier.to_owned()).or_default();
                if !own.is_empty() {
                    named.add(&own);
                }
            }
            if !own.is_empty() {
                self.all.add(&own);
            }
        }
    }

    /// The host of a row; none where the file names nobody. A row that names no host is never
    /// given to one of several.
    pub(super) fn of(&self, row: &Row<'_>) -> Result<Option<Identity>, &'static str> {
        const WHOSE: &str = "the entry names no host, and there are several";
        let mut identity = own(row);
        let called = Identity::named(row.identifier);
        if identity.is_empty() {
            let named = self.identified.get(row.identifier).filter(|_| !row.identifier.is_empty());
            identity = match named.unwrap_or(&self.all) {
                Named::One(one) if named.is_some() || self.identified.is_empty() => one.clone(),
                Named::None if named.is_some() => called.clone(),
                Named::None if self.identified.is_empty() => return Ok(None),
                _ => return Err(WHOSE),
            };
        }
        // A log may call the host by its full name, or by a number that nobody else knows.
        if is_same(&identity, &called) {
            identity.add_name(row.identifier);
        }
        Ok(Some(identity).filter(|identity| !identity.is_empty()))
    }
}

/// What a row and its decorations say of the host.
fn own(row: &Row<'_>) -> Identity {
    let mut identity = Identity::default();
    row.names().for_each(|name| identity.add_name(&name));
    identity
}

/// What tells the hosts of a file apart.
pub(super) fn key(identity: &Identity) -> String {
    let name = identity.fqdn.as_ref().or(identity.name.as_ref());
    match name {
        Some(name) => name.to_lowercase(),
        None => format!("{:?}", identity.addresses),
    }
}

/// Whether two names may be those of one machine: a short one and a full one, in any case.
fn is_same(a: &Identity, b: &Identity) -> bool {
    let alike = |a: &Option<Box<str>>, b: &Option<Box<str>>| match (a, b) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => false,
    };
    match (&a.name, &b.name) {
        (None, None) => a.addresses == b.addresses,
        _ => {
            let one_is_short = a.fqdn.is_none() || b.fqdn.is_none();
            alike(&a.name, &b.name) && (one_is_short || alike(&a.fqdn, &b.fqdn))
        }
    }
}
