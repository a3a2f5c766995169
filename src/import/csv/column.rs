//! What columns are about, by their headings.

use csv::StringRecord;

use super::plain;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Fqdn,
    Domain,
    Address,
    Serial,
    Os,
    Version,
    Build,
    ServicePack,
    Arch,
    Chassis,
    Class,
    Kind,
    Model,
    Manufacturer,
    Patch,
    PatchFallback,
    PatchState,
    Bulletin,
    Missing,
    Segment,
    Group,
    Unit,
    Criticality,
    Antivirus,
    Owner,
    LastSeen,
    Enabled,
    Listens,
    /// Known and of no use here.
    Other,
}

/// Headings in lower case, letters and digits only; where several stand in one table, the earlier of this list is read first.
const ALIASES: &[(Column, &[&str])] = {
    use Column::*;
    &[
        (
            Name,
            &[
                "host",
                "hostname",
                "computer",
                "computername",
                "name",
                "name0",
                "netbiosname0",
                "netbiosname",
                "netbios",
                "node",
                "csname",
                "pscomputername",
                "machine",
                "machinename",
                "assetname",
                "device",
                "devicename",
                "server",
                "servername",
                "system",
                "systemname",
                "cn",
                "samaccountname",
                "rechnername",
                "rechner",
                "nomdelordinateur",
                "nombredeequipo",
                "имякомпьютера",
                "计算机名",
                "コンピューター名",
            ],
        ),
        (Fqdn, &["fqdn", "dnshostname", "fulldomainname", "dnsname", "fullyqualifieddomainname", "hostfqdn", "fullname0"]),
        (Domain, &["domain", "dnsdomain", "fulldomainname0", "resourcedomainorworkgr0", "userdomain"]),
        (
            Address,
            &[
                "ip",
                "ipaddress",
                "ipaddresses",
                "ipv4address",
                "ipv4",
                "address",
                "ipaddress0",
                "ipaddresses0",
                "hostip",
                "ipadresse",
                "adresseip",
                "ip地址",
            ],
        ),
        (Serial, &["serial", "serialnumber", "serialnumber0", "serialno", "servicetag", "seriennummer"]),
        (
            Os,
            &[
                "os",
                "operatingsystem",
                "osname",
                "osdescription",
                "caption0",
                "operatingsystemnameand0",
                "operatingsystem0",
                "caption",
                "platform",
                "osfullname",
                "betriebssystem",
                "systemedexploitation",
                "sistemaoperativo",
                "ос",
            ],
        ),
        (Version, &["operatingsystemversion", "osversion", "clientversionos", "version", "osver"]),
        (Build, &["osbuildnumber", "buildnumber0", "buildnumber", "osbuild", "build"]),
        (ServicePack, &["sp", "servicepack", "operatingsystemservicepack", "osservicepack", "csdversion0", "csdversion", "ospatchlevel"]),
        (Arch, &["arch", "architecture", "osarchitecture", "systemtype", "systemtype0", "osarch", "bitness"]),
        (Chassis, &["chassis", "chassistype", "chassistypes", "chassistypes0", "formfactor"]),
        (Class, &["sysclassname", "class", "assettypename", "assettype", "cisubclass"]),
        (Kind, &["kind", "role", "type", "devicetype", "computerrole", "machinetype"]),
        (Model, &["model", "model0", "systemmodel", "modelid"]),
        (Manufacturer, &["manufacturer", "make", "manufacturer0", "vendor", "systemmanufacturer"]),
        (
            Patch,
            &[
                "patches",
                "hotfixid",
                "hotfixid0",
                "hotfixes",
                "hotfix",
                "kb",
                "kbs",
                "kbid",
                "kbarticle",
                "installedkbs",
                "installedupdates",
                "qfe",
                "knowledgebasearticles",
                "articleid",
                "update",
                "updates",
            ],
        ),
        (PatchFallback, &["servicepackineffect", "servicepackineffect0"]),
        (PatchState, &["updateinstallationstate", "installationstate", "state", "patchstate", "compliancestate", "status0"]),
        (Bulletin, &["securitybulletins", "bulletin", "bulletinid", "securitybulletin"]),
        (Missing, &["missing", "missingpatches", "missingkbs", "missingupdates", "neededupdates"]),
        (Segment, &["segment", "zone", "vlan", "network", "networksegment", "subnetname", "iplocation", "netzwerksegment", "segments"]),
        (Group, &["site", "adsitename0", "adsitename", "location", "requestedtargetgroupname", "department", "usedfor", "group"]),
        (Unit, &["distinguishedname", "canonicalname", "ou", "organizationalunit", "systemouname0"]),
        (Criticality, &["criticality", "businescriticality", "businesscriticality", "importance", "priority", "tier"]),
        (Antivirus, &["antivirus", "avstatus", "antivirusstatus"]),
        (
            Owner,
            &[
                "owner",
                "ownedby",
                "managedby",
                "supportgroup",
                "assignedto",
                "responsible",
                "contact",
                "user",
                "username",
                "username0",
                "verantwortlich",
            ],
        ),
        (
            LastSeen,
            &[
                "lastseen",
                "lastlogondate",
                "lastlogon",
                "lastlogontimestamp",
                "lastlogontimestamp0",
                "lastdomainlogon",
                "lastreportedstatustime",
                "laststatusreport",
                "lastsynctime",
                "lastdiscovered",
                "lastcontact",
                "lastobserved",
                "lasthwscan",
            ],
        ),
        (Enabled, &["enabled", "operationalstatus", "installstatus"]),
        (Listens, &["listens", "ports", "openports", "services"]),
        (
            Other,
            &[
                "description",
                "statename",
                "installedby",
                "installedon",
                "status",
                "title",
                "mac",
                "macaddress",
                "assetid",
                "resourceid",
                "sysid",
                "updateid",
                "objectclass",
                "objectguid",
                "sid",
                "userprincipalname",
                "passwordlastset",
                "pwdlastset",
                "whencreated",
                "whenchanged",
                "memberof",
                "resourceid0",
                "lasttried",
                "firstseen",
                "clientversion",
                "clientversion0",
                "updateclassificationtitle",
                "updateapprovalaction",
                "hassupersededupdates",
                "issuperseded",
                "fixcomments",
                "fixcomments0",
                "installdate",
                "installdate0",
                "installedon0",
                "description0",
                "osinstalldate",
                "fullusername0",
                "lastbootuptime0",
                "compliance",
                "cpucount",
                "ram",
                "diskspace",
                "assettag",
                "purchasedate",
                "virtual",
            ],
        ),
    ]
};

