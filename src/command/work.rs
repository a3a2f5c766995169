//! What there is to do the work, and what may be done: for every command that plans.

use patchfirst::inventory::plan::ACTIONS;
use patchfirst::inventory::{HostId, Inventory};
use patchfirst::plan::{Allowed, Minutes, Options};

use super::{Console, host};
use crate::cli::WorkArgs;
use crate::exit::Exit;

/// What is there when nothing is said: two people and a day.
const STAFF: u32 = 2;
const HOURS: f64 = 8.0;

/// What there is and what may be done: flags first, then the inventory, then the defaults.
pub(crate) fn options(args: &WorkArgs, inventory: &Inventory, console: &Console) -> Result<Options, Exit> {
    let policy = &inventory.plan;
    let staff = args.staff.or(policy.staff).unwrap_or(STAFF);
    let hours = args.hours.or(policy.hours).unwrap_or(HOURS);
    let (staff, minutes_each) = match args.minutes {
        Some(minutes) => (1, minutes),
        None => (staff, (hours * 60.0).floor() as u64),
    };
    let mut minutes = Minutes::new(policy);
    args.work.iter().for_each(|(work, each)| minutes.set(*work, *each));
    let allow: Vec<&str> = match (&args.allow, &policy.allow) {
        (Some(words), _) => words.iter().map(|word| word.as_str()).collect(),
        (None, Some(words)) => words.iter().map(String::as_str).collect(),
        (None, None) => ACTIONS.to_vec(),
    };
    let (must, never) = (hosts(&args.must, "--must", inventory, console), hosts(&args.never, "--never", inventory, console));
    let (must, never) = (must?, never?);
    if let Some(both) = must.iter().find(|host| never.contains(host)) {
        let name = inventory.host(*both).0;
        console.mistake(&format!("`{name}` cannot be both --must and --never"), "leave one of the two out");
        return Err(Exit::Usage);
    }
    Ok(Options { staff, minutes_each, minutes, allowed: Allowed::only(allow), must, never })
}

fn hosts(names: &[String], flag: &str, inventory: &Inventory, console: &Console) -> Result<Vec<HostId>, Exit> {
    // Every one that is wrong is shown.
    let found: Vec<HostId> = names.iter().filter_map(|name| host::find(name, Some(flag), inventory, console)).collect();
    if found.len() == names.len() { Ok(found) } else { Err(Exit::Usage) }
}
