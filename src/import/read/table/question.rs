//! What a heading asks of a patch, and which cells below it say that the patch is not there.
//!
//! A heading that may be about patches makes every word of its cells count; below any other heading
//! only what is a state in itself does. A plain `no` below a heading such as `Laptop` is about the
//! machine.

use super::refusal::refuses;
use super::state::{self, State, asks_for_restart};
use crate::term::alias::cell::{is_filler, kbs_in};
use crate::term::alias::day::is_day;
use crate::term::alias::wording::{
    denies, has_denial, has_patch_word, is_harmless, is_undone, takes_back, words,
};
use crate::term::word_list::WordList;

/// Headings that ask whether something was done.
#[rustfmt::skip]
const DONE: WordList = WordList::new(&[
    "aanwezig", "abgeschlossen", "aktuell", "aplicado", "applicato", "appliqué", "ausgerollt",
    "avancement", "behoben", "bestätigt", "checked", "completado", "completato", "complete",
    "completed", "completion", "concluído", "confirmado", "confirmed", "confirmé", "done",
    "donepct", "effective", "effectué", "eingespielt", "erledigt", "executed", "fait", "fatto",
    "feito", "fertig", "finished", "fixed", "fortschritt", "gedaan", "geprüft", "gotowe", "hecho",
    "hotovo", "implemented", "inforce", "inplace", "klart", "ok", "okay", "pass", "passed", "pct",
    "pctcomplete", "pctdone", "percent", "percentage", "percentcomplete", "percentdone", "phase",
    "presente", "progreso", "progress", "progresso", "prozent", "présent", "remediated", "resolved",
    "rolledout", "terminado", "terminé", "udført", "umgesetzt", "uptodate", "utført", "valmis",
    "verificado", "verificato", "verified", "verifiziert", "voltooid", "voortgang", "vorhanden",
    "vérifié", "wykonano", "выполнено", "готово", "完了", "完成", "已完成", "완료",
]);

/// Headings that ask whether something was put off or taken back.
#[rustfmt::skip]
const UNDONE: WordList = WordList::new(&[
    "absent", "annullato", "annulé", "ausnahme", "backedout", "blocked", "canceled", "cancelled",
    "deadline", "declined", "deferred", "deinstalliert", "desinstalado", "disinstallato", "due",
    "dueby", "dueon", "désinstallé", "eliminado", "ended", "entfernt", "exception", "excluded",
    "exempt", "exempted", "fehlt", "fällig", "fälligam", "gepland", "geplant", "gone", "ignored",
    "lacking", "obsolete", "offen", "open", "outstanding", "pianificato", "planificado", "planifié",
    "planned", "postponed", "previsto", "prévu", "removed", "reporté", "reverted", "revertido",
    "revoked", "rimosso", "rollback", "rolledback", "scadenza", "scheduled", "skipped",
    "superseded", "supprimé", "todo", "uitgesteld", "undone", "uninstalled", "vencimiento",
    "verschoben", "verwijderd", "withdrawn", "zurückgerollt", "zurückgezogen", "échéance",
]);

/// Parts of headings that ask the same.
#[rustfmt::skip]
const UNDONE_PARTS: &[&str] = &[
    "afinstal", "annul", "annullat", "apagad", "avinstal", "avinstall", "backedout", "backout",
    "borrad", "borttag", "canceled", "cancellat", "cancellation", "cancelled", "datedelet",
    "dateremove", "dateuninstall", "declin", "declinedate", "deferred", "deinst", "deinstall",
    "deleted", "deletedate", "deletedon", "deletetime", "deletion", "desinstal", "deïnst",
    "disinst", "disinstall", "duedate", "désinstall", "eliminac", "eliminad", "eliminaz",
    "entfernt", "entfernung", "exclusã", "excluíd", "faildate", "faileddate", "failedon",
    "failtime", "failuredate", "failureon", "failuretime", "fehlgeschlag", "fjernad", "fjernet",
    "gedeïnst", "gelöscht", "gepland", "geplant", "ingetrokken", "löschdatum", "löschung", "odebr",
    "odinstal", "planifi", "planificad", "planned", "poistettu", "poisto", "postpon", "previst",
    "prévu", "quitad", "rejected", "rejection", "remoc", "removal", "removed", "removedate",
    "removeon", "removetime", "removid", "remoç", "reporté", "retirad", "retiré", "retrait",
    "revert", "revertid", "revoca", "revocation", "revoked", "rimoss", "rimoz", "rollback",
    "rolledback", "rückgängig", "scheduled", "slettet", "suppression", "supprim", "teruggedraaid",
    "undodate", "uninstallby", "uninstalldate", "uninstalled", "uninstallon", "uninstalltime",
    "unistall", "usunie", "usunię", "verschoben", "verwijder", "withdraw", "zurückgen",
    "zurückgerollt", "zurückgez", "échec", "откат", "снят", "удален", "удалени", "удалён",
    "アンインストール", "删除", "刪除", "削除", "卸載", "卸载", "移除", "삭제", "제거",
];

