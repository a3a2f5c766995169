//! What readers find: facts about hosts, each with its source, line and date. Neutral: no reader's
//! format shows here.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use jiff::civil::Date;

use super::filler;
use super::format::Format;
use crate::inventory::{Antivirus, Criticality};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion, ServicePack};
use crate::term::port::{Port, PortSet};

/// Index of an input file of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Where and when something was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The line, from 1.
    pub line: u32,
    /// What kind of file it is; how reliable it is follows from that.
    pub format: Format,
    /// When it was observed, if the source or the user says so.
    pub date: Option<Date>,
}

/// What tells a host from others. At least one part is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Its short name, as written.
    pub name: Option<Box<str>>,
    /// Its full name with the domain, as written.
    pub fqdn: Option<Box<str>>,
    /// The domain that stands in front of its short name or beside it: `CORP`. It tells machines of
    /// one short name apart.
    pub domain: Option<Box<str>>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// The serial number of the machine.
    pub serial: Option<Box<str>>,
    /// Whether the name is that of the file, since nothing in it names a host. Files of one name
    /// are no sign of one host.
    pub by_file: bool,
}

/// Everything one place of one file says about one host.
///
/// Machines are alike by the thousand, and so are their patches and the places where they stand;
/// all three seldom are at once. What is said of each is a list of its own, and observations that
/// say the same share it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Which host.
    pub identity: Identity,
    /// Where it is said.
    pub origin: Origin,
    /// What is said of the machine.
    pub machine: Arc<[Fact]>,
    /// What is said of its patches.
    pub patches: Arc<[Fact]>,
    /// What is said of the place where it stands, and of those who care for it.
    pub place: Arc<[Fact]>,
}

impl Observation {
    /// Everything that is said.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.machine.iter().chain(&*self.patches).chain(&*self.place)
    }
}

/// What a source says a host is used as, and by what sign.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleClaim {
    /// The use.
    pub role: Role,
    /// The kind of sign; the first of these kinds that says anything decides.
    pub sign: Sign,
    /// The sign itself, such as `chassis type 10`.
    pub evidence: Box<str>,
}

/// What a host is used as, as far as one sign tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Carried about.
    Laptop,
    /// Stays on a desk.
    Workstation,
    /// Serves others.
    Server,
    /// Laptop or workstation: it cannot be told.
    Client,
}

/// The kinds of signs, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Somebody said so.
    Stated,
    /// The chassis type of the firmware, or a form factor.
    Chassis,
    /// `OS Configuration`, or the class in a configuration database.
    Configuration,
    /// The product.
    Product,
    /// The model of the machine.
    Model,
}

/// How much of the installed patches a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatchList {
    /// All.
    Complete,
    /// Known to be cut off, or with entries that name no patch.
    CutOff,
}

/// One thing that a source says about a host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The operating system as the source writes it.
    System(Box<str>),
    /// The number of its kernel: `5.2.3790`. Several products may share one.
    Kernel(Box<str>),
    /// The service pack.
    ServicePack(ServicePack),
    /// The architecture.
    Arch(Arch),
    /// What it is used as.
    Role(RoleClaim),
    /// A patch is installed.
    Installed(PatchId),
    /// A patch or bulletin is missing.
    Missing(Box<str>),
    /// A vulnerability that a scan found, by its number. It counts if an advisory is about it.
    Vulnerable(Box<str>),
    /// There is a list of installed patches.
    PatchList(PatchList),
    /// The version of a file. Few hosts have any, and all facts are as large as the largest.
    File(Box<(Box<str>, FileVersion)>),
    /// A port is open, seen from where the source looked.
    Open(Port),
    /// It listens on these ports, somebody says.
    Listens(Box<PortSet>),
    /// The source looked at its ports; those not open are closed or filtered from there.
    Scanned,
    /// The segment, by name.
    Segment(Box<str>),
    /// A group it belongs to; rules turn it into a segment.
    Group(Box<str>),
    /// Its organisational unit, from the domain down: `corp.example/Sites/Oslo/Laptops`.
    Unit(Box<str>),
    /// How much depends on it.
    Criticality(Criticality),
    /// Its antivirus.
    Antivirus(Antivirus),
    /// Who is responsible.
    Owner(Box<str>),
    /// When it was last seen.
    LastSeen(Date),
    /// Something worth telling.
    Note(Box<str>),
}

