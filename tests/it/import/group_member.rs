//! Members of groups and ranges of services: one that is not understood makes a rule doubtful, and
//! neither smaller nor nothing.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

/// What is open from the office to the servers, and what is said.
fn way(name: &str, text: &str) -> (String, Vec<String>) {
    let (found, remarks) = flows(&NETWORKS, (name, text));
    let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    (way.unwrap_or("closed").to_owned(), remarks)
}

/// A router with one list for what comes from the office.
fn ios(entries: &str, groups: &str) -> String {
    way(
        "ios.cfg",
        &format!(
            "interface G0\n ip address 10.3.0.1 255.255.0.0\n ip access-group L in\ninterface G1\n ip address 10.2.0.1 255.255.255.0\nip access-list extended L\n{entries}{groups}"
        ),
    )
    .0
}

#[test]
fn services_of_a_router_may_be_protocols_alone() {
    let all_tcp = "tcp/1-65535";
    for (member, open) in [
        ("ip", "any"),
        ("6", all_tcp),
        ("tcp", all_tcp),
        ("17", "udp/0-65535"),
        ("tcp-udp eq 445", "tcp/445, udp/445"),
        ("tcp source gt 1023 eq 445", "tcp/445"),
        ("47", "closed"),
        ("icmp echo", "closed"),
        ("esp", "closed"),
    ] {
        let groups = format!("object-group service S\n description x\n {member}\n");
        assert_eq!(ios(" permit object-group S any any\n", &groups), open, "{member}");
    }
}

#[test]
fn a_member_that_is_not_understood_makes_its_group_doubtful() {
    for (groups, entry) in [
        ("object-group service S\n tcp eq 445\n quux\n", "object-group S any any"),
        ("object-group service S\n tcp eq quux\n", "object-group S any any"),
        ("object-group service S\n", "object-group S any any"),
        ("object-group network N\n quux 10.2.0.0\n", "ip any object-group N"),
        ("object-group network N\n host 10.2.0.5\n quux\n", "ip any object-group N"),
        (
            "object-group network N\n 10.9.0.0 255.255.0.0\n no host 10.9.0.1\n",
            "ip any object-group N",
        ),
        ("object-group fqdn N\n pattern files\n", "ip any object-group N"),
        (
            "object-group network N\n host 10.9.0.5\nobject-group geo N2\n country x\n",
            "ip any object-group N2",
        ),
    ] {
        assert_eq!(ios(&format!(" permit {entry}\n"), groups), "| any", "{groups}");
        let deny = format!(" deny {entry}\n permit tcp any any eq 445\n");
        assert_eq!(ios(&deny, groups), "| tcp/445", "{groups}");
    }
    // Whatever stands behind the groups is none of their members.
    let behind = "object-group network N\n host 10.2.0.5\nrouter ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n";
    assert_eq!(ios(" permit tcp any object-group N eq 445\n", behind), "tcp/445");
    let asa = "ASA Version 9.8\nobject-group service G tcp\n port-objekt eq 445\naccess-list L extended permit tcp any any object-group G\n";
    assert_eq!(way("asa.cfg", asa).0, "| tcp/1-65535");
}

/// A FortiGate with one policy for a service of its own.
fn fortigate(service: &str, policy: &str) -> (String, Vec<String>) {
    way(
        "fgt.conf",
        &format!(
            "config system interface\nedit p1\nset ip 10.3.0.1 255.255.0.0\nnext\nedit p2\nset ip 10.2.0.1 255.255.255.0\nnext\nend\nconfig firewall service custom\nedit OWN\n{service}\nnext\nend\nconfig firewall policy\nedit 7\nset srcintf p1\nset dstintf p2\nset srcaddr all\nset dstaddr all\nset schedule always\n{policy}\nnext\nend\n"
        ),
    )
}

#[test]
fn a_service_that_cannot_be_read_may_be_any() {
    let accept = "set action accept\nset service OWN";
    for service in [
        "set udp-portrange foo",
        "set tcp-portrange 445:foo",
        "set tcp-portrange 445 foo",
        "set tcp-portrange 445-",
        "set tcp-portrange 70000",
        "set tcp-portrange 0",
        "set protocol ALL",
        "set protocol TCP/UDP/SCTP",
        "set protocol FOO",
        "set protocol IP\nset protocol-number x",
        "set app-service-type app-id",
        "set comment nothing",
    ] {
        let (open, remarks) = fortigate(service, accept);
        assert_eq!(open, "| any", "{service}");
        assert!(remarks[0].contains("in the service OWN of line 10 "), "{remarks:?}");
        assert_eq!(fortigate(service, &format!("{accept}\nset service-negate enable")).0, "| any");
    }
    assert_eq!(fortigate("set tcp-portrange 445", "set action accept").0, "| any");
    let (open, remarks) = fortigate("set tcp-portrange 445\nset fqdn files", accept);
    assert_eq!((&*open, remarks.len()), ("| tcp/445", 1), "{remarks:?}");
    for (service, open) in [
        ("set tcp-portrange 445 3389:1024-65535", "tcp/445, tcp/3389"),
        ("set protocol ICMP\nunset icmptype", "closed"),
        ("set protocol IP", "any"),
        ("set protocol IP\nset protocol-number 47", "closed"),
        ("set sctp-portrange 9", "closed"),
        ("set proxy enable\nset protocol ALL\nset tcp-portrange 0-65535:0-65535", "tcp/1-65535"),
        ("set iprange 0.0.0.0\nset udp-portrange 53\nset color 3", "udp/53"),
    ] {
        assert_eq!(fortigate(service, accept), (open.to_owned(), vec![]), "{service}");
    }
}