/// Parts of headings of numbers that are 0 where all went well.
#[rustfmt::skip]
const CODES: &[&str] = &[
    "beendigungscode", "codedeerror", "codederetour", "codedesortie", "codeerreur", "coderetour",
    "codicedierrore", "codicediuscita", "codiceerrore", "codigodeerror", "códigodeerro",
    "códigodeerror", "códigodesalida", "errorcode", "errorlevel", "errornumber", "exitcode",
    "exitvalue", "fehlercode", "fehlernummer", "feilkode", "fejlkode", "felkod", "foutcode",
    "hresult", "kodbłędu", "lasterror", "returncode", "returnvalue", "rückgabecode", "кодошибки",
    "エラーコード", "错误代码",
];
/// The same as whole headings.
#[rustfmt::skip]
const WHOLE_CODES: WordList = WordList::new(&[
    "code", "erreur", "erro", "error", "errore", "errors", "exit", "fehler", "rc", "ret", "ошибка",
    "错误",
]);

/// Headings of what somebody wrote.
#[rustfmt::skip]
const REMARKS: WordList = WordList::new(&[
    "anmerkung", "anmerkungen", "anteckning", "bemerkung", "bemerkungen", "bemærkning",
    "comentario", "comentarios", "comentário", "comentários", "comment", "commentaire",
    "commentaires", "commenti", "commento", "comments", "detail", "details", "grund", "hinweis",
    "hinweise", "huomautus", "info", "information", "kommentar", "kommentare", "memo", "merknad",
    "message", "motivo", "nota", "notas", "note", "notes", "notiz", "notizen", "observaciones",
    "observações", "opmerking", "opmerkingen", "osservazioni", "poznámka", "raison", "reason",
    "reden", "remark", "remarks", "remarque", "remarques", "uwagi", "комментарий", "примечание",
    "備考", "备注", "비고",
]);

/// Parts of headings that are about patches, beside the words for patches in texts.
const PATCHES: &[&str] = &["kb", "miseàjour"];

/// Parts of headings whose yes and no are about the machine.
#[rustfmt::skip]
const MACHINES: &[&str] = &[
    "active", "admin", "agent", "antivirus", "backup", "bitlocker", "cluster", "critical", "dmz",
    "domain", "enabled", "encrypt", "exposed", "facing", "firewall", "internet", "laptop", "leased",
    "managed", "mobil", "mobile", "monitor", "notebook", "online", "owner", "pci", "physical",
    "portable", "production", "remote", "retired", "server", "tragbar", "user", "verschlüsselt",
    "vip", "virtual", "vm", "vpn", "warranty", "wifi", "wlan",
];

/// Small words of short states: `not installed yet`, `rolled back`.
#[rustfmt::skip]
const FILLING: WordList = WordList::new(&[
    "again", "ancora", "aún", "back", "be", "encore", "for", "install", "next", "noch", "nog",
    "out", "still", "to", "yet",
]);

/// What a column may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// Whether something was done; with `true` some cell of the column says something.
    Done(bool),
    /// Whether it was taken back or put off.
    Undone,
    /// How it ended, as a number; with `true` some cell of the column says it, and a blank one leaves
    /// it open.
    Code(bool),
    /// Anything.
    Remark,
    /// Something about patches, or of a table of one patch a row.
    Related,
    /// Nothing known: only a state counts.
    Unknown,
    /// The same, and nothing says that it is about the machine.
    Stray,
    /// Something else that is known: only a state counts that cannot be one of a machine.
    Known,
    /// Of what kind the host is, or the entry: an entry may be one of what was taken back.
    Kind,
}

impl Question {
    /// Whether it matters that a column says something in other rows.
    pub(super) fn is_filled_or_not(self) -> bool {
        matches!(self, Self::Done(_) | Self::Code(_))
    }

