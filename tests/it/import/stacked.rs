//! Headings in two rows: what stands below `Missing` is missing.

use patchfirst::import::Imported;

use super::{host, import, patches, skipped};

fn missing(imported: &Imported, name: &str) -> Vec<String> {
    host(imported, name).host.patches.missing.clone()
}

fn assert_split(text: &str) {
    let imported = import(&[("t.csv", text)]);
    assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{text}: {:?}", skipped(&imported));
    assert_eq!(missing(&imported, "LATHE"), ["KB896423"], "{text}: {:?}", skipped(&imported));
}

#[test]
fn a_second_row_of_headings_goes_on_with_the_first() {
    for text in [
        "Machine name,OS,Patches,\n,,Missing,Installed\nLATHE,Windows XP SP2,KB896423,KB917422\n",
        "Machine name,OS,Hotfixes,\n,,installed,missing\nLATHE,Windows XP SP2,KB917422,KB896423\n",
        "Machine name,Patches,,OS\n,Missing,Installed,\nLATHE,KB896423,KB917422,Windows XP SP2\n",
        "\"Machine name\",\"OS\",\"Patches\",\"\"\n\"\",\"\",\"Missing\",\"Installed\"\n\"LATHE\",\"Windows XP SP2\",\"KB896423\",\"KB917422\"\n",
    ] {
        assert_split(text);
    }
    // A word that only says that it is not there takes its column away.
    for word in ["Not installed", "Planned", "Failed"] {
        let text = format!(
            "Machine name,OS,Patches,\n,,{word},Installed\nLATHE,Windows XP SP2,KB896423,KB917422\n"
        );
        let imported = import(&[("t.csv", &text)]);
        assert!(!patches(&imported, "LATHE").contains(&"KB896423".to_owned()), "{word}");
        let told = skipped(&imported);
        assert!(told.iter().any(|said| said.contains(word)), "{word}: {told:?}");
    }
}

#[test]
fn groups_above_the_headings_count_for_them() {
    for text in [
        ",,Installed,Missing\nMachine name,OS,KB,KB\nLATHE,Windows XP SP2,KB917422,KB896423\n",
        ",,Missing,,Installed,\nMachine name,OS,KB,Title,KB,Title\nLATHE,Windows XP SP2,KB896423,one,KB917422,two\n",
        "\"\",\"\",\"Installed\",\"Missing\"\n\"Machine name\",\"OS\",\"KB\",\"KB\"\n\"LATHE\",\"Windows XP SP2\",\"KB917422\",\"KB896423\"\n",
    ] {
        assert_split(text);
    }
    let told = skipped(&import(&[(
        "t.csv",
        ",,Installed,Missing\nMachine name,OS,KB,KB\nLATHE,Windows XP SP2,KB917422,KB896423\n",
    )]));
    assert_eq!(
        told,
        ["1: ,,Installed,Missing groups of headings: each counts for the headings below it"]
    );
}

#[test]
fn other_rows_above_and_below_the_headings_stay_what_they_are() {
    for text in [
        "Machine,,Security,\nMachine name,OS,Patches,Owner\nLATHE,Windows XP SP2,KB917422,ann\n",
        "Report of the week,,,\nMachine name,OS,Patches,Owner\nLATHE,Windows XP SP2,KB917422,ann\n",
        "Machine name,OS,Patches,Owner\n,,,\nLATHE,Windows XP SP2,KB917422,ann\n",
        "Machine name,OS,Patches,Owner\n,,-,\nLATHE,Windows XP SP2,KB917422,ann\n",
        "Kiosks, not tills\nMachine name,OS,Patches,Owner\nLATHE,Windows XP SP2,KB917422,ann\n",
        "Machine name,OS,Patches,Owner\n,,KB number,Person\nLATHE,Windows XP SP2,KB917422,ann\n",
    ] {
        let imported = import(&[("t.csv", text)]);
        assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{text}: {:?}", skipped(&imported));
        assert_eq!(imported.hosts.len(), 1, "{text}");
    }
}
