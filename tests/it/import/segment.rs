//! Where hosts are put.

use patchfirst::import::Options;
use patchfirst::import::place::Segments;

use super::{host, import_with};

#[test]
fn segments_come_from_networks_columns_and_rules() {
    let mut segments = Segments::default();
    segments.add("10.3.0.0/16".parse().unwrap(), "office");
    segments.add("10.3.7.0/24".parse().unwrap(), "lab");
    segments.rules =
        vec!["ou:*/laptops=roaming".parse().unwrap(), "name:srv*=servers".parse().unwrap()];
    let csv = "host,ip,segment,canonicalname,os\na,10.3.1.1,,,Windows XP\nb,10.3.7.1,,,Windows XP\nc,10.3.1.2,dmz,,Windows XP\nd,,,corp/Oslo/Laptops/d,Windows XP\nsrv1,,,,Windows XP\ne,192.168.1.1,,,Windows XP\n";
    let imported =
        import_with(&Options { segments, ..Options::default() }, &[("x.csv", csv.as_bytes())]);
    let placed: Vec<(&str, &str)> =
        imported.hosts.iter().map(|p| (p.host.name.as_str(), p.segments[0].as_str())).collect();
    assert_eq!(
        placed,
        [
            ("a", "office"),
            ("b", "lab"),
            ("c", "dmz"),
            ("d", "roaming"),
            ("srv1", "servers"),
            ("e", "unassigned")
        ]
    );
    assert_eq!(
        host(&imported, "c").remark.as_deref(),
        Some("its address is in office, a column says dmz")
    );
    assert!(
        host(&imported, "e").remark.as_deref().is_some_and(|remark| remark.contains("192.168.1.1"))
    );
}