    /// Whether a cell may say that the patch is not there.
    pub(super) fn objects(self, cell: &str) -> bool {
        match self {
            Self::Done(filled) if cell.is_empty() => filled,
            Self::Done(_) => !is_done(cell),
            Self::Undone => !is_filler(cell) && !state::is_no(cell),
            Self::Code(filled) if is_filler(cell) => filled,
            Self::Code(_) => {
                let worded = cell.chars().any(char::is_alphabetic) && is_done(cell);
                !state::is_no(cell) && !is_zero(cell) && !worded
            }
            Self::Remark => {
                let short = words(cell).count() <= 2 && words(cell).any(is_of_an_attempt);
                says_no(cell)
                    || refuses(cell)
                    || short
                    || is_undone(cell)
                    || ((has_denial(cell) || is_to_come(cell)) && is_of_patches(cell))
            }
            Self::Related => {
                state::is_no(cell)
                    || is_part(cell)
                    || says_no(cell)
                    || refuses(cell)
                    || is_undone(cell)
            }
            Self::Unknown => says_no(cell) || takes_back(cell),
            Self::Stray => says_no(cell) || refuses(cell) || takes_back(cell),
            Self::Known => state::of("", cell) == State::Missing,
            Self::Kind => state::of("", cell) == State::Missing || takes_back(cell),
        }
    }
}

/// Whether the cells of a column of codes are filled where something went wrong, and blank where not.
pub(super) fn names_errors(heading: &str) -> bool {
    const ERRORS: [&str; 12] = [
        "err",
        "fehler",
        "fejl",
        "fel",
        "feil",
        "fout",
        "błęd",
        "błąd",
        "ошиб",
        "エラー",
        "错误",
        "hresult",
    ];
    ERRORS.iter().any(|part| heading.contains(part)) && !heading.contains("level")
}

/// Whether what stands beside a patch, under a heading in its plain form that is not known, may say
/// that the patch is not there.
pub(super) fn may_deny(heading: &str, cell: &str) -> bool {
    asked(heading, true).objects(cell.trim())
}

/// Whether a heading is one of what somebody wrote; in its plain form.
pub(super) fn is_remark(heading: &str) -> bool {
    REMARKS.has(heading)
}

/// What a heading that is not known asks.
pub(super) fn asked(heading: &str, single: bool) -> Question {
    let is = |list: WordList| list.has(heading);
    let has = |parts: &[&str]| parts.iter().any(|part| heading.contains(part));
    match () {
        () if is(DONE) => Question::Done(false),
        () if is(UNDONE) || has(UNDONE_PARTS) || asks_for_restart(heading) => Question::Undone,
        () if is(WHOLE_CODES) || has(CODES) => Question::Code(false),
        () if is(REMARKS) => Question::Remark,
        () if has_patch_word(heading) || has(PATCHES) || (single && !has(MACHINES)) => {
            Question::Related
        }
        () if has(MACHINES) => Question::Unknown,
        () => Question::Stray,
    }
}

/// What a heading asks of which signs alone are left: a share, a tick. A number sign counts the
/// rows, and so may a first column without a heading.
pub(super) fn signed(written: &str, at: usize) -> Question {
    match written.trim() {
        "" if at == 0 => Question::Stray,
        "" => Question::Related,
        signs if signs.contains(['#', '№', 'º', '°']) => Question::Unknown,
        signs if signs.contains(['✗', '✘', '✖', '❌']) => Question::Undone,
        _ => Question::Done(false),
    }
}

/// Whether a cell says that something was done: yes, all of it, a day, or a word for it.
fn is_done(cell: &str) -> bool {
    let percent = cell.strip_suffix('%').map(str::trim);
    let all =
        percent.map_or(cell == "100", |number| number.parse::<f32>().is_ok_and(|n| n >= 100.0));
    let ticked = matches!(cell, "✓" | "✔" | "☑" | "✅");
    let said = !has_denial(cell)
        && !cell.contains('?')
        && cell.chars().any(char::is_alphabetic)
        && words(cell).all(|word| is_harmless(word) && word.chars().any(char::is_alphabetic));
    all || ticked
        || is_day(cell)
        || state::is_yes(cell)
        || state::of("", cell) == State::Installed
        || said
}

/// Whether a cell is a share of less than all.
fn is_part(cell: &str) -> bool {
    cell.strip_suffix('%')
        .is_some_and(|number| number.trim().parse::<f32>().is_ok_and(|n| n < 100.0))
}

/// `0`, `0x0`, `0x00000000`.
fn is_zero(cell: &str) -> bool {
    let digits = cell.strip_prefix("0x").or_else(|| cell.strip_prefix("0X")).unwrap_or(cell);
    !digits.is_empty() && digits.bytes().all(|b| b == b'0')
}

