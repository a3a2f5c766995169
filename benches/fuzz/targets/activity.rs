//! What was counted on ports: the block of the inventory and the files that it names.

use patchfirst::activity;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::inventory;
use patchfirst::source::Sources;
use patchfirst::threat::Threat;

use super::{KNOWN, assert_acts_on_nothing};

const HEAD: &str = "inventory: 1.1.0\nas_of: 2006-08-25\nsegments: {a: {}}\nflows: {}\n";

/// As a port history, and as the block: what comes of it are chances.
pub fn activity(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    weigh(&format!("{HEAD}activity_from: [port-445.json]\n"), &[("port-445.json", &text)]);
    weigh(&format!("{HEAD}activity:\n{text}"), &[]);
}

fn weigh(yaml: &str, tables: &[(&str, &str)]) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory =
        inventory::parse("inventory.yaml", yaml, tables, &mut sources, &mut diagnostics);
    assert_acts_on_nothing(&sources, &diagnostics);
    let Some((inventory, as_of)) =
        inventory.and_then(|inventory| inventory.as_of.map(|day| (inventory, day)))
    else {
        return;
    };
    let weighed = activity::weigh(
        &inventory,
        &KNOWN,
        &Threat::new(as_of, &inventory.threat, &inventory.calendar),
    );
    for moved in weighed.moved.values() {
        assert!(
            (0.0..=1.0).contains(&moved.before) && (0.0..=1.0).contains(&moved.now),
            "{moved:?}"
        );
    }
    assert!(
        weighed
            .readings
            .iter()
            .all(|reading| reading.sources.is_finite() && reading.z.is_none_or(f64::is_finite))
    );
}
