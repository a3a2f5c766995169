//! Exports that are damaged, reordered, translated or cut, and what must hold for them: no host
//! becomes clean of an advisory by it.
//!
//! Shared with the fuzz targets, so only the public interface of the library is used.

use std::collections::{BTreeMap, BTreeSet};

use patchfirst::advisory::Advisories;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::exposure;
use patchfirst::import::{self, Content, Imported, Input, Options, update, write};
use patchfirst::inventory::{self, Inventory};
use patchfirst::source::Sources;

/// The directory beside every export: it says what the hosts run.
const DIRECTORY: &str = "Name,OperatingSystem,OperatingSystemServicePack,DistinguishedName\n\
ALPHA,Windows 2000 Server,Service Pack 4,\"CN=ALPHA,DC=corp\"\nBRAVO,Windows 2000 Server,Service Pack 4,\"CN=BRAVO,DC=corp\"\n";

/// An inventory that exports are imported into.
const MINE: &str = "inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {}, servers: {}}
flows:
  office -> servers: [smb]
hosts:
  - name: ALPHA   # ours
    os: windows-2000
    sp: 4
    kind: server
    segment: servers
    patches:
      - KB835732
  - {name: BRAVO, os: windows-2000, sp: 4, kind: server, segment: servers, patches: []}
  - {name: CHARLIE, os: windows-xp, sp: 1, kind: laptop, segment: office}
";

