//! What a cell says about one update on one host, in the words of the tools that list updates.
//!
//! Only words that are known count. A word that is not known is no state, so that an update beside
//! it is not installed.

use crate::term::alias::answer::yes_or_no;

/// What is known of an update on a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It is in force.
    Installed,
    /// It does not concern the host, or it was not looked at.
    Nothing,
    /// A word that is not known.
    NotUnderstood,
    /// It is not in force: it is on offer, failed, or waits for a restart.
    Missing,
}

const INSTALLED: &[&str] = &[
    "installed",
    "installedpatch",
    "success",
    "succeeded",
    "successful",
    "applied",
    "present",
    "alreadyinstalled",
    "installsucceeded",
    "updateisinstalled",
    "installiert",
    "istinstalliert",
    "erfolgreich",
    "installé",
    "installée",
    "réussi",
    "instalado",
    "instalada",
    "installato",
    "installata",
    "riuscito",
    "geïnstalleerd",
    "zainstalowano",
    "zainstalowany",
    "zainstalowana",
    "installerad",
    "installeret",
    "installert",
    "nainstalováno",
    "asennettu",
    "установлено",
    "установлен",
    "установлена",
    "已安装",
    "已安裝",
    "インストール済み",
    "インストール済",
    "설치됨",
];

const MISSING: &[&str] = &[
    "notinstalled",
    "uninstalled",
    "needed",
    "required",
    "missing",
    "missingpatch",
    "patchmissing",
    "downloaded",
    "failed",
    "failure",
    "error",
    "installfailed",
    "installedpendingreboot",
    "pendingreboot",
    "pendingrestart",
    "rebootrequired",
    "restartrequired",
    "pending",
    "available",
    "offered",
    "notapplied",
    "notpresent",
    "absent",
    "noncompliant",
    "notcompliant",
    "inprogress",
    "installing",
    "downloading",
    "aborted",
    "cancelled",
    "canceled",
    "declined",
    "hidden",
    "removed",
    "notfound",
    "updateisrequired",
    "updateisnotinstalled",
    "nichtinstalliert",
    "fehlt",
    "fehlend",
    "fehlgeschlagen",
    "erforderlich",
    "ausstehend",
    "benötigt",
    "noninstallé",
    "noninstallée",
    "pasinstallé",
    "manquant",
    "manquante",
    "échec",
    "échoué",
    "requis",
    "requise",
    "enattente",
    "noinstalado",
    "noinstalada",
    "falta",
    "faltante",
    "fallido",
    "requerido",
    "requerida",
    "pendiente",
    "noninstallato",
    "noninstallata",
    "mancante",
    "richiesto",
    "nãoinstalado",
    "nãoinstalada",
    "ausente",
    "pendente",
    "nietgeïnstalleerd",
    "ontbreekt",
    "mislukt",
    "vereist",
    "niezainstalowano",
    "niezainstalowany",
    "brak",
    "inteinstallerad",
    "saknas",
    "ikkeinstalleret",
    "ikkeinstallert",
    "mangler",
    "neinstalováno",
    "eiasennettu",
    "puuttuu",
    "неустановлено",
    "неустановлен",
    "неустановлена",
    "отсутствует",
    "требуется",
    "ошибка",
    "未安装",
    "未安裝",
    "缺失",
    "失败",
    "失敗",
    "未インストール",
    "설치되지않음",
    "실패",
];

const NOTHING: &[&str] = &[
    "",
    "notapplicable",
    "installed/notapplicable",
    "installednotapplicable",
    "na",
    "n/a",
    "unknown",
    "nostatus",
    "notrequired",
    "notneeded",
    "compliant",
    "superseded",
    "expired",
    "updateisnotrequired",
    "detectionstateunknown",
];

/// What headings say whose cells are yes or no.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Installed,
    Missing,
}

fn question(heading: &str) -> Option<Question> {
    match heading {
        "installed"
        | "isinstalled"
        | "present"
        | "applied"
        | "patched"
        | "patchinstalled"
        | "updateinstalled"
        | "kbinstalled"
        | "hotfixinstalled"
        | "installiert"
        | "installé"
        | "installée"
        | "instalado"
        | "instalada"
        | "installato"
        | "geïnstalleerd"
        | "zainstalowano"
        | "установлено" => Some(Question::Installed),
        "missing" | "ismissing" | "needed" | "isneeded" | "required" | "isrequired"
        | "rebootrequired" | "pendingreboot" | "pending" => Some(Question::Missing),
        _ => None,
    }
}