/// The fields that facts are about, for counting and for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word that it prints as")]
pub enum Field {
    Os,
    ServicePack,
    Arch,
    Kind,
    Patches,
    Missing,
    Files,
    Ports,
    Segment,
    Criticality,
    Antivirus,
    Owner,
    LastSeen,
    Note,
    Name,
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Self; 15] = [
        Self::Os,
        Self::ServicePack,
        Self::Arch,
        Self::Kind,
        Self::Patches,
        Self::Missing,
        Self::Files,
        Self::Ports,
        Self::Segment,
        Self::Criticality,
        Self::Antivirus,
        Self::Owner,
        Self::LastSeen,
        Self::Note,
        Self::Name,
    ];

    /// The word for people and JSON; where the inventory has a key for it, that key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Os => "os",
            Self::ServicePack => "sp",
            Self::Arch => "arch",
            Self::Kind => "kind",
            Self::Patches => "patches",
            Self::Missing => "missing",
            Self::Files => "files",
            Self::Ports => "ports",
            Self::Segment => "segment",
            Self::Criticality => "criticality",
            Self::Antivirus => "antivirus",
            Self::Owner => "owner",
            Self::LastSeen => "last_seen",
            Self::Note => "note",
            Self::Name => "name",
        }
    }
}

impl Fact {
    /// What the fact is about.
    pub fn field(&self) -> Field {
        match self {
            Self::System(_) | Self::Kernel(_) => Field::Os,
            Self::ServicePack(_) => Field::ServicePack,
            Self::Arch(_) => Field::Arch,
            Self::Role(_) => Field::Kind,
            Self::Installed(_) | Self::PatchList(_) => Field::Patches,
            Self::Missing(_) | Self::Vulnerable(_) => Field::Missing,
            Self::File(..) => Field::Files,
            Self::Open(_) | Self::Listens(_) | Self::Scanned => Field::Ports,
            Self::Segment(_) | Self::Group(_) | Self::Unit(_) => Field::Segment,
            Self::Criticality(_) => Field::Criticality,
            Self::Antivirus(_) => Field::Antivirus,
            Self::Owner(_) => Field::Owner,
            Self::LastSeen(_) => Field::LastSeen,
            Self::Note(_) => Field::Note,
        }
    }

    /// What the fact is about: the machine, its patches or the place where it stands.
    pub fn matter(&self) -> Matter {
        match self.field() {
            Field::Patches | Field::Missing => Matter::Patches,
            Field::Segment | Field::Owner | Field::LastSeen => Matter::Place,
            _ => Matter::Machine,
        }
    }
}

/// What lists of facts are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// What a machine is.
    Machine,
    /// Which patches it has, and which it lacks.
    Patches,
    /// Where it stands, who cares for it, and when it was seen there.
    Place,
}

/// A text in lower case, which it mostly is already.
pub(super) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// What stands in a cell of addresses.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '{' | '}' | '"' | '|'))
}

/// The first part of a cell that is written as an address is, and cannot be read as that of a host.
pub(super) fn unread_address(text: &str) -> Option<&str> {
    addresses(text).find(|part| address(part).is_none() && looks_like_an_address(part))
}

/// Whether a cell says an address, be it one that every host has.
pub(super) fn says_an_address(text: &str) -> bool {
    addresses(text).any(|part| address(part).is_some())
}

/// The address of a host: with a zone, with the length of its network, or with a port.
fn address(part: &str) -> Option<IpAddr> {
    let part = part.split('%').next().unwrap_or("");
    if let Ok(address) = part.parse() {
        return Some(address);
    }
    if let Some((left, length)) = part.split_once('/') {
        let address: IpAddr = left.parse().ok()?;
        let network = ipnet::IpNet::new(address, length.parse().ok()?).ok()?;
        let whole = network.prefix_len() + 1 >= network.max_prefix_len();
        return (whole || network.network() != address).then_some(address);
    }
    let socket: std::net::SocketAddr = part.parse().ok()?;
    Some(socket.ip())
}

