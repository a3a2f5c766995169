//! Filters of clouds: rules of Google, entries of AWS that are damaged.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

/// Rules of one network of Google Cloud.
fn google(rules: &str) -> (Vec<String>, Vec<String>) {
    flows(&NETWORKS, ("gcp.json", &format!("[{rules}]")))
}

fn rule(name: &str, more: &str) -> String {
    format!(
        "{{\"name\":\"{name}\",\"network\":\"https://www.googleapis.com/compute/v1/projects/p/global/networks/n\",{more}}}"
    )
}

fn office(flows: &[String]) -> &str {
    let way = flows.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    way.unwrap_or("closed")
}

const FILES: &str = "\"direction\":\"INGRESS\",\"priority\":1000,\"sourceRanges\":[\"10.3.0.0/16\"],\"allowed\":[{\"IPProtocol\":\"tcp\",\"ports\":[\"445\",\"135-139\"]}]";

#[test]
fn rules_of_google_are_read_by_priority() {
    let (found, remarks) = google(&rule("files", FILES));
    assert_eq!(
        found,
        [
            "office -> internet: any",
            "office -> servers: tcp/135-139, tcp/445",
            "servers -> internet: any"
        ]
    );
    assert_eq!(remarks, Vec::<String>::new());
    let with = |more: &str| {
        let (found, _) = google(&format!("{},{}", rule("files", FILES), rule("more", more)));
        office(&found).to_owned()
    };
    let deny = |priority: u32, more: &str| {
        with(&format!(
            "\"direction\":\"INGRESS\",\"priority\":{priority},\"denied\":[{{\"IPProtocol\":\"all\"}}]{more}"
        ))
    };
    let open = "tcp/135-139, tcp/445";
    assert_eq!(deny(900, ""), "closed");
    assert_eq!(deny(1000, ""), "closed");
    assert_eq!(deny(1001, ""), open);
    assert_eq!(deny(900, ",\"disabled\":true"), open);
    assert_eq!(deny(900, ",\"targetTags\":[\"web\"]"), open);
    assert_eq!(deny(900, ",\"sourceTags\":[\"web\"]"), open);
    assert_eq!(
        with(
            "\"direction\":\"EGRESS\",\"priority\":1,\"destinationRanges\":[\"10.2.0.0/24\"],\"denied\":[{\"IPProtocol\":\"tcp\",\"ports\":[\"445\"]}]"
        ),
        "tcp/135-139"
    );
}

#[test]
fn what_is_not_known_of_a_rule_of_google_may_be_open() {
    let alone = |more: &str| {
        let (found, remarks) = google(&rule("x", more));
        (office(&found).to_owned(), remarks)
    };
    for (more, open, told) in [
        (
            FILES.replace("1000", "1000,\"targetTags\":[\"web\"]"),
            "| tcp/135-139, tcp/445",
            "tags web",
        ),
        (
            FILES.replace("10.3.0.0/16", "office"),
            "| tcp/135-139, tcp/445",
            "`office` in sourceRanges",
        ),
        (FILES.replace("\"445\"", "\"x\""), "| tcp/1-65535", "its ports"),
        (FILES.replace("tcp", "quux"), "| any", "the protocol `quux`"),
        (FILES.replace("1000", "1000,\"quux\":1"), "| tcp/135-139, tcp/445", "`quux` is not read"),
    ] {
        let (found, remarks) = alone(&more);
        assert_eq!(found, open, "{more}");
        assert!(remarks[0].contains(told), "{remarks:?}");
    }
}

#[test]
fn an_entry_of_aws_that_is_damaged_says_where() {
    let aws = |permission: &str| {
        let text = format!(
            "{{\"SecurityGroups\":[{{\"GroupId\":\"sg-1\",\"GroupName\":\"web\",\"IpPermissionsEgress\":[],\"IpPermissions\":[{{\"IpProtocol\":\"tcp\",\"FromPort\":445,\"ToPort\":445{permission}}}]}}]}}"
        );
        flows(&[], ("aws.json", &text))
    };
    for (permission, why) in [
        (
            ",\"IpRanges\":[{\"CidrIp\":\"0.0.0.0\"}]",
            "CidrIp in IpRanges is `0.0.0.0`, and no network with its prefix",
        ),
        (
            ",\"IpRanges\":[{\"Cidr\":\"0.0.0.0/0\"}]",
            "in IpRanges stands `{\"Cidr\":\"0.0.0.0/0\"}`, which has no CidrIp",
        ),
        (",\"Ipv6Ranges\":[\"::/0\"]", "in Ipv6Ranges stands `\"::/0\"`, which has no CidrIpv6"),
        ("", "it does not say for whom it is"),
    ] {
        let (found, remarks) = aws(permission);
        assert!(found.contains(&"internet -> web: | tcp/445".to_owned()), "{found:?}");
        assert_eq!(remarks, [format!("1: {why}: what it may concern is unknown")]);
    }
    assert_eq!(aws(",\"IpRanges\":[]").0, Vec::<String>::new());
}