/// What the cell under a heading says; the heading in its plain form. Of words whose end was cut off
/// only those count that say that it is missing: `Installed...` may have gone on with `pending`.
pub(super) fn of(heading: &str, cell: &str) -> State {
    match of_whole(heading, cell) {
        State::Missing => State::Missing,
        _ if is_cut_off(cell) => State::NotUnderstood,
        state => state,
    }
}

/// Whether a cell ends as those do that a console had no room for.
fn is_cut_off(cell: &str) -> bool {
    let cell = cell.trim_end();
    cell.ends_with("..") || cell.ends_with('…')
}

fn of_whole(heading: &str, cell: &str) -> State {
    let word: String = cell
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '(' | ')' | '.'))
        .collect();
    if let Some(state) = flags(cell) {
        return state;
    }
    if let (Some(question), Some(yes)) = (question(heading), yes_or_no(&word)) {
        return match (question, yes) {
            (Question::Installed, true) => State::Installed,
            (Question::Installed, false) | (Question::Missing, true) => State::Missing,
            (Question::Missing, false) => State::Nothing,
        };
    }
    if let Some(state) = number(heading, &word) {
        return state;
    }
    match word.as_str() {
        // What stood in front of the word is lost: it may have been `not`.
        _ if !word.is_empty() && !cell.starts_with(|c: char| c.is_alphanumeric()) => {
            State::NotUnderstood
        }
        word if INSTALLED.contains(&word) => State::Installed,
        word if MISSING.contains(&word) => State::Missing,
        word if NOTHING.contains(&word) => State::Nothing,
        _ => State::NotUnderstood,
    }
}

/// The flags of PSWindowsUpdate: `--I----` is installed, `-D-----` downloaded, `--F----` failed.
fn flags(cell: &str) -> Option<State> {
    let plausible = (5..=9).contains(&cell.len())
        && cell.contains('-')
        && cell.bytes().all(|b| b"-ADIMHUBRF".contains(&b));
    plausible.then(|| {
        if cell.contains('I') && !cell.contains('F') { State::Installed } else { State::Missing }
    })
}

/// The numbers of the interfaces of WSUS, of the update agent and of ConfigMgr.
fn number(heading: &str, word: &str) -> Option<State> {
    let state = match (heading, word) {
        ("updateinstallationstate" | "installationstate", "4") => State::Installed,
        ("updateinstallationstate" | "installationstate", "2" | "3" | "5" | "6") => State::Missing,
        ("updateinstallationstate" | "installationstate", "0" | "1") => State::Nothing,
        ("compliancestatus" | "lastcompliancestatus", "3") => State::Installed,
        ("compliancestatus" | "lastcompliancestatus", "2") => State::Missing,
        ("compliancestatus" | "lastcompliancestatus", "0" | "1") => State::Nothing,
        ("compliancestate", "1") => State::Installed,
        ("compliancestate", "0") => State::Missing,
        ("compliancestate", "2" | "3" | "4" | "5") => State::Nothing,
        ("evaluationstate", "12") => State::Installed,
        ("enforcementstate" | "lastenforcementstate" | "lastenforcementmessageid", "10") => {
            State::Installed
        }
        (
            "evaluationstate"
            | "enforcementstate"
            | "lastenforcementstate"
            | "lastenforcementmessageid",
            "0",
        ) => State::Nothing,
        (
            "evaluationstate"
            | "enforcementstate"
            | "lastenforcementstate"
            | "lastenforcementmessageid",
            word,
        ) if is_small(word) => State::Missing,
        ("resultcode" | "operationresult" | "result", "2") => State::Installed,
        ("resultcode" | "operationresult" | "result", "0" | "1" | "3" | "4" | "5") => {
            State::Missing
        }
        _ => return None,
    };
    Some(state)
}

/// Whether a word is a number of a state.
fn is_small(word: &str) -> bool {
    word.parse::<u8>().is_ok_and(|number| number < 32)
}

/// What an entry of a history did: an update that was removed is not there.
pub(super) fn of_operation(cell: &str) -> State {
    match cell.to_lowercase().as_str() {
        "installation" | "install" | "1" => State::Installed,
        "uninstallation" | "uninstall" | "2" | "remove" | "removal" | "removed" => State::Missing,
        _ => State::NotUnderstood,
    }
}

