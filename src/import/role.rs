//! Laptop, workstation or server: what each sign says, and how the signs of one host are weighed.

use super::fact::{Role, RoleClaim, Sign, lower};
use crate::inventory::Kind;
use crate::term::alias::wording::has_denial;

/// What a host is used as, and why it is thought so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The use that is written.
    pub kind: Kind,
    /// The sign that decided.
    pub evidence: String,
    /// Whether nothing decided, and the riskier was taken.
    pub guessed: bool,
}

/// Models that are carried about, that stay, and that serve: words in a manufacturer's model name.
const MODELS: &[(Role, &[&str])] = &[
    (
        Role::Laptop,
        &[
            "latitude",
            "thinkpad",
            "elitebook",
            "probook",
            "zbook",
            "travelmate",
            "satellite",
            "tecra",
            "portege",
            "portégé",
            "lifebook",
            "toughbook",
            "vaio",
            "macbook",
            "notebook",
            "laptop",
            "omnibook",
            "armada",
            "evo n",
            "nx6",
            "nc6",
            "surface pro",
            "surface laptop",
        ],
    ),
    (
        Role::Server,
        &[
            "poweredge",
            "proliant",
            "primergy",
            "thinksystem",
            "xseries",
            "system x3",
            "eserver",
            "blade",
        ],
    ),
    (
        Role::Workstation,
        &[
            "optiplex",
            "thinkcentre",
            "elitedesk",
            "prodesk",
            "compaq dc",
            "compaq d5",
            "deskpro",
            "evo d",
            "esprimo",
            "veriton",
            "netvista",
            "desktop",
            "mini tower",
            "minitower",
            "vectra",
            // A virtual machine is not carried about.
            "virtual",
            "vmware",
            "kvm",
            "qemu",
            "xen",
            "bochs",
        ],
    ),
];

/// Parts of host names that say what the host is; compared with whole parts, digits cut off.
const NAMES: &[(Role, &[&str])] = &[
    (Role::Laptop, &["lt", "nb", "lap", "laptop", "notebook", "tp", "mob", "mobile", "tablet"]),
    (Role::Workstation, &["ws", "pc", "dt", "desk", "desktop", "wks", "workstation", "kiosk"]),
    (
        Role::Server,
        &[
            "srv", "sv", "server", "dc", "sql", "mail", "exch", "web", "file", "fs", "print", "db",
            "app", "ts", "nas",
        ],
    ),
];

/// What a chassis type of the firmware says: a number, a list of numbers, or the words osquery
/// prints.
pub(super) fn from_chassis(text: &str) -> Option<RoleClaim> {
    let lower = text.to_lowercase();
    let numbers =
        lower.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<u8>().ok());
    let role = numbers.filter_map(chassis).min().or_else(|| form(&lower))?;
    Some(RoleClaim {
        role,
        sign: Sign::Chassis,
        evidence: format!("chassis type {}", text.trim()).into(),
    })
}

fn chassis(number: u8) -> Option<Role> {
    match number {
        8..=12 | 14 | 18 | 21 | 30..=32 => Some(Role::Laptop),
        3..=7 | 13 | 15 | 16 | 24 | 34..=36 => Some(Role::Workstation),
        17 | 23 | 25 | 28 | 29 => Some(Role::Server),
        _ => None,
    }
}

/// What a form factor in words says.
fn form(lower: &str) -> Option<Role> {
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match () {
        () if has(&[
            "laptop",
            "notebook",
            "portable",
            "tablet",
            "convertible",
            "detachable",
            "docking",
            "mobile",
        ]) =>
        {
            Some(Role::Laptop)
        }
        () if has(&["rack", "blade", "server", "main system"]) => Some(Role::Server),
        () if has(&[
            "desktop",
            "tower",
            "workstation",
            "all in one",
            "all-in-one",
            "space-saving",
            "lunch box",
            "mini pc",
            "low profile",
            "pizza",
        ]) =>
        {
            Some(Role::Workstation)
        }
        () => None,
    }
}

/// What a column such as `kind` or `role` says in words.
pub(super) fn stated(text: &str) -> Option<RoleClaim> {
    let lower = text.trim().to_lowercase();
    // `not a server` is none, and `server?` may be none.
    if has_denial(&lower) || lower.contains('?') {
        return None;
    }
    let role = match lower.as_str() {
        "dc" | "domain controller" => Some(Role::Server),
        "client" => Some(Role::Client),
        _ => form(&lower),
    }?;
    Some(RoleClaim {
        role,
        sign: Sign::Stated,
        evidence: format!("stated as {}", text.trim()).into(),
    })
}

/// What the class in a configuration database says: `cmdb_ci_win_server`, `Windows Server`.
pub(super) fn from_class(text: &str) -> Option<RoleClaim> {
    let lower = text.to_lowercase();
    let role = match () {
        () if lower.contains("server") || lower.replace(' ', "") == "domaincontroller" => {
            Role::Server
        }
        () if lower.contains("workstation")
            || lower.contains("computer")
            || lower.contains("client")
            || lower.ends_with("pc_hardware") =>
        {
            Role::Client
        }
        () => return None,
    };
    Some(RoleClaim {
        role,
        sign: Sign::Configuration,
        evidence: format!("class {}", text.trim()).into(),
    })
}

