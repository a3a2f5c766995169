//! Lists of patches: `wmic qfe` and `Get-HotFix`.

use patchfirst::import::{Format, Options};

use super::{formats, host, import, import_with, names, patches, skipped};

#[test]
fn wmic_tables_lists_and_csv_are_read() {
    let table = "Please wait while WMIC is being installed.Caption  CSName  Description  HotFixID    InstalledOn  Name  ServicePackInEffect  Status  \r\r\n         PC1     x            File 1                         KB2115168                    \r\r\n         PC1                  Q147222                                                     \r\r\n         PC1     y            KB893803v2  4/23/2014          SP3                          \r\r\n";
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let list = "\r\r\n\r\r\nCaption=http://x\r\r\nCSName=PC1\r\r\nHotFixID=KB2115168\r\r\nInstalledOn=1/1/2014\r\r\nServicePackInEffect=\r\r\n\r\r\nCaption=\r\r\nCSName=PC1\r\r\nHotFixID=Q147222\r\r\n\r\r\nCaption=\r\r\nCSName=PC1\r\r\nHotFixID=File 1\r\r\nServicePackInEffect=KB893803-v2\r\r\n";
    let csv = "\r\r\nNode,Caption,CSName,HotFixID,InstalledOn,ServicePackInEffect\r\r\nPC1,,PC1,KB2115168,1/1/2014,\r\r\nPC1,,PC1,Q147222,,\r\r\nPC1,,PC1,KB893803v2,,\r\r\n";
    for (bytes, format) in [
        (utf16, Format::Qfe),
        (list.as_bytes().to_vec(), Format::Qfe),
        (csv.as_bytes().to_vec(), Format::QfeCsv),
    ] {
        let imported = import_with(&Options::default(), &[("q", &bytes)]);
        assert_eq!(formats(&imported), [Some(format)]);
        assert_eq!(patches(&imported, "PC1"), ["KB147222", "KB893803", "KB2115168"], "{format:?}");
        assert!(host(&imported, "PC1").host.patches.complete, "{format:?}");
    }
}

#[test]
fn hotfixes_without_a_host_are_those_of_the_file_name() {
    let csv = "#TYPE System.Management.ManagementObject\r\n\"Description\",\"HotFixID\",\"InstalledBy\",\"InstalledOn\"\r\n\"Update\",\"KB921883\",\"\",\"8/10/2006\"\r\n";
    let imported = import(&[("out/SRV7.csv", csv)]);
    assert_eq!(
        (formats(&imported), patches(&imported, "SRV7")),
        (vec![Some(Format::Hotfix)], vec!["KB921883".to_owned()])
    );
    assert!(skipped(&imported)[0].contains("the name of the file is used"));
    let named = "\"PSComputerName\",\"HotFixID\"\n\"A\",\"KB921883\"\n\"B\",\"KB917422\"\n";
    assert_eq!(names(&import(&[("x.csv", named)])), ["A", "B"]);
}

#[test]
fn what_powershell_exports_of_every_object_says_nothing_of_patches() {
    let csv = "#TYPE System.Management.ManagementObject#root\\cimv2\\Win32_QuickFixEngineering\r\n\"PSComputerName\",\"InstalledOn\",\"Caption\",\"CSName\",\"HotFixID\",\"InstallDate\",\"Name\",\"ServicePackInEffect\",\"Status\",\"__GENUS\",\"__CLASS\",\"__SUPERCLASS\",\"__DYNASTY\",\"__RELPATH\",\"__PROPERTY_COUNT\",\"__DERIVATION\",\"__SERVER\",\"__NAMESPACE\",\"__PATH\",\"Scope\",\"Path\",\"Options\",\"ClassPath\",\"Properties\",\"SystemProperties\",\"Qualifiers\",\"Site\",\"Container\"\r\n\"FORGE\",\"8/9/2006 12:00:00 AM\",\"http://x\",\"FORGE\",\"KB917422\",\"\",\"\",\"\",\"\",\"2\",\"Win32_QuickFixEngineering\",\"CIM_LogicalElement\",\"CIM_ManagedSystemElement\",\"Win32_QuickFixEngineering.HotFixID=\"\"KB917422\"\"\",\"11\",\"System.String[]\",\"FORGE\",\"root\\cimv2\",\"\\\\FORGE\\root\\cimv2\",\"System.Management.ManagementScope\",\"\\\\FORGE\\root\",\"System.Management.ObjectGetOptions\",\"\\\\FORGE\\root\",\"System.Management.PropertyDataCollection\",\"System.Management.PropertyDataCollection\",\"System.Management.QualifierDataCollection\",\"\",\"\"\r\n";
    let list = "\n\nPSComputerName      : FORGE\nInstalledOn         : 8/9/2006 12:00:00 AM\n__GENUS             : 2\n__CLASS             : Win32_QuickFixEngineering\n__RELPATH           : x\n__PROPERTY_COUNT    : 11\n__SERVER            : FORGE\n__NAMESPACE         : root\\cimv2\nHotFixID            : KB917422\nServicePackInEffect : \nStatus              : \nScope               : System.Management.ManagementScope\nOptions             : System.Management.ObjectGetOptions\nQualifiers          : {dynamic, Locale}\n";
    let cim = "\"HotFixID\",\"CSName\",\"InstalledOn\",\"PSComputerName\",\"PSShowComputerName\",\"RunspaceId\",\"CimClass\",\"CimInstanceProperties\",\"CimSystemProperties\"\n\"KB917422\",\"FORGE\",\"8/9/2006\",\"FORGE\",\"True\",\"a-b\",\"root/cimv2:Win32_QuickFixEngineering\",\"x\",\"y\"\n";
    for text in [csv, list, cim] {
        let imported = import(&[("h.txt", text)]);
        assert_eq!(names(&imported), ["FORGE"], "{text}");
        assert_eq!(patches(&imported, "FORGE"), ["KB917422"], "{text}");
        assert!(host(&imported, "FORGE").host.patches.complete, "{text}");
        assert!(skipped(&imported).is_empty(), "{:?}", skipped(&imported));
    }
}