/// Exports of every kind of reader of hosts. ALPHA has the patch, BRAVO lacks it or nobody knows;
/// CHARLIE is Windows XP with or without the service pack that matters.
pub(crate) const EXPORTS: &[&str] = &[
    // systeminfo
    "Host Name:                 ALPHA\nOS Name:                   Microsoft Windows 2000 Server\nOS Version:                5.0.2195 Service Pack 4 Build 2195\nOS Configuration:          Member Server\nSystem type:               X86-based PC\nHotfix(s):                 2 Hotfix(s) Installed.\n                           [01]: KB921883\n                           [02]: KB828028\nNetWork Card(s):           1 NIC(s) Installed.\n\nHost Name:                 BRAVO\nOS Name:                   Microsoft Windows 2000 Server\nOS Version:                5.0.2195 Service Pack 4 Build 2195\nOS Configuration:          Member Server\nSystem type:               X86-based PC\nHotfix(s):                 1 Hotfix(s) Installed.\n                           [01]: KB835732\n\nHost Name:                 CHARLIE\nOS Name:                   Microsoft Windows XP Professional\nOS Version:                5.1.2600 Service Pack 1 Build 2600\nSystem type:               X86-based PC\nHotfix(s):                 N/A\n",
    // Get-HotFix on the screen
    "\nSource        Description      HotFixID      InstalledBy          InstalledOn\n------        -----------      --------      -----------          -----------\nALPHA         Security Update  KB921883      NT AUTHORITY\\SYSTEM  8/12/2006 12:00:00 AM\nALPHA         Security Update  KB828028      NT AUTHORITY\\SYSTEM  2/12/2004 12:00:00 AM\nBRAVO         Update           KB835732      NT AUTHORITY\\SYSTEM  1/24/2005 12:00:00 AM\n",
    // Get-HotFix as a list
    "\nSource      : ALPHA\nDescription : Security Update\nHotFixID    : KB921883\nInstalledBy : SYSTEM\n\nSource      : ALPHA\nDescription : Security Update\nHotFixID    : KB828028\nInstalledBy : SYSTEM\n\nSource      : BRAVO\nDescription : Update\nHotFixID    : KB835732\nInstalledBy : SYSTEM\n",
    // wmic qfe list full, as CSV
    "Node,Caption,CSName,HotFixID,InstalledOn,ServicePackInEffect\nALPHA,,ALPHA,KB921883,1/1/2006,\nALPHA,,ALPHA,KB828028,,\nBRAVO,,BRAVO,KB835732,,\n",
    // single updates with their states
    "Computer,Operating System,KB,Status\nALPHA,Windows 2000 Server SP4,KB921883,Installed\nALPHA,Windows 2000 Server SP4,KB828028,Installed\nBRAVO,Windows 2000 Server SP4,KB921883,Not Installed\nBRAVO,Windows 2000 Server SP4,KB828028,Failed\n",
    "ComputerName,HotFixID,Installed\nALPHA,KB921883,True\nALPHA,KB828028,True\nBRAVO,KB921883,False\nBRAVO,KB828028,False\n",
    // updates on offer
    "ComputerName,Status,KB,Size,Title\nALPHA,--I----,KB921883,1MB,Security Update\nBRAVO,-D-----,KB921883,1MB,Security Update\nBRAVO,-------,KB828028,1MB,Security Update\n",
    // a history
    "ComputerName,Date,Operation,Result,KB\nALPHA,2006-08-12,Installation,Succeeded,KB921883\nBRAVO,2006-08-12,Installation,Failed,KB921883\nBRAVO,2006-08-12,Uninstallation,Succeeded,KB828028\n",
    // findings
    "Hostname,Operating System,CVE,Severity,Solution,KBID\nBRAVO,Windows 2000 Server SP4,CVE-2006-3439,Critical,Install the update,921883\n",
    // a table of hosts
    "host,ip,os,sp,segment,patches,owner\nALPHA,10.0.0.1,Windows 2000 Server,4,servers,KB921883; KB828028,me\nBRAVO,10.0.0.2,Windows 2000 Server,4,servers,KB835732,you\nCHARLIE,10.0.0.3,Windows XP,1,office,-,her\n",
    // a configuration database
    "name,os,os_service_pack,sys_class_name,status\nALPHA,Windows 2000,4,cmdb_ci_win_server,in use\nCHARLIE,Windows XP,1,cmdb_ci_computer,in use\n",
    // MBSA
    "<?xml version=\"1.0\"?>\n<XML>\n<SecScan Machine=\"ALPHA\" IP=\"10.0.0.1\">\n<Check><Detail>\n<UpdateData BulletinID=\"MS06-040\" KBID=\"921883\" IsInstalled=\"true\"/>\n</Detail></Check>\n</SecScan>\n<SecScan Machine=\"BRAVO\" IP=\"10.0.0.2\">\n<Check><Detail>\n<UpdateData BulletinID=\"MS06-040\" KBID=\"921883\" IsInstalled=\"false\"/>\n</Detail></Check>\n</SecScan>\n</XML>\n",
    // what MBSA prints, and its older forms
    "Security assessment: Severe Risk\nComputer name: CORP\\BRAVO\nIP address: 10.0.0.2\nSecurity report name: CORP - BRAVO (8-24-2006 10-00 AM)\nScan date: 8/24/2006 10:00 AM\n   Issue:  Windows Security Updates\n        | MS06-040 | Missing | Security Update for Windows 2000 (KB921883) | Critical |\n        | MS04-011 | Installed | Security Update for Windows 2000 (KB835732) | Critical |\n\nSecurity assessment: Strong Security\nComputer name: CORP\\ALPHA\nIP address: 10.0.0.1\nSecurity report name: CORP - ALPHA (8-24-2006 10-00 AM)\nScan date: 8/24/2006 10:00 AM\n   Issue:  Windows Security Updates\n        | MS06-040 | Installed | Security Update for Windows 2000 (KB921883) | Critical |\n        | MS04-007 | Installed | Security Update for Windows 2000 (KB828028) | Critical |\n",
    "----------------------------\nBRAVO (10.0.0.2)\n----------------------------\n\n\t* WINDOWS 2000 SERVER SP4\n\tPatch NOT Found MS06-040\t921883\n\tPatch Found     MS04-011\t835732\n\n----------------------------\nALPHA (10.0.0.1)\n----------------------------\n\n\t* WINDOWS 2000 SERVER SP4\n\tPatch Found     MS06-040\t921883\n\tPatch Found     MS04-007\t828028\n",
    // the registry
    "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName]\n\"ComputerName\"=\"BRAVO\"\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n\"ProductName\"=\"Microsoft Windows 2000\"\n\"CSDVersion\"=\"Service Pack 4\"\n\"CurrentVersion\"=\"5.0\"\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB921883]\n\"Installed\"=dword:00000000\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB835732]\n\"Installed\"=dword:00000001\n",
    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\n    Hostname    REG_SZ    ALPHA\n\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB835732\n    Installed    REG_DWORD    0x1\n\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB921883\n    Installed    REG_DWORD    0x0\n",
    // nmap
    "<?xml version=\"1.0\"?>\n<nmaprun scanner=\"nmap\" start=\"1156500000\">\n<host><status state=\"up\"/>\n<hostnames><hostname name=\"ALPHA\"/></hostnames>\n<os><osmatch name=\"Microsoft Windows 2000 SP4\" accuracy=\"100\"/></os></host>\n<host><status state=\"up\"/>\n<hostnames><hostname name=\"CHARLIE\"/></hostnames>\n<os><osmatch name=\"Microsoft Windows XP SP1 or SP2\" accuracy=\"100\"/></os></host>\n</nmaprun>\n",
    "Nmap scan report for ALPHA (10.0.0.1)\nHost is up.\nPORT    STATE SERVICE\n445/tcp open  microsoft-ds\nOS details: Microsoft Windows 2000 SP4\n\nNmap scan report for CHARLIE (10.0.0.3)\nHost is up.\nPORT    STATE SERVICE\n445/tcp open  microsoft-ds\nOS details: Microsoft Windows XP SP1\n",
    // Nessus
    "<?xml version=\"1.0\"?>\n<NessusClientData_v2><Report name=\"t\">\n<ReportHost name=\"BRAVO\"><HostProperties><tag name=\"operating-system\">Microsoft Windows 2000 Server Service Pack 4</tag></HostProperties>\n<ReportItem port=\"445\" protocol=\"tcp\" severity=\"4\" pluginID=\"22182\" pluginName=\"MS06-040\" pluginFamily=\"Windows : Microsoft Bulletins\"><plugin_output>\n- C:\\WINNT\\system32\\netapi32.dll has not been patched\n    Remote version : 5.0.2195.6601\n    Should be : 5.0.2195.7105\n</plugin_output></ReportItem>\n</ReportHost></Report></NessusClientData_v2>\n",
    // osquery
    "[\n{\"csname\": \"ALPHA\",\n \"hotfix_id\": \"KB921883\"},\n{\"csname\": \"BRAVO\",\n \"hotfix_id\": \"KB835732\"}\n]\n",
    // PsInfo
    "System information for \\\\ALPHA:\nKernel version:            Windows 2000, Uniprocessor Free\nProduct type:              Server\nProduct version:           5.0\nService pack:              4\nKernel build number:       2195\nOS Hot Fix   Installed\nKB921883     8/12/2006\n\nSystem information for \\\\BRAVO:\nKernel version:            Windows 2000, Uniprocessor Free\nProduct type:              Server\nProduct version:           5.0\nService pack:              4\nKernel build number:       2195\nOS Hot Fix   Installed\nKB835732     8/12/2006\n",
    // an agent
    "<REQUEST>\n<CONTENT>\n<HARDWARE>\n<NAME>CHARLIE</NAME>\n<OSNAME>Microsoft Windows XP Professional</OSNAME>\n<OSVERSION>5.1.2600</OSVERSION>\n<OSCOMMENTS>Service Pack 1</OSCOMMENTS>\n</HARDWARE>\n<SOFTWARES><NAME>Update for Windows XP (KB835732)</NAME></SOFTWARES>\n</CONTENT>\n</REQUEST>\n",
];

