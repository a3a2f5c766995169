//! What there is to do the work, and what may be done: for every command that plans.

use patchfirst::assumption::{self, Names};
use patchfirst::inventory::plan::Restarts;
use patchfirst::inventory::{FlowKey, HostId, Inventory};
use patchfirst::plan::{Allowed, BLOCK_COST, Minutes, Options};

use super::input::Input;
use super::{Console, host, shift};
use crate::cli::WorkArgs;
use crate::exit::Exit;

/// What there is and what may be done: flags first, then the inventory, then the defaults.
pub(crate) fn options(args: &WorkArgs, input: &Input, console: &Console) -> Result<Options, Exit> {
    let inventory = &input.inventory;
    let policy = &inventory.plan;
    let shifts = shift::shifts(args, input, console)?;
    let mut minutes = Minutes::new(policy);
    args.work.iter().for_each(|(work, each)| minutes.set(*work, *each));
    let allowed = match (&args.allow, &policy.allow) {
        (Some(words), _) => Allowed::only(words.iter().map(|word| word.as_str())),
        (None, Some(words)) => Allowed::only(words.iter().map(String::as_str)),
        (None, None) => Allowed::default(),
    };
    let (must, never) = (
        hosts(&args.must, "--must", inventory, console),
        hosts(&args.never, "--never", inventory, console),
    );
    let (must, never) = (must?, never?);
    if let Some(both) = must.iter().find(|host| never.contains(host)) {
        let name = inventory.host(*both).0;
        console.mistake(
            &format!("`{name}` cannot be both --must and --never"),
            "leave one of the two out",
        );
        return Err(Exit::Usage);
    }
    let keep = kept(&args.keep, input, console)?;
    let block_cost = policy.block_cost.unwrap_or(BLOCK_COST);
    let restarts = policy.restarts.unwrap_or(Restarts::AnyTime);
    Ok(Options {
        shifts,
        regular: shift::regular(policy),
        minutes,
        allowed,
        must,
        never,
        keep,
        block_cost,
        restarts,
    })
}

/// Flows that are not blocked: those of the inventory, and those of `--keep`.
fn kept(names: &[String], input: &Input, console: &Console) -> Result<Vec<FlowKey>, Exit> {
    let known = Names {
        inventory: &input.inventory,
        advisories: &input.advisories,
        groups: &[],
        clock: input.clock(),
    };
    let mut kept = input.inventory.plan.keep.clone();
    for name in names {
        let (message, help) = match assumption::flows(name, &known) {
            Ok(flows) => {
                kept.extend(flows);
                continue;
            }
            Err(wrong) => wrong,
        };
        console.mistake(&format!("--keep: `{name}`: {message}"), &help);
        return Err(Exit::Usage);
    }
    Ok(kept)
}

fn hosts(
    names: &[String],
    flag: &str,
    inventory: &Inventory,
    console: &Console,
) -> Result<Vec<HostId>, Exit> {
    // Every one that is wrong is shown.
    let found: Vec<HostId> =
        names.iter().filter_map(|name| host::find(name, Some(flag), inventory, console)).collect();
    if found.len() == names.len() { Ok(found) } else { Err(Exit::Usage) }
}