/// Whether a word is written as an address is: three numbers with dots between, whatever is behind.
fn looks_like_an_address(part: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    part.split('.').count() >= 3 && part.split('.').take(2).all(digits)
}

/// Whether a text is a path, a line of a console or a caption, and no name: the property `Name` of
/// a system is `Microsoft Windows XP|C:\WINDOWS|\Device\…`.
pub(super) fn is_no_host(text: &str) -> bool {
    let text = text.trim();
    if is_of_several(text) {
        return true;
    }
    let is_path =
        text.strip_prefix('\\').is_some_and(|rest| !rest.starts_with('\\') && rest.contains('\\'));
    is_path
        || text.contains('|')
        || text.contains(":\\")
        || text.contains(": ")
        || (text.ends_with(':') && text.parse::<IpAddr>().is_err())
}

/// Whether a text stands for several hosts: `SRV10..12`, `SRV5-SRV9`, `PC[01-20]`, `5x PC`, or a name
/// on each line.
pub(super) fn is_of_several(text: &str) -> bool {
    let (letters, digits) = ends_in_digits(text);
    let is_range = |(first, last): (&str, &str)| {
        let (first, last) = (ends_in_digits(first.trim()), ends_in_digits(last.trim()));
        let both = !first.1.is_empty() && !last.1.is_empty();
        both && !first.0.is_empty() && first.0.eq_ignore_ascii_case(last.0)
    };
    let in_brackets = text.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    let counts = text.split_once(['x', '×']).is_some_and(|(number, rest)| {
        let number = number.trim_end();
        rest.starts_with(' ') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    });
    let sign = ["\n", "\r", " / ", " & ", " + "].into_iter().find(|sign| text.contains(sign));
    let parts = sign.into_iter().flat_map(|sign| text.split(sign)).map(str::trim);
    let names: Vec<&str> =
        parts.filter(|part| !part.is_empty() && part.parse::<IpAddr>().is_err()).collect();
    let is_list = names.len() > 1 && names.iter().all(|name| !name.contains([' ', '(', ')', '[']));
    let dotted = !letters.is_empty() && !digits.is_empty() && text.contains("..");
    dotted
        || counts
        || is_list
        || text.split_once('-').is_some_and(is_range)
        || in_brackets.is_some_and(|(inside, _)| {
            inside.contains(['-', ','])
                && inside.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b',')
        })
}

/// A text and the digits at its end, apart.
fn ends_in_digits(text: &str) -> (&str, &str) {
    text.split_at(text.trim_end_matches(|c: char| c.is_ascii_digit()).len())
}

/// Endings that are none of a domain: of copies, and of machines that were replaced.
const NO_DOMAINS: [&str; 13] = [
    "alt", "backup", "bak", "copy", "kopie", "neu", "new", "old", "orig", "prev", "previous",
    "temp", "tmp",
];

/// Whether what stands behind the first dot of a name may be the domain of a machine.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let last = text.rsplit('.').next().unwrap_or("");
    let lower = last.to_lowercase();
    text.split('.').all(label)
        && last.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !NO_DOMAINS.contains(&lower.as_str())
}

/// A name without what programs put around it: zero bytes of a field of fixed length, signs that
/// nobody sees, the quotes and the sign by which a spreadsheet keeps a text as it is, and the parts
/// of a link.
fn bare(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let is_seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}');
    let seen: String = text.replace("\\x00", "").chars().filter(is_seen).collect();
    let text = seen.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let text = text.strip_prefix('=').filter(|rest| rest.starts_with('"')).unwrap_or(text);
    let text = text.trim_matches(['"', '\'']).trim();
    let link = text
        .split_once("://")
        .filter(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphabetic()));
    let text = link.map_or(text, |(_, rest)| rest.split(['/', '?']).next().unwrap_or(""));
    Cow::Owned(without_port(text).to_owned())
}