/// What damage writes. None of it is a digit: no number of a patch or a service pack comes of it.
const JUNK: [&str; 16] = [
    "\u{202e}", "\n", "\"", "[", "\u{1b}", ":", "-", ",", "日", "\t", "#", "<", "{", "x", ";", "…",
];

/// Words in other languages.
const TRANSLATIONS: [(&str, &str); 18] = [
    ("Not Installed", "nicht installiert"),
    ("Installed", "installiert"),
    ("Status", "Zustand"),
    ("HotFixID", "Correctif"),
    ("Source", "Quelle"),
    ("Computer", "Rechner"),
    ("False", "Falsch"),
    ("True", "Vrai"),
    ("Failed", "Fehlgeschlagen"),
    ("Operation", "Vorgang"),
    ("Result", "Ergebnis"),
    ("Host Name", "Nom"),
    ("OS Version", "Version du SE"),
    ("Service Pack", "Paquet"),
    ("Severity", "Schwere"),
    ("KB", "Artikel"),
    ("Succeeded", "Erfolgreich"),
    ("IsInstalled", "IstDa"),
];

/// Damages a text as the bytes say; the same bytes do the same.
pub(crate) fn damage(text: &str, bytes: &mut impl Iterator<Item = u8>) -> String {
    // Other texts than tables have their facts in an order that says whose they are.
    let is_table = text.lines().next().is_some_and(|first| first.contains(','));
    let mut text = text.to_owned();
    let mut next = |below: usize| {
        let (high, low) =
            (usize::from(bytes.next().unwrap_or(0)), usize::from(bytes.next().unwrap_or(0)));
        (high << 8 | low) % below.max(1)
    };
    for _ in 0..=next(3) {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = text.char_indices().nth(next(text.chars().count())).map_or(0, |(at, _)| at);
        let end = text[at..].char_indices().nth(next(9)).map_or(text.len(), |(more, _)| at + more);
        let junk = JUNK[next(JUNK.len())];
        let line = next(lines.len());
        text = match next(8) {
            0 => text[..at].to_owned(),
            1 if !lines.is_empty() => {
                lines.remove(line);
                lines.concat()
            }
            2 => format!("{}{junk}{}", &text[..at], &text[at..]),
            3 | 4 => format!("{}{junk}{}", &text[..at], &text[end..]),
            5 => translated(&text, TRANSLATIONS[next(TRANSLATIONS.len())]),
            6 if text.contains(',') && !text.contains('"') && !text.contains(':') => {
                rotated(&text, next(7))
            }
            _ => {
                // Lines of a table in another order; other texts stay as they are.
                if is_table && !text.contains('"') && lines.len() > 2 {
                    lines[1..].rotate_left(line % (text.lines().count().max(2) - 1));
                }
                lines.concat()
            }
        };
    }
    text
}