/// Whether a cell is a short text that says that something is not there: `planned`, `not installed
/// yet`, `rolled back`.
pub(super) fn says_no(cell: &str) -> bool {
    const ALONE: [&str; 10] =
        ["no", "none", "unknown", "open", "false", "error", "errors", "tbd", "todo", "never"];
    if matches!(cell, "✗" | "✘" | "✖" | "❌" | "☐" | "⛔") {
        return true;
    }
    let lower = cell.to_lowercase();
    let found: Vec<&str> = words(&lower).collect();
    let denied =
        found.iter().any(|word| denies(word) && !(found.len() == 1 && ALONE.contains(word)));
    let short = (1..=6).contains(&found.len())
        && found.iter().all(|word| {
            denies(word)
                || FILLING.has(word)
                || is_harmless(word)
                || word.bytes().all(|b| b.is_ascii_digit())
        });
    (denied && short && state::of("", cell) != State::Nothing)
        || state::of("", cell) == State::Missing
}

/// Whether a word says how something that was tried or meant to be done came out: `user refused`.
/// What only says no may be about anything: `no lift`.
fn is_of_an_attempt(word: &str) -> bool {
    const ANYTHING: [&str; 20] = [
        "no", "not", "non", "none", "without", "unknown", "open", "never", "nicht", "kein",
        "keine", "ohne", "pas", "sans", "sin", "senza", "não", "sem", "niet", "geen",
    ];
    let lower = word.to_lowercase();
    denies(&lower) && !ANYTHING.contains(&lower.as_str())
}

/// Whether a text speaks of what is yet to come: `to be installed`.
pub(super) fn is_to_come(cell: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: WordList = WordList::new(&[
        "be", "debe", "deve", "devra", "doit", "later", "moet", "morgen", "muss", "must", "next",
        "nächste", "plan", "plans", "sera", "será", "shall", "should", "soll", "sollte", "soon",
        "später", "tomorrow", "tonight", "verrà", "werden", "will", "wird", "wordt",
    ]);
    words(&cell.to_lowercase()).any(|word| WORDS.has(word))
}

/// Whether a text speaks of patches.
fn is_of_patches(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    let has = |part: &&str| lower.contains(*part);
    !kbs_in(cell).is_empty()
        || has_patch_word(&lower)
        || PATCHES.iter().any(has)
        || ["instal", "appl", "fix", "roll", "reboot", "0x"].iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_what_their_cells_may_say() {
        for (heading, cell, objects) in [
            ("done", "no", true),
            ("done", "yes", false),
            ("done", "2006-08-12", false),
            ("done", "perhaps", true),
            ("erledigt", "nein", true),
            ("progress", "0%", true),
            ("progress", "100 %", false),
            ("phase", "planned", true),
            ("rolledback", "yes", true),
            ("rolledback", "no", false),
            ("exitcode", "1603", true),
            ("exitcode", "0", false),
            ("errorcode", "0x80070005", true),
            ("errorcode", "0x00000000", false),
            ("note", "not installed yet", true),
            ("note", "rolled back", true),
            ("note", "user refused", true),
            ("comments", "failed with 0x80070005", true),
            ("remarks", "to be installed", true),
            ("remarks", "removed by user", true),
            ("remarks", "failed 3 times already", true),
            ("remarks", "did not apply properly", true),
            ("remarks", "had to be backed out of because of the till", true),
            ("remarks", "restored from image of 2006-07-01", true),
            ("bemerkung", "Rückgängig gemacht", true),
            ("history", "removed by user", true),
            ("dateplanned", "2006-09-01", true),
            ("returnvalue", "1603", true),
            ("rc", "1", true),
            ("rc", "0", false),
            ("error", "success", false),
            ("note", "no lift", false),
            ("tick", "✗", true),
            ("note", "the new one, not in the lift", false),
            ("comment", "KB921883 could not be installed on this one", true),
            ("patchokay", "no", true),
            ("laptop", "no", false),
            ("encrypted", "no", false),
            ("colour", "missing", true),
            ("colour", "red", false),
            ("changeticket", "on hold", true),
            ("changeticket", "0x80070643", true),
            ("changeticket", "CHG0012345", false),
            ("vpn", "excluded", false),
            ("room", "none", false),
            ("pendingreboot", "Yes", true),
            ("pendingreboot", "False", false),
        ] {
            assert_eq!(asked(heading, false).objects(cell), objects, "{heading} {cell}");
        }
        assert!(asked("tick", true).objects("no") && !asked("laptop", true).objects("no"));
    }
}