#[test]
fn a_prompt_below_a_table_is_no_row_of_it() {
    let table = "Caption   CSName  Description         HotFixID  InstalledOn\nhttp://x  FORGE   Security Update     KB917422  8/9/2006\n";
    for prompt in [
        "C:\\Documents and Settings\\smith>",
        "C:\\>",
        "D:\\logs>exit",
        "[FORGE]: PS C:\\Users\\smith\\Documents> ",
        "PS C:\\Users\\smith> ",
        "wmic:root\\cli>",
        "smith@bellows:~$ ",
        "[root@bellows ~]# exit",
    ] {
        let imported = import(&[("q.txt", &format!("{table}\n{prompt}\n"))]);
        assert_eq!(names(&imported), ["FORGE"], "{prompt}");
        assert!(host(&imported, "FORGE").host.patches.complete, "{prompt}");
        assert!(skipped(&imported).iter().any(|said| said.contains(prompt.trim())), "{prompt}");
    }
}

#[test]
fn what_its_own_command_filtered_is_a_part_of_the_list() {
    let table = "CSName  HotFixID  InstalledOn\n------  --------  -----------\nFORGE   KB917422  8/9/2006\n";
    let list = "CSName      : FORGE\nDescription : Update\nHotFixID    : KB917422\nInstalledBy : smith\nInstalledOn : 8/9/2006\n";
    let cells = "Node,HotFixID\nFORGE,KB917422\n";
    for (command, whole) in [
        ("PS C:\\> Get-HotFix | ft CSName,HotFixID,InstalledOn", true),
        ("C:\\>wmic qfe list full", true),
        ("PS C:\\> Get-HotFix -Id KB917422", false),
        ("# PS C:\\> Get-HotFix | sort InstalledOn -Descending | select -First 1", false),
        ("Get-HotFix | Where-Object { $_.Description -eq 'Update' } | fl", false),
        ("C:\\>wmic qfe where \"HotFixID='KB917422'\" get CSName,HotFixID", false),
        ("C:\\>wmic qfe get CSName,HotFixID | findstr 917", false),
    ] {
        for text in [table, list, cells] {
            let imported = import(&[("q.txt", &format!("{command}\n\n{text}"))]);
            assert_eq!(patches(&imported, "FORGE"), ["KB917422"], "{command}\n{text}");
            assert_eq!(host(&imported, "FORGE").host.patches.complete, whole, "{command}\n{text}");
            let told = skipped(&imported);
            assert_eq!(told.iter().any(|said| said.contains("may not show")), !whole, "{told:?}");
        }
    }
    // The command may also be what names the host.
    let named = "PS C:\\> Get-HotFix -cn FORGE -Id KB917422 | select HotFixID\n\nHotFixID\n--------\nKB917422\n\nPS C:\\> Get-HotFix -cn LOOM | select HotFixID\n\nHotFixID\n--------\nKB917422\n";
    let imported = import(&[("q.txt", named)]);
    assert!(!host(&imported, "FORGE").host.patches.complete, "{:?}", skipped(&imported));
    assert!(host(&imported, "LOOM").host.patches.complete, "{:?}", skipped(&imported));
}

#[test]
fn a_quoted_table_is_read() {
    for text in [
        "Caption   CSName  HotFixID  InstalledOn\nhttp://x  FORGE   KB917422  8/9/2006\nhttp://x  FORGE   KB896423  8/9/2006\n",
        "Node,HotFixID\nFORGE,KB917422\nFORGE,KB896423\n",
        "CSName   : FORGE\nHotFixID : KB917422\n\nCSName   : FORGE\nHotFixID : KB896423\n",
    ] {
        for sign in ["> ", "> > ", "» "] {
            let quoted: String = text.lines().map(|line| format!("{sign}{line}\n")).collect();
            let imported = import(&[("mail.txt", &quoted)]);
            assert_eq!(names(&imported), ["FORGE"], "{quoted}: {:?}", skipped(&imported));
            assert_eq!(patches(&imported, "FORGE"), ["KB896423", "KB917422"], "{quoted}");
        }
    }
}

#[test]
fn a_number_that_broke_off_is_no_patch() {
    for text in [
        "Node,CSName,HotFixID\r\nFORGE,FORGE,KB917422\r\nFORGE,FORGE,KB40122",
        "CSName  HotFixID\nFORGE   KB917422\nFORGE   KB40122",
        "CSName   : FORGE\nHotFixID : KB917422\n\nCSName   : FORGE\nHotFixID : KB40122",
    ] {
        let imported = import(&[("q.csv", text)]);
        assert_eq!(patches(&imported, "FORGE"), ["KB917422"], "{text}");
        assert!(!host(&imported, "FORGE").host.patches.complete, "{text}");
        assert!(skipped(&imported).iter().any(|said| said.contains("KB40122")), "{text}");
    }
}