fn translated(text: &str, (word, other): (&str, &str)) -> String {
    // The numbers of patches stay what they are.
    if word == "KB" {
        text.replacen(",KB,", &format!(",{other},"), 1)
    } else {
        text.replace(word, other)
    }
}

/// The columns of a table in another order.
fn rotated(text: &str, by: usize) -> String {
    let row = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        let length = cells.len().max(1);
        cells.rotate_left(by % length);
        cells.join(",") + "\n"
    };
    text.lines().map(row).collect()
}

/// The advisories that each host is clean of, by name. A host that is not assessed is clean of
/// none.
type Clean = BTreeMap<String, BTreeSet<String>>;

/// Imports an export beside the directory, and says which hosts are clean of what.
pub(crate) fn clean_after_import(text: &str, catalogue: &Advisories) -> Clean {
    let imported = import(text, catalogue);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let written = write::inventory(&imported);
    let inventory =
        inventory::parse("inventory.yaml", &written, &[], &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "what was written must read back: {written}\n{text}");
    clean(&inventory.expect("a file without errors is an inventory"), catalogue)
}

/// Imports an export into an inventory, and says which hosts are clean of what.
pub(crate) fn clean_after_update(text: &str, catalogue: &Advisories) -> Clean {
    let imported = import(text, catalogue);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let mine = inventory::parse("mine.yaml", MINE, &[], &mut sources, &mut diagnostics)
        .expect("the inventory is a good one");
    let updated = update::update(mine.place.source, &sources, &mine, &imported, catalogue)
        .expect("the inventory can be updated");
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory =
        inventory::parse("mine.yaml", &updated.text, &[], &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "what was updated must read back: {}\n{text}", updated.text);
    clean(&inventory.expect("a file without errors is an inventory"), catalogue)
}

fn import(text: &str, catalogue: &Advisories) -> Imported {
    let file = |name: &str, text: &str| Input {
        name: name.to_owned(),
        content: Content::Bytes(text.as_bytes().to_vec()),
    };
    import::import(
        vec![file("BRAVO.txt", text), file("ad.csv", DIRECTORY)],
        &Options::default(),
        catalogue,
    )
}

fn clean(inventory: &Inventory, catalogue: &Advisories) -> Clean {
    let day = "2006-08-25".parse().expect("a day");
    let exposures = exposure::find(inventory, catalogue, day, &mut Diagnostics::default());
    let of = |host: &inventory::Host| {
        let findings = exposures
            .of(host.system)
            .findings
            .iter()
            .filter(|finding| !finding.status.is_exposed());
        findings.map(|finding| catalogue.advisory_of(finding.advisory).id.clone()).collect()
    };
    inventory.hosts().map(|(_, name, host)| (name.to_lowercase(), of(host))).collect()
}

/// Damages an export and asserts that no host is clean of an advisory by it that it is not clean of
/// without. The first byte says which export, the others how it is damaged.
pub(crate) fn assert_no_host_becomes_clean(bytes: &[u8], catalogue: &Advisories) {
    let mut bytes = bytes.iter().copied();
    let text = EXPORTS[usize::from(bytes.next().unwrap_or(0)) % EXPORTS.len()];
    let damaged = damage(text, &mut bytes);
    for clean in [clean_after_import, clean_after_update] {
        let (mut before, after) = (clean(text, catalogue), clean(&damaged, catalogue));
        // What nobody imported is as it was.
        for (name, advisories) in clean("", catalogue) {
            before.entry(name).or_default().extend(advisories);
        }
        for (name, advisories) in after {
            let Some(before) = before.get(&name) else { continue };
            let new: Vec<&String> = advisories.difference(before).collect();
            assert!(new.is_empty(), "{name} became clean of {new:?} by damage:\n{damaged}");
        }
    }
}