/// What a caption says that the catalogue may not know: a server is no laptop.
pub(super) fn from_caption(text: &str) -> Option<RoleClaim> {
    let lower = text.to_lowercase();
    let server = lower.contains("windows")
        && lower.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with("server"));
    server.then(|| RoleClaim {
        role: Role::Server,
        sign: Sign::Product,
        evidence: format!("product {}", text.trim()).into(),
    })
}

/// What the model of a machine says.
pub(super) fn from_model(manufacturer: Option<&str>, model: Option<&str>) -> Option<RoleClaim> {
    let text = format!("{} {}", manufacturer.unwrap_or(""), model.unwrap_or(""));
    let lower = text.to_lowercase();
    let (role, _) =
        MODELS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word)))?;
    Some(RoleClaim {
        role: *role,
        sign: Sign::Model,
        evidence: format!("model {}", text.trim()).into(),
    })
}

/// What a name says.
pub(super) fn from_name(name: &str) -> Option<Role> {
    let lower = lower(name);
    let parts = || lower.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty());
    NAMES.iter().find(|(_, words)| parts().any(|part| words.contains(&part))).map(|(role, _)| *role)
}

/// Weighs the signs of one host. The kinds of signs come in a fixed order, and the first that
/// decides is taken; within one, the riskier. What is only known as a client, or not at all, is a
/// laptop: it may be carried out and come back infected.
pub(super) fn decide(name: &str, claims: &mut Vec<RoleClaim>) -> Verdict {
    claims.sort_by(|a, b| (a.sign, a.role, &a.evidence).cmp(&(b.sign, b.role, &b.evidence)));
    claims.dedup();
    let server_system = claims
        .iter()
        .any(|c| c.role == Role::Server && matches!(c.sign, Sign::Configuration | Sign::Product));
    let client_system = claims.iter().any(|c| c.role == Role::Client);
    // Virtual desktops are desktops, virtual servers servers: what the system says comes before the
    // model. A server is a server, whatever case it is in, unless somebody says so.
    let usable = |claim: &&RoleClaim| {
        let overruled = server_system
            && (claim.sign == Sign::Model
                || (claim.role != Role::Server && claim.sign == Sign::Chassis)
                || (claim.role == Role::Laptop && claim.sign != Sign::Stated));
        claim.role != Role::Client && !overruled
    };
    if let Some(claim) = claims.iter().find(usable) {
        return Verdict {
            kind: kind(claim.role),
            evidence: claim.evidence.to_string(),
            guessed: false,
        };
    }
    match from_name(name) {
        // A client system is no server, whatever it is called.
        Some(role) if !(client_system && role == Role::Server) => Verdict {
            kind: kind(role),
            evidence: "the pattern of its name".to_owned(),
            guessed: false,
        },
        _ => {
            let what =
                if client_system { "a client of unknown form" } else { "nothing says what it is" };
            Verdict {
                kind: Kind::Laptop,
                evidence: format!("{what}: treated as a laptop, the riskier"),
                guessed: true,
            }
        }
    }
}

fn kind(role: Role) -> Kind {
    match role {
        Role::Laptop | Role::Client => Kind::Laptop,
        Role::Workstation => Kind::Workstation,
        Role::Server => Kind::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(role: Role, sign: Sign) -> RoleClaim {
        RoleClaim { role, sign, evidence: "x".into() }
    }

    #[test]
    fn chassis_types_come_as_numbers_and_words() {
        for (text, role) in [
            ("10", Some(Role::Laptop)),
            ("{9}", Some(Role::Laptop)),
            ("3", Some(Role::Workstation)),
            ("23", Some(Role::Server)),
            ("Notebook", Some(Role::Laptop)),
            ("Mini Tower", Some(Role::Workstation)),
            ("Rack Mount Chassis", Some(Role::Server)),
            ("1", None),
            ("2", None),
            ("Other", None),
        ] {
            assert_eq!(from_chassis(text).map(|c| c.role), role, "{text}");
        }
    }

    #[test]
    fn the_most_telling_sign_decides_and_unknown_is_the_riskier() {
        let verdict = |name: &str, claims: &[RoleClaim]| decide(name, &mut claims.to_vec());
        let client = claim(Role::Client, Sign::Configuration);
        let chassis = claim(Role::Laptop, Sign::Chassis);
        assert_eq!(verdict("pc-1", &[client.clone(), chassis]).kind, Kind::Laptop);
        assert_eq!(verdict("pc-1", std::slice::from_ref(&client)).kind, Kind::Workstation);
        assert_eq!(
            verdict("srv-1", std::slice::from_ref(&client)),
            verdict("x", std::slice::from_ref(&client))
        );
        assert!(verdict("x", &[]).guessed && verdict("x", &[]).kind == Kind::Laptop);
        assert_eq!(
            verdict(
                "x",
                &[claim(Role::Server, Sign::Configuration), claim(Role::Workstation, Sign::Model)]
            )
            .kind,
            Kind::Server
        );
        let desktop = claim(Role::Workstation, Sign::Chassis);
        assert_eq!(
            verdict("x", &[claim(Role::Server, Sign::Configuration), desktop]).kind,
            Kind::Server
        );
        assert_eq!(verdict("LT-0042", &[]).kind, Kind::Laptop);
        assert_eq!(verdict("dc1", &[]).kind, Kind::Server);
    }
}
