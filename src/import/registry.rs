//! Which reader reads which format, and which format a text most likely is.

use super::firewall::{
    addressing, aws, azure, batfish, cisco, fortigate, gcp, iptables, matrix, rule_list, windows,
};
use super::format::Format;
use super::read::table::{self, Sheet};
use super::read::{
    agent, ansible, ansible_facts, greenbone, mbsa, msinfo, nessus, nexpose, nmap, nmap_text,
    openvas, osquery, psinfo, qualys, registry_export, systeminfo,
};
use super::sink::Sink;

/// So sure of `systeminfo` no other reader could be: a fleet has ten thousands of such files.
const CERTAIN: u8 = 95;

/// How sure the start of a text makes a reader that it is of its format: 0 is not at all, 100 is
/// beyond doubt.
enum Sniff {
    Text(fn(&str) -> u8),
    /// The same for what programs print line by line. People paste it into cells of tables, so that
    /// it counts only where it stands above the headings of one.
    Lines(fn(&str) -> u8),
    /// Needs the text as a table.
    Table(fn(&str, &Sheet<'_>) -> u8),
    /// By the headings of the table alone.
    Headings,
}

/// A reader of one format.
struct Reader {
    format: Format,
    sniff: Sniff,
    /// Reads a whole text; tables are read by their format.
    read: fn(Format, &str, &mut Sink<'_>),
}

macro_rules! readers {
    ($($format:ident: $sniff:expr, $read:expr;)*) => {
        [$(Reader { format: Format::$format, sniff: $sniff, read: $read }),*]
    };
}

/// Every reader; of equal confidence the earlier one wins.
const READERS: [Reader; Format::ALL.len()] = readers! {
    Systeminfo: Sniff::Lines(systeminfo::sniff), |_, text, sink| systeminfo::read(text, sink);
    SysteminfoCsv: Sniff::Headings, table::read;
    Qfe: Sniff::Headings, table::read;
    QfeCsv: Sniff::Headings, table::read;
    Hotfix: Sniff::Headings, table::read;
    ActiveDirectory: Sniff::Headings, table::read;
    Wsus: Sniff::Headings, table::read;
    Sccm: Sniff::Headings, table::read;
    ServiceNow: Sniff::Headings, table::read;
    Lansweeper: Sniff::Headings, table::read;
    Msinfo: Sniff::Lines(msinfo::sniff), |_, text, sink| msinfo::read(text, sink);
    PsInfo: Sniff::Lines(psinfo::sniff), |_, text, sink| psinfo::read(text, sink);
    RegistryExport: Sniff::Lines(registry_export::sniff), |_, text, sink| registry_export::read(text, sink);
    ComputerInfo: Sniff::Headings, table::read;
    AnsibleFacts: Sniff::Text(ansible_facts::sniff), |_, text, sink| ansible_facts::read(text, sink);
    Updates: Sniff::Headings, table::read;
    Mbsa: Sniff::Lines(mbsa::sniff), |_, text, sink| mbsa::read(text, sink);
    Agent: Sniff::Text(agent::sniff), |_, text, sink| agent::read(text, sink);
    Intune: Sniff::Headings, table::read;
    Defender: Sniff::Headings, table::read;
    Greenbone: Sniff::Text(greenbone::sniff), |_, text, sink| greenbone::read(text, sink);
    Qualys: Sniff::Headings, table::read;
    QualysXml: Sniff::Text(qualys::sniff), |_, text, sink| qualys::read(text, sink);
    Nexpose: Sniff::Headings, table::read;
    NexposeXml: Sniff::Text(nexpose::sniff), |_, text, sink| nexpose::read(text, sink);
    NessusCsv: Sniff::Headings, |_, text, sink| nessus::read_csv(text, sink);
    OpenVas: Sniff::Headings, |_, text, sink| openvas::read(text, sink);
    WindowsFirewall: Sniff::Text(windows::sniff), |_, text, sink| windows::read(text, sink);
    ZoneMatrix: Sniff::Table(matrix::sniff), |_, text, sink| matrix::read(text, sink);
    RuleList: Sniff::Table(rule_list::sniff), |_, text, sink| rule_list::read(text, sink);
    Csv: Sniff::Headings, table::read;
    Osquery: Sniff::Text(osquery::sniff), |_, text, sink| osquery::read(text, sink);
    NmapXml: Sniff::Text(nmap::sniff), |_, text, sink| nmap::read(text, sink);
    NmapText: Sniff::Lines(nmap_text::sniff), |_, text, sink| nmap_text::read(text, sink);
    Nessus: Sniff::Text(nessus::sniff), |_, text, sink| nessus::read(text, sink);
    AnsibleJson: Sniff::Text(ansible::sniff_json), |_, text, sink| ansible::read_json(text, sink);
    AwsSecurityGroups: Sniff::Text(aws::sniff), |_, text, sink| aws::read(text, sink);
    AzureNsg: Sniff::Text(azure::sniff), |_, text, sink| azure::read(text, sink);
    GoogleFirewall: Sniff::Text(gcp::sniff), |_, text, sink| gcp::read(text, sink);
    Batfish: Sniff::Text(batfish::sniff), |_, text, sink| batfish::read(text, sink);
    AnsibleYaml: Sniff::Text(ansible::sniff_yaml), |_, text, sink| ansible::read_yaml(text, sink);
    AnsibleToml: Sniff::Text(ansible::toml::sniff), |_, text, sink| ansible::toml::read(text, sink);
    IptablesSave: Sniff::Text(iptables::sniff), |_, text, sink| iptables::read(text, sink);
    FortiGate: Sniff::Text(fortigate::sniff), |_, text, sink| fortigate::read(text, sink);
    Cisco: Sniff::Text(cisco::sniff), |_, text, sink| cisco::read(text, sink);
    IpAddress: Sniff::Text(addressing::sniff), |_, text, sink| addressing::read(text, sink);
    AnsibleIni: Sniff::Lines(ansible::sniff_ini), |_, text, sink| ansible::read_ini(text, sink);
};

impl Reader {
    fn confidence(&self, text: &str, above: &str, sheet: Option<&Sheet<'_>>) -> u8 {
        match (&self.sniff, sheet) {
            (Sniff::Text(sniff), _) => sniff(text),
            (Sniff::Lines(sniff), _) => sniff(above),
            (Sniff::Table(sniff), Some(sheet)) => sniff(text, sheet),
            (Sniff::Headings, Some(sheet)) => table::sniff(self.format, sheet),
            (_, None) => 0,
        }
    }
}

/// The format that a text most likely is, if any reader claims it. What is beyond doubt is not
/// compared with others.
pub(super) fn recognise(text: &str) -> Option<Format> {
    let above = Sheet::above(text);
    if systeminfo::sniff(above) >= CERTAIN {
        return Some(Format::Systeminfo);
    }
    let sheet = Sheet::sniffed(text);
    let claim = |reader: &Reader| (reader.confidence(text, above, sheet.as_ref()), reader.format);
    let claims = READERS.iter().rev().map(claim);
    claims
        .max_by_key(|(confidence, _)| *confidence)
        .filter(|(confidence, _)| *confidence > 0)
        .map(|(_, format)| format)
}

/// Reads a text of a format.
pub(super) fn read(format: Format, text: &str, sink: &mut Sink<'_>) {
    if let Some(reader) = READERS.iter().find(|reader| reader.format == format) {
        (reader.read)(format, text, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_reader() {
        for format in Format::ALL {
            assert_eq!(
                READERS.iter().filter(|reader| reader.format == *format).count(),
                1,
                "{}",
                format.as_str()
            );
        }
        assert_eq!((recognise("hello\n"), recognise("")), (None, None));
    }
}