#[test]
fn what_leaves_as_one_family_does_not_arrive_as_the_other() {
    let group = |name: &str, entry: &str, exit: &str| {
        format!(
            r#"{{"GroupId": "sg-{name}", "GroupName": "{name}", "IpPermissions": [{entry}], "IpPermissionsEgress": [{{"IpProtocol": "-1", {exit}}}]}}"#
        )
    };
    let four = r#""IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": []"#;
    let six = r#""IpRanges": [], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]"#;
    let entry = format!(r#"{{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, {six}}}"#);
    let groups = [group("old", "", four), group("new", &entry, four), group("six", "", six)];
    let file = format!(r#"{{"SecurityGroups": [{}]}}"#, groups.join(", "));
    let found = flows(&[], ("sg.json", &file)).0;
    assert!(found.contains(&"six -> new: tcp/22".to_owned()), "{found:?}");
    assert!(found.contains(&"internet -> new: tcp/22".to_owned()), "{found:?}");
    assert!(!found.iter().any(|flow| flow.starts_with("old -> new")), "{found:?}");
    assert!(!found.iter().any(|flow| flow.starts_with("new -> new")), "{found:?}");
}

/// A rule of Azure for what comes in.
fn azure(name: &str, priority: &str, access: &str, port: &str) -> String {
    format!(
        r#"{{"name": "{name}", "priority": {priority}, "direction": "Inbound", "access": "{access}", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "{port}"}}"#
    )
}

fn from_outside(file: &str, segment: &str) -> String {
    let found = flows(&[], ("nsg.json", file)).0;
    let way = format!("internet -> {segment}: ");
    found.iter().find_map(|flow| flow.strip_prefix(&way)).unwrap_or("closed").to_owned()
}

#[test]
fn a_priority_may_be_written_as_a_text() {
    let group = |priority: &str| {
        let rules = [azure("a", priority, "Allow", "3389"), azure("d", "4000", "Deny", "*")];
        let file = format!(r#"[{{"name": "web", "securityRules": [{}]}}]"#, rules.join(", "));
        from_outside(&file, "web")
    };
    assert_eq!(group("\"100\""), "tcp/3389, udp/3389");
    assert_eq!(group("\"4001\""), "closed");
    assert_eq!(group("\"[parameters('p')]\""), "| tcp/3389, udp/3389");
    let with = |priority: &str| {
        let deny =
            "\"direction\":\"INGRESS\",\"priority\":500,\"denied\":[{\"IPProtocol\":\"all\"}]";
        let allow = FILES.replace("1000", priority);
        let (found, _) = google(&format!("{},{}", rule("a", &allow), rule("d", deny)));
        office(&found).to_owned()
    };
    assert_eq!(with("\"100\""), "tcp/135-139, tcp/445");
    assert_eq!(with("\"900\""), "closed");
    assert_eq!(with("\"soon\""), "| tcp/135-139, tcp/445");
}

#[test]
fn rules_of_a_template_belong_to_the_group_that_they_name() {
    let template = |group: &str, rule: &str| {
        let own = azure(rule, "101", "Allow", "22");
        let own = format!(
            r#"{{"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "{rule}", "properties": {own}}}"#
        );
        let group = format!(
            r#"{{"type": "Microsoft.Network/networkSecurityGroups", "name": "{group}", "properties": {{"securityRules": []}}}}"#
        );
        format!(r#"{{"resources": [{group}, {own}]}}"#)
    };
    let open = "tcp/22, udp/22";
    assert_eq!(from_outside(&template("web", "web/ssh"), "web"), open);
    // An expression may be the name of any group.
    assert_eq!(
        from_outside(&template("web", "[concat(parameters('g'), '/ssh')]"), "web"),
        format!("| {open}")
    );
    // Of a group that does not stand there nobody knows the other rules.
    let found = from_outside(&template("web", "db/ssh"), "db");
    assert!(found.starts_with(open) && found.contains('|'), "{found}");
    let sideways = azure("s", "100", "Allow", "22").replace("Inbound", "[parameters('d')]");
    let file = format!(r#"[{{"name": "web", "securityRules": [{sideways}]}}]"#);
    assert_eq!(from_outside(&file, "web"), format!("| {open}"));
}

#[test]
fn a_group_that_denies_everybody_is_closed_whatever_addresses_are_known() {
    let file =
        format!(r#"[{{"name": "db", "securityRules": [{}]}}]"#, azure("d", "4096", "Deny", "*"));
    for networks in [&[("db", "10.2.0.0/24")][..], &[("x", "10.6.0.0/16")]] {
        let (found, _) = flows(networks, ("nsg.json", &file));
        assert!(!found.iter().any(|flow| flow.contains("-> db")), "{found:?}");
    }
}

#[test]
fn a_group_of_a_service_goes_by_its_name() {
    let file = r#"{"SecurityGroups":[{"GroupId":"sg-1","GroupName":"web","IpPermissionsEgress":[],"IpPermissions":[{"IpProtocol":"tcp","FromPort":80,"ToPort":80,"UserIdGroupPairs":[{"GroupName":"balancers","UserId":"service"}]}]}]}"#;
    let found = flows(&[], ("sg.json", file)).0;
    assert!(found.contains(&"service-balancers -> web: tcp/80".to_owned()), "{found:?}");
    let zero = file.replace("80", "0").replace(
        r#""UserIdGroupPairs""#,
        r#""IpRanges":[{"CidrIp":"0.0.0.0/0"}],"UserIdGroupPairs""#,
    );
    let found = flows(&[], ("sg.json", &zero)).0;
    assert!(found.iter().any(|flow| flow.starts_with("internet -> web: |")), "{found:?}");
}