/// A name without the port behind it.
fn without_port(text: &str) -> &str {
    let is_port =
        |port: &str| (2..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    match text.rsplit_once(':') {
        Some((name, port)) if is_port(port) && !name.contains(':') => name,
        _ => text,
    }
}

/// The addresses in a text that has a name beside them, and that name: `srv1 (10.0.0.1)`.
fn apart(text: &str) -> Option<(Vec<IpAddr>, String)> {
    let signs = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '/' | ',' | ';' | '=' | '@'
            )
    };
    let mut found = Vec::new();
    let mut rest: Vec<&str> = Vec::new();
    for part in text.split(signs).filter(|part| part.contains(char::is_alphanumeric)) {
        match part.parse() {
            Ok(address) => found.push(address),
            Err(_) => rest.push(part),
        }
    }
    // What stands beside the address of a network is its length.
    let named = rest.iter().any(|part| part.contains(char::is_alphabetic)) || rest.is_empty();
    (!found.is_empty() && named).then(|| (found, rest.join(" ")))
}

/// Whether a text is written as an address and is none of one host: `10.0.0.0/24`, `10.0.0.x`.
fn is_no_address(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    looks_like_an_address(text) && { letters }.all(|c| matches!(c, 'x' | 'X'))
}

impl Identity {
    /// An identity from whatever a source uses as the name of a host: a short name, a full name, an
    /// address, or a name with the domain in front (`CORP\PC1`) or a dollar sign behind (`PC1$`).
    pub fn named(text: &str) -> Self {
        let mut identity = Self::default();
        identity.add_name(text);
        identity
    }

    /// The host that a file is named after.
    pub fn of_file(stem: &str) -> Self {
        Self {
            name: (!stem.trim().is_empty()).then(|| stem.into()),
            by_file: true,
            ..Self::default()
        }
    }

    /// Adds a name of any of these forms, and the address that stands beside it; an empty one adds
    /// nothing, nor does one that every machine has for itself, or a word that stands for none.
    pub fn add_name(&mut self, text: &str) {
        let text = bare(text);
        if is_no_host(&text) {
            return;
        }
        let is_share = text.starts_with("\\\\");
        let text = text.trim().trim_start_matches('\\');
        let (domain, text) = text.rsplit_once('\\').unwrap_or(("", text));
        let text = text.trim_end_matches('$').trim_end_matches('.').trim();
        if filler::is_no_name(text) {
            return;
        }
        if let Some(address) = address(text) {
            return self.add_address(address);
        }
        if let Some((found, name)) = apart(text) {
            found.into_iter().for_each(|address| self.add_address(address));
            return self.add_name(&name);
        }
        if is_no_address(text) {
            return;
        }
        let short =
            text.split_once('.').filter(|(short, rest)| !short.is_empty() && is_domain(rest));
        if let Some((short, _)) = short {
            self.fqdn.get_or_insert_with(|| text.into());
            self.name.get_or_insert_with(|| short.into());
        } else {
            self.name.get_or_insert_with(|| text.into());
        }
        if !is_share {
            self.add_domain(domain);
        }
    }

    /// Adds the domain that the name is of: one of DNS makes it a full name, any other is kept
    /// beside it.
    pub fn add_domain(&mut self, text: &str) {
        let domain = text.trim().trim_matches('.');
        let Some(name) = self.name.as_deref() else { return };
        if domain.contains('.') {
            let full = || format!("{name}.{domain}").into();
            self.fqdn.get_or_insert_with(full);
        } else if !filler::is_filler(domain) && !name.eq_ignore_ascii_case(domain) {
            self.domain.get_or_insert_with(|| domain.into());
        }
    }

    /// Adds the addresses of a cell, whatever stands between them; loopback and link-local ones
    /// tell nothing.
    pub fn add_addresses(&mut self, text: &str) {
        addresses(text).filter_map(address).for_each(|address| self.add_address(address));
    }