/// Parts of headings that ask whether a machine, or what was installed on it, waits for a restart.
const RESTARTS: &[&str] = &[
    "reboot",
    "restart",
    "neustart",
    "redémarr",
    "redemarr",
    "reinici",
    "riavvi",
    "herstart",
    "omstart",
    "genstart",
    "перезагруз",
    "重启",
    "重新启动",
    "再起動",
    "재부팅",
    "다시시작",
];

/// Whether a heading asks for a restart: it does not say which patches wait for one. The day of the
/// last one is no question, and what was done before one (`installed, no restart`) is one of the
/// update.
pub(super) fn asks_for_restart(heading: &str) -> bool {
    const OTHERS: [&str; 8] = ["last", "time", "date", "letzt", "dernier", "instal", "stat", "kb"];
    RESTARTS.iter().any(|part| heading.contains(part))
        && !OTHERS.iter().any(|part| heading.contains(part))
}

/// Whether a word for a state leaves open whether the update is there: a host complies with what it
/// does not need, too. So does a `no` to the question whether it is missing.
pub(super) fn leaves_open(cell: &str) -> bool {
    if is_no(cell) {
        return true;
    }
    let letters = |c: &char| c.is_alphanumeric() || *c == '/';
    let word: String = cell.to_lowercase().chars().filter(letters).collect();
    matches!(
        word.as_str(),
        "compliant"
            | "installed/notapplicable"
            | "installednotapplicable"
            | "unknown"
            | "nostatus"
            | "detectionstateunknown"
    )
}

/// Whether a word answers yes or no.
pub(super) fn is_boolean(cell: &str) -> bool {
    yes_or_no(&cell.trim().to_lowercase()).is_some()
}

/// Whether a word answers no.
pub(super) fn is_no(cell: &str) -> bool {
    yes_or_no(&cell.trim().to_lowercase()) == Some(false)
}

/// Whether a word answers yes.
pub(super) fn is_yes(cell: &str) -> bool {
    yes_or_no(&cell.trim().to_lowercase()) == Some(true)
}

/// Whether a heading says how one attempt ended.
pub(super) fn is_attempt(heading: &str) -> bool {
    matches!(heading, "result" | "resultcode" | "operationresult")
}

/// Whether a word is the state of an update, wherever it stands; yes and no are not enough.
pub(super) fn looks_like_one(cell: &str) -> bool {
    let cell = cell.trim();
    let operation =
        !cell.is_empty() && !is_boolean(cell) && of_operation(cell) != State::NotUnderstood;
    !cell.is_empty()
        && cell.len() <= 40
        && (operation || matches!(of("", cell), State::Installed | State::Missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_headings_ask_for_a_restart() {
        for heading in ["pendingreboot", "rebootrequired", "needsrestart", "neustarterforderlich"] {
            assert!(asks_for_restart(heading), "{heading}");
        }
        for heading in ["lastreboot", "restarttime", "installedrestart", "pending"] {
            assert!(!asks_for_restart(heading), "{heading}");
        }
    }

    #[test]
    fn only_known_words_are_states() {
        for (heading, cell, state) in [
            ("status", "Installed", State::Installed),
            ("status", "Not Installed", State::Missing),
            ("status", "Installed (pending reboot)", State::Missing),
            ("status", "nicht installiert", State::Missing),
            ("status", "Installiert", State::Installed),
            ("état", "Non installée", State::Missing),
            ("installé", "oui", State::Installed),
            ("patched", "no", State::Missing),
            ("status", "halb installiert", State::NotUnderstood),
            ("status", "Install", State::NotUnderstood),
            ("isinstalled", "0", State::Missing),
            ("installed", "True", State::Installed),
            ("status", "1", State::NotUnderstood),
            ("missing", "False", State::Nothing),
            ("status", "Installed...", State::NotUnderstood),
            ("status", "Installed.", State::Installed),
            ("status", "Not Installed...", State::Missing),
            ("status", "--I----", State::Installed),
            ("status", "-D-----", State::Missing),
            ("status", "-------", State::Missing),
            ("installationstate", "4", State::Installed),
            ("status", "Not Applicable", State::Nothing),
            ("compliancestatus", "2", State::Missing),
            ("compliancestatus", "3", State::Installed),
            ("compliancestate", "0", State::Missing),
            ("evaluationstate", "12", State::Installed),
            ("evaluationstate", "8", State::Missing),
            ("lastenforcementmessageid", "10", State::Installed),
            ("lastenforcementmessageid", "11", State::Missing),
        ] {
            assert_eq!(of(heading, cell), state, "{heading} {cell}");
        }
    }
}