/// Which columns of a table hold what.
#[derive(Debug)]
pub(super) struct Columns {
    /// What is held and where, in the order in which a cell is looked for.
    places: Vec<(Column, usize)>,
}

impl Columns {
    /// Finds the columns: those the user maps first, then those with a known heading.
    pub(super) fn find(headings: &[String], map: &[(String, String)]) -> Self {
        let mut places = Vec::new();
        for (what, heading) in map {
            let at = headings.iter().position(|h| *h == plain(heading));
            places.extend(known(&plain(what)).zip(at));
        }
        for (column, aliases) in ALIASES {
            for alias in *aliases {
                let here = headings.iter().enumerate().filter(|(_, heading)| heading == alias).map(|(at, _)| (*column, at));
                let free: Vec<_> = here.filter(|(_, at)| !places.iter().any(|(_, taken)| taken == at)).collect();
                places.extend(free);
            }
        }
        Self { places }
    }

    /// The first cell of a kind that is not empty, trimmed.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        let cells = self.places.iter().filter(|(kind, _)| *kind == column).filter_map(|(_, at)| record.get(*at)).map(str::trim);
        cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or("")
    }

    /// Whether a column of a kind is there.
    pub(super) fn has(&self, column: Column) -> bool {
        self.places.iter().any(|(kind, _)| *kind == column)
    }

    /// Whether hosts can be told apart.
    pub(super) fn names_a_host(&self) -> bool {
        [Column::Name, Column::Fqdn, Column::Address, Column::Serial].into_iter().any(|column| self.has(column))
    }

    /// The columns that nobody knows.
    pub(super) fn unused(&self, headings: &[String]) -> impl Iterator<Item = usize> {
        (0..headings.len()).filter(|at| !headings[*at].is_empty() && !self.places.iter().any(|(_, taken)| taken == at))
    }
}

/// What a word on the left of `--map` means: the key of an inventory, or any alias.
pub(super) fn known(word: &str) -> Option<Column> {
    ALIASES.iter().find(|(_, aliases)| aliases.contains(&word)).map(|(column, _)| *column)
}
