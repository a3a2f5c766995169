//! The formats that are read, how each is recognised, and how far each is believed.

use super::csv::Sheet;
use super::sink::Sink;
use super::{ansible, csv, firewall, nessus, nmap, nmap_text, openvas, osquery, qfe, systeminfo};

/// So sure of `systeminfo` no other reader could be: a fleet has ten thousands of such files.
const CERTAIN: u8 = 95;

/// A format that `import` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "described by `description`")]
pub enum Format {
    Systeminfo,
    SysteminfoCsv,
    Qfe,
    QfeCsv,
    Hotfix,
    ActiveDirectory,
    Wsus,
    Sccm,
    ServiceNow,
    Lansweeper,
    Csv,
    Osquery,
    NmapXml,
    NmapText,
    Nessus,
    NessusCsv,
    OpenVas,
    AnsibleIni,
    AnsibleYaml,
    AnsibleJson,
    IptablesSave,
    Cisco,
    AwsSecurityGroups,
    ZoneMatrix,
}

impl Format {
    /// Every format, in the order of the documentation; of equal confidence the earlier one wins.
    pub const ALL: &[Self] = &[
        Self::Systeminfo,
        Self::SysteminfoCsv,
        Self::Qfe,
        Self::QfeCsv,
        Self::Hotfix,
        Self::ActiveDirectory,
        Self::Wsus,
        Self::Sccm,
        Self::ServiceNow,
        Self::Lansweeper,
        Self::NessusCsv,
        Self::OpenVas,
        Self::ZoneMatrix,
        Self::Csv,
        Self::Osquery,
        Self::NmapXml,
        Self::NmapText,
        Self::Nessus,
        Self::AnsibleJson,
        Self::AwsSecurityGroups,
        Self::AnsibleYaml,
        Self::IptablesSave,
        Self::Cisco,
        Self::AnsibleIni,
    ];

    /// The name for `--from` and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Systeminfo => "systeminfo",
            Self::SysteminfoCsv => "systeminfo-csv",
            Self::Qfe => "qfe",
            Self::QfeCsv => "qfe-csv",
            Self::Hotfix => "hotfix",
            Self::ActiveDirectory => "ad",
            Self::Wsus => "wsus",
            Self::Sccm => "sccm",
            Self::ServiceNow => "servicenow",
            Self::Lansweeper => "lansweeper",
            Self::Csv => "csv",
            Self::Osquery => "osquery",
            Self::NmapXml => "nmap-xml",
            Self::NmapText => "nmap",
            Self::Nessus => "nessus",
            Self::NessusCsv => "nessus-csv",
            Self::OpenVas => "openvas",
            Self::AnsibleIni => "ansible-ini",
            Self::AnsibleYaml => "ansible-yaml",
            Self::AnsibleJson => "ansible-json",
            Self::IptablesSave => "iptables",
            Self::Cisco => "cisco",
            Self::AwsSecurityGroups => "aws",
            Self::ZoneMatrix => "zones",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// How far the source is believed where sources disagree; more is better. What the host says of itself comes first,
    /// then agents and scans with credentials, then directories and databases that people keep, then looks from outside.
    pub fn reliability(self) -> u8 {
        match self {
            Self::Systeminfo | Self::SysteminfoCsv | Self::Qfe | Self::QfeCsv | Self::Hotfix | Self::Osquery => 5,
            Self::Sccm | Self::Wsus | Self::Lansweeper | Self::Nessus | Self::NessusCsv => 4,
            Self::ActiveDirectory | Self::OpenVas => 3,
            Self::ServiceNow | Self::Csv | Self::AnsibleIni | Self::AnsibleYaml | Self::AnsibleJson => 2,
            Self::NmapXml | Self::NmapText => 1,
            Self::IptablesSave | Self::Cisco | Self::AwsSecurityGroups | Self::ZoneMatrix => 0,
        }
    }

    /// How sure the start of a text makes us that it is of this format: 0 is not at all, 100 is beyond doubt. `sheet` is the same
    /// text as a table, if it may be one.
    fn sniff(self, text: &str, sheet: Option<&Sheet<'_>>) -> u8 {
        match self {
            Self::Systeminfo => systeminfo::sniff(text),
            Self::Qfe => qfe::sniff(text),
            Self::Osquery => osquery::sniff(text),
            Self::NmapXml => nmap::sniff(text),
            Self::NmapText => nmap_text::sniff(text),
            Self::Nessus => nessus::sniff(text),
            Self::AnsibleIni => ansible::sniff_ini(text),
            Self::AnsibleYaml => ansible::sniff_yaml(text),
            Self::AnsibleJson => ansible::sniff_json(text),
            Self::IptablesSave => firewall::iptables::sniff(text),
            Self::Cisco => firewall::cisco::sniff(text),
            Self::AwsSecurityGroups => firewall::aws::sniff(text),
            Self::ZoneMatrix => sheet.map_or(0, |sheet| firewall::matrix::sniff(text, sheet)),
            _ => sheet.map_or(0, |sheet| csv::sniff(self, sheet)),
        }
    }

    /// Reads a text of this format.
    pub(super) fn read(self, text: &str, sink: &mut Sink<'_>) {
        match self {
            Self::Systeminfo => systeminfo::read(text, sink),
            Self::Qfe => qfe::read(text, sink),
            Self::Osquery => osquery::read(text, sink),
            Self::NmapXml => nmap::read(text, sink),
            Self::NmapText => nmap_text::read(text, sink),
            Self::Nessus => nessus::read(text, sink),
            Self::NessusCsv => nessus::read_csv(text, sink),
            Self::OpenVas => openvas::read(text, sink),
            Self::AnsibleIni => ansible::read_ini(text, sink),
            Self::AnsibleYaml => ansible::read_yaml(text, sink),
            Self::AnsibleJson => ansible::read_json(text, sink),
            Self::IptablesSave => firewall::iptables::read(text, sink),
            Self::Cisco => firewall::cisco::read(text, sink),
            Self::AwsSecurityGroups => firewall::aws::read(text, sink),
            Self::ZoneMatrix => firewall::matrix::read(text, sink),
            _ => csv::read(self, text, sink),
        }
    }

    /// The format that a text most likely is, if any reader claims it. What is beyond doubt is not compared with others.
    pub fn recognise(text: &str) -> Option<Self> {
        if systeminfo::sniff(text) >= CERTAIN {
            return Some(Self::Systeminfo);
        }
        let sheet = Sheet::sniffed(text);
        let best =
            Self::ALL.iter().rev().map(|format| (format.sniff(text, sheet.as_ref()), *format)).max_by_key(|(confidence, _)| *confidence);
        best.filter(|(confidence, _)| *confidence > 0).map(|(_, format)| format)
    }
}

/// The first part of a text, cut at a character: as much as readers look at to recognise a format.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_of_its_own() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(*format));
        }
        assert_eq!(Format::recognise("hello\n"), None);
        assert_eq!(Format::recognise(""), None);
    }
}
