//! The formats that are read: their names, and how far each is believed. Which reader reads one is
//! the matter of [`registry`](super::registry).

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
    Msinfo,
    PsInfo,
    RegistryExport,
    ComputerInfo,
    AnsibleFacts,
    Updates,
    Mbsa,
    Agent,
    Intune,
    Defender,
    Greenbone,
    Qualys,
    QualysXml,
    Nexpose,
    NexposeXml,
    AnsibleIni,
    AnsibleYaml,
    AnsibleToml,
    AnsibleJson,
    IptablesSave,
    Cisco,
    AwsSecurityGroups,
    ZoneMatrix,
    RuleList,
    AzureNsg,
    GoogleFirewall,
    FortiGate,
    Batfish,
    IpAddress,
    WindowsFirewall,
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
        Self::Msinfo,
        Self::PsInfo,
        Self::RegistryExport,
        Self::ComputerInfo,
        Self::AnsibleFacts,
        Self::Updates,
        Self::Mbsa,
        Self::Agent,
        Self::Intune,
        Self::Defender,
        Self::Greenbone,
        Self::Qualys,
        Self::QualysXml,
        Self::Nexpose,
        Self::NexposeXml,
        Self::NessusCsv,
        Self::OpenVas,
        Self::WindowsFirewall,
        Self::ZoneMatrix,
        Self::RuleList,
        Self::Csv,
        Self::Osquery,
        Self::NmapXml,
        Self::NmapText,
        Self::Nessus,
        Self::AnsibleJson,
        Self::AwsSecurityGroups,
        Self::AzureNsg,
        Self::GoogleFirewall,
        Self::Batfish,
        Self::AnsibleYaml,
        Self::AnsibleToml,
        Self::IptablesSave,
        Self::FortiGate,
        Self::Cisco,
        Self::IpAddress,
        Self::AnsibleIni,
    ];

    /// Whether only a Windows says what stands in it.
    pub(super) fn is_of_windows(self) -> bool {
        matches!(
            self,
            Self::Systeminfo
                | Self::SysteminfoCsv
                | Self::Msinfo
                | Self::PsInfo
                | Self::ComputerInfo
                | Self::RegistryExport
                | Self::Qfe
                | Self::QfeCsv
                | Self::Hotfix
        )
    }

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
            Self::Msinfo => "msinfo32",
            Self::PsInfo => "psinfo",
            Self::RegistryExport => "registry",
            Self::ComputerInfo => "computer-info",
            Self::AnsibleFacts => "ansible-facts",
            Self::Updates => "updates",
            Self::Mbsa => "mbsa",
            Self::Agent => "agent",
            Self::Intune => "intune",
            Self::Defender => "defender",
            Self::Greenbone => "openvas-xml",
            Self::Qualys => "qualys",
            Self::QualysXml => "qualys-xml",
            Self::Nexpose => "nexpose",
            Self::NexposeXml => "nexpose-xml",
            Self::AnsibleIni => "ansible-ini",
            Self::AnsibleYaml => "ansible-yaml",
            Self::AnsibleToml => "ansible-toml",
            Self::AnsibleJson => "ansible-json",
            Self::IptablesSave => "iptables",
            Self::Cisco => "cisco",
            Self::AwsSecurityGroups => "aws",
            Self::ZoneMatrix => "zones",
            Self::RuleList => "rules",
            Self::AzureNsg => "azure",
            Self::GoogleFirewall => "gcp",
            Self::FortiGate => "fortigate",
            Self::Batfish => "batfish",
            Self::IpAddress => "ip-address",
            Self::WindowsFirewall => "windows-firewall",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// How far the source is believed where sources disagree; more is better. What the host says of
    /// itself comes first, then agents and scans with credentials, then directories and databases
    /// that people keep, then looks from outside.
    pub fn reliability(self) -> u8 {
        match self {
            Self::Systeminfo
            | Self::SysteminfoCsv
            | Self::Qfe
            | Self::QfeCsv
            | Self::Hotfix
            | Self::Osquery
            | Self::Msinfo
            | Self::PsInfo
            | Self::RegistryExport
            | Self::ComputerInfo
            | Self::AnsibleFacts
            | Self::Updates => 5,
            Self::Sccm
            | Self::Wsus
            | Self::Lansweeper
            | Self::Nessus
            | Self::NessusCsv
            | Self::Mbsa
            | Self::Agent
            | Self::Intune
            | Self::Defender => 4,
            Self::ActiveDirectory
            | Self::OpenVas
            | Self::Greenbone
            | Self::Qualys
            | Self::QualysXml
            | Self::Nexpose
            | Self::NexposeXml => 3,
            Self::ServiceNow
            | Self::Csv
            | Self::AnsibleIni
            | Self::AnsibleYaml
            | Self::AnsibleToml
            | Self::AnsibleJson => 2,
            Self::NmapXml | Self::NmapText => 1,
            Self::IptablesSave | Self::Cisco | Self::AwsSecurityGroups | Self::ZoneMatrix => 0,
            Self::RuleList | Self::AzureNsg | Self::FortiGate | Self::Batfish | Self::IpAddress => {
                0
            }
            Self::GoogleFirewall => 0,
            Self::WindowsFirewall => 1,
        }
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
    }
}