    fn add_address(&mut self, address: IpAddr) {
        let local = match address {
            IpAddr::V4(v4) => v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
            IpAddr::V6(v6) => {
                v6.is_loopback() || v6.is_unspecified() || (v6.segments()[0] & 0xffc0) == 0xfe80
            }
        };
        if !local && !self.addresses.contains(&address) && self.addresses.len() < 64 {
            self.addresses.push(address);
        }
    }

    /// Adds a serial number, unless it is one of the phrases that stand for none.
    pub fn add_serial(&mut self, text: &str) {
        let text = text.trim();
        if !filler::is_no_serial(text) {
            self.serial.get_or_insert_with(|| text.into());
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.fqdn.is_none()
            && self.addresses.is_empty()
            && self.serial.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_in_many_forms() {
        for (text, name, fqdn) in [
            ("PC1", Some("PC1"), None),
            ("CORP\\PC1$", Some("PC1"), None),
            ("\\\\PC1", Some("PC1"), None),
            ("pc1.corp.example.", Some("pc1"), Some("pc1.corp.example")),
            ("WORKNAS\\x00", Some("WORKNAS"), None),
            ("WORKNAS\0\0", Some("WORKNAS"), None),
            ("SR\0V2", Some("SR\0V2"), None),
            ("=\"SRV12\"", Some("SRV12"), None),
            ("SRV11\u{200b}", Some("SRV11"), None),
            ("srv7:445", Some("srv7"), None),
            ("https://srv6.corp.example/a", Some("srv6"), Some("srv6.corp.example")),
            ("unbekannt", None, None),
            ("}", None, None),
            ("10.0.0.0/24", None, None),
            ("10.0.0.7", None, None),
            ("  ", None, None),
        ] {
            let identity = Identity::named(text);
            assert_eq!(
                (identity.name.as_deref(), identity.fqdn.as_deref()),
                (name, fqdn),
                "{text}"
            );
        }
        assert_eq!(Identity::named("10.0.0.7").addresses.len(), 1);
        assert_eq!(Identity::named("CORP\\PC1").domain.as_deref(), Some("CORP"));
        assert_eq!(Identity::named("\\\\FILES\\PC1").domain, None);
    }

    #[test]
    fn an_address_beside_a_name_is_no_part_of_it() {
        for text in [
            "srv1 (10.0.0.1)",
            "10.0.0.1 (srv1)",
            "srv1/10.0.0.1",
            "srv1 - 10.0.0.1",
            "10.0.0.1 srv1",
            "srv1 [10.0.0.1]",
        ] {
            let identity = Identity::named(text);
            assert_eq!(
                (identity.name.as_deref(), identity.addresses.len()),
                (Some("srv1"), 1),
                "{text}"
            );
        }
        let pair = Identity::named("10.0.0.1 10.0.0.2");
        assert_eq!((pair.name, pair.addresses.len()), (None, 2));
        assert!(Identity::named("10.0.0.300 10.0.0.x").addresses.is_empty());
    }

    #[test]
    fn addresses_that_every_host_has_are_no_sign() {
        let mut identity = Identity::default();
        identity.add_addresses("{10.1.2.3, fe80::1, 127.0.0.1} 10.1.2.3");
        assert_eq!(identity.addresses, ["10.1.2.3".parse::<IpAddr>().unwrap()]);
        for (text, read) in [
            ("10.0.0.4/24", true),
            ("10.0.0.4/32", true),
            ("10.0.0.5:445", true),
            ("10.0.0.300", false),
            ("10.0.0.0/24", false),
            ("10.0.0.5-10.0.0.9", false),
            ("10.0.0.x", false),
            ("10.0.0", false),
            ("10.0.*", false),
        ] {
            let mut identity = Identity::default();
            identity.add_addresses(text);
            assert_eq!(
                (identity.addresses.len() == 1, unread_address(text).is_none()),
                (read, read),
                "{text}"
            );
        }
        identity.add_serial("To Be Filled By O.E.M.");
        assert_eq!(identity.serial, None);
    }
}
