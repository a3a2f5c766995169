//! Words that stand beside patches and service packs: those that say nothing against them, and those
//! that deny.
//!
//! A list of updates may hold whatever its author wrote beside a number. What belongs to the name of
//! an update, to its day or to its success is harmless; a word that nobody knows may be a `not` in
//! any language.

use crate::term::word_list::WordList;

/// What names of updates are made of, in the languages of the vendor's titles, and words that say
/// that one is there.
#[rustfmt::skip]
const HARMLESS: WordList = WordList::new(&[
    ".net", "a", "access", "acquisition", "active", "actualizaciones", "actualización",
    "acumulativa", "adobe", "advantage", "agent", "aggiornamenti", "aggiornamento",
    "aktualisierung", "aktualizace", "aktualizacja", "already", "am", "amd64", "an", "and",
    "applied", "article", "articles", "asennettu", "asp", "aspnet", "at", "atualização", "base",
    "based", "basic", "beveiliging", "beveiligingsupdate", "bit", "bits", "build", "bulletin",
    "bulletins", "business", "by", "c", "c++", "center", "certificate", "certificates", "client",
    "color", "colour", "compatibility", "complete", "completed", "component", "components",
    "connection", "core", "correctif", "correctifs", "critical", "crítica", "cumulative", "da",
    "das", "database", "datacenter", "date", "day", "dcom", "de", "defender", "definition",
    "definitions", "del", "della", "der", "des", "desktop", "deu", "deutsch", "dhcp", "di", "die",
    "directx", "distribution", "dla", "dns", "done", "driver", "drivers", "dst", "du", "dx", "e",
    "edition", "el", "embedded", "engine", "engineering", "english", "enterprise", "enu",
    "erfolgreich", "erledigt", "esn", "et", "excel", "exchange", "explorateur", "explorer",
    "express", "feature", "filter", "fix", "flash", "for", "fra", "framework", "french", "fuer",
    "för", "für", "gdi", "gdr", "general", "genuine", "german", "geïnstalleerd", "gmt", "graphics",
    "help", "home", "host", "hotfix", "hotfixes", "hyperlink", "i386", "ia64", "id", "ie", "iis",
    "image", "important", "in", "information", "instalada", "instaladas", "instalado", "instalados",
    "installata", "installati", "installation", "installato", "installed", "installedon",
    "installer", "installerad", "installeret", "installert", "installiert", "installé", "installée",
    "installées", "installés", "interactive", "internet", "intl", "ip", "is", "ita", "itanium",
    "ja", "jet", "jour", "jpn", "jscript", "junk", "kb", "kbs", "kernel", "knowledge",
    "knowledgebase", "kritisches", "kumulatives", "la", "language", "ldr", "le", "lecteur", "les",
    "lettore", "level", "library", "los", "low", "mail", "malicious", "management", "mdac", "media",
    "messenger", "microsoft", "mise", "mises", "mit", "moderate", "module", "monthly", "more", "ms",
    "ms-dos", "msxml", "mui", "nainstalováno", "net", "notification", "nr", "nt", "number",
    "object", "office", "ok", "on", "opdatering", "oppdatering", "os", "oui", "outlook", "pack",
    "package", "para", "parser", "patch", "patches", "pc", "per", "platform", "platforms", "player",
    "pm", "poprawka", "pour", "powerpoint", "powershell", "premium", "present", "preview", "print",
    "pro", "professional", "project", "protezione", "publisher", "päivitys", "q", "qfe", "qfes",
    "quality", "quickfix", "r", "rapido", "rdp", "redistributable", "release", "remote",
    "reproductor", "rev", "revision", "revisión", "rollup", "root", "rpc", "rtm", "runtime",
    "scheduler", "script", "scripting", "search", "security", "see", "segurança", "seguridad",
    "series", "server", "servers", "serveur", "service", "servicepack", "services", "servicing",
    "servidor", "shell", "sicherheitsupdate", "sicherheitsupdates", "sicurezza",
    "sikkerhedsopdatering", "sikkerhetsoppdatering", "silverlight", "small", "smb", "software",
    "sp", "spooler", "sql", "stack", "standard", "starter", "step", "studio", "succeeded",
    "success", "successful", "successfully", "suojauspäivitys", "system", "systems",
    "säkerhetsuppdatering", "sécurité", "sì", "sí", "t", "tablet", "task", "tcp", "the", "til",
    "time", "tool", "training", "true", "ultimate", "und", "update", "updates", "uppdatering",
    "utc", "v", "validation", "van", "vbscript", "ver", "verified", "version", "visio", "vista",
    "visual", "vom", "voor", "vorhanden", "vulnerability", "web", "wga", "wia", "win", "windows",
    "wink", "winrm", "with", "wk", "wm", "wmf", "wmp", "word", "workstation", "wsus", "wxp", "x64",
    "x86", "xml", "xp", "y", "yes", "z", "zabezpečení", "zabezpieczeń", "zainstalowana",
    "zainstalowano", "zainstalowany", "zone", "à", "безопасности", "да", "для", "и", "исправление",
    "обновление", "обновления", "установлен", "установлена", "установлено", "の", "インストール済",
    "インストール済み", "セキュリティ", "修补程序", "安全性更新", "安全更新", "安全更新程序",
    "已安装", "已安裝", "更新", "更新プログラム", "更新程序", "用", "用の", "的", "보안", "설치됨",
    "업데이트",
]);

/// Parts of words for patches.
const PATCHES: &str = "\
    patch hotfix update correctif parche aktualisierung aktualisiert actualiza aggiorna atualiza \
    bulletin aktualizac oppdatering opdatering uppdatering päivity обновлен 更新 补丁 修补 업데이트";

/// Words that deny, postpone or take back, wherever they stand.
#[rustfmt::skip]
const DENIALS: WordList = WordList::new(&[
    "abandoned", "abgebrochen", "abgelehnt", "aborted", "absent", "annulé", "attente", "aucun",
    "aucune", "ausente", "ausser", "ausstehend", "außer", "awaiting", "backed", "backout",
    "behalve", "benötigt", "bez", "blocked", "brak", "but", "błąd", "can't", "canceled",
    "cancelled", "cannot", "chybí", "corrupt", "crashed", "declined", "deferred", "deinstallation",
    "deinstalled", "deinstalliert", "denied", "desinstalación", "desinstalado", "desinstalação",
    "deïnstallatie", "disinstallato", "disinstallazione", "doubtful", "downloaded", "downloading",
    "désinstallation", "désinstallé", "ei", "eliminado", "entfernt", "erforderlich", "error",
    "errors", "except", "excepto", "exceto", "excl", "excluding", "failed", "failing", "fails",
    "failure", "falhou", "fallido", "fallita", "fallito", "fallo", "falló", "false", "falta",
    "faltan", "faltando", "faltante", "fehlen", "fehlend", "fehlende", "fehler", "fehlerhaft",
    "fehlgeschlagen", "fehlt", "geen", "gepland", "geplant", "gescheitert", "hung", "ignored",
    "ikke", "incomplete", "inte", "isn't", "jamais", "kein", "keine", "keinen", "lacking", "lacks",
    "manca", "mancante", "mangler", "manquant", "manquante", "manque", "maybe", "minus", "mislukt",
    "missing", "misslyckades", "nee", "need", "needed", "needs", "nein", "nej", "není", "neustart",
    "never", "nicht", "nie", "niet", "ninguno", "ningún", "no", "non", "none", "not",
    "notinstalled", "nunca", "não", "nötig", "offen", "offered", "ohne", "ontbreekt", "open",
    "oprócz", "outstanding", "partially", "partly", "pas", "pendente", "pendiente", "pending",
    "pianificato", "planificado", "planifié", "planned", "postponed", "previsto", "progress",
    "prévu", "prévue", "puuttuu", "reboot", "rechazado", "refused", "refusé", "rejected", "removal",
    "remove", "removed", "removido", "removing", "required", "requires", "requis", "restart",
    "reverted", "revoked", "rifiutato", "rimosso", "rollback", "rolled", "rolledback", "rückgängig",
    "saknas", "salvo", "sans", "sauf", "scheduled", "sem", "senza", "sin", "skipped", "stuck",
    "superseded", "supprimé", "tbd", "todo", "tranne", "uden", "unconfirmed", "uninstall",
    "uninstallation", "uninstalled", "unknown", "unpatched", "unsuccessful", "unverified", "utan",
    "uten", "verweigert", "verwijderd", "vulnerable", "waiting", "waits", "wasn't", "withdrawn",
    "without", "zonder", "zurückgerollt", "échec", "échoué", "без", "кроме", "не", "нет",
    "отсутствует", "ошибка", "失敗", "失败", "未", "未インストール", "未安装", "未安裝", "缺失",
    "미설치", "실패",
]);

/// Beginnings of words that say that something was taken back.
#[rustfmt::skip]
const TAKEN_BACK: &[&str] = &[
    "afinstall", "annullat", "annulé", "avinstall", "backed", "backout", "deinstal", "deinstall",
    "desinstal", "deïnstall", "disinstall", "désinstall", "eliminad", "entfernt", "entfernung",
    "odinstal", "removal", "removed", "removing", "revert", "revertid", "rimoss", "rimozione",
    "rollback", "rolled", "rückgängig", "suppression", "supprimé", "teruggedraaid", "uninstall",
    "verwijder", "zurückge", "удален", "удаление", "удалён", "アンインストール", "卸载",
];

/// Words that say that something came to nothing, or was undone with all the rest.
#[rustfmt::skip]
const UNDONE: WordList = WordList::new(&[
    "abandoned", "abgebrochen", "abgelehnt", "aborted", "bsod", "canceled", "cancelled", "crashed",
    "declined", "failed", "failing", "fails", "failure", "falhou", "fallido", "fallito", "falló",
    "fehlgeschlagen", "formatted", "gescheitert", "incomplete", "mislukt", "misslyckades",
    "rebuilt", "refused", "reimaged", "reinstalled", "rejected", "restored", "revoked", "unpatched",
    "unsuccessful", "wiped", "withdrawn", "zurückgesetzt", "échec", "échoué", "ошибка", "失敗",
    "失败", "실패",
]);

/// What the tool is called, in the languages of the vendor, that removes other software.
const REMOVERS: [&str; 7] = [
    "malicious software removal tool",
    "entfernung bösartiger software",
    "entfernen bösartiger software",
    "suppression de logiciels malveillants",
    "eliminación de software malintencionado",
    "rimozione malware",
    "rimozione di software dannoso",
];

/// Months and days of the week in the languages of consoles, whole and short.
#[rustfmt::skip]
const CALENDAR: WordList = WordList::new(&[
    "abr", "abril", "ago", "agosto", "août", "apr", "april", "aprile", "aug", "august", "augusti",
    "augustus", "avr", "avril", "března", "czerwca", "czerwiec", "czwartek", "dec", "december",
    "dez", "dezember", "dezembro", "di", "dic", "dicembre", "diciembre", "dienstag", "dimanche",
    "dinsdag", "do", "domenica", "domingo", "donderdag", "donnerstag", "dubna", "déc", "décembre",
    "elokuuta", "ene", "enero", "feb", "febbraio", "febrero", "februar", "februari", "february",
    "fev", "fevereiro", "fr", "fredag", "freitag", "fri", "friday", "févr", "février", "gen",
    "gennaio", "giovedì", "giu", "giugno", "grudnia", "grudzień", "heinäkuuta", "helmikuuta",
    "huhtikuuta", "jan", "janeiro", "januar", "januari", "january", "janv", "janvier", "jeudi",
    "joulukuuta", "jueves", "juil", "juillet", "juin", "jul", "julho", "juli", "julio", "july",
    "jun", "june", "junho", "juni", "junio", "jänner", "kesäkuuta", "května", "kwiecień",
    "kwietnia", "ledna", "lipca", "lipiec", "listopad", "listopada", "listopadu", "lokakuuta",
    "lug", "luglio", "lundi", "lunedì", "lunes", "lutego", "luty", "lördag", "lørdag",
    "maaliskuuta", "maandag", "maart", "mag", "maggio", "mai", "maio", "maj", "maja", "mandag",
    "mar", "marca", "march", "mardi", "marraskuuta", "mars", "martedì", "martes", "marts", "marzec",
    "marzo", "março", "may", "mayo", "mei", "mercoledì", "mercredi", "mi", "mittwoch", "miércoles",
    "mo", "mon", "monday", "montag", "mrt", "mrz", "mär", "märz", "måndag", "niedziela", "nov",
    "november", "novembre", "novembro", "noviembre", "oct", "october", "octobre", "octubre", "okt",
    "oktober", "onsdag", "ott", "ottobre", "outubro", "październik", "października", "piątek",
    "poniedziałek", "prosince", "sa", "sabato", "samedi", "samstag", "sat", "saturday", "sep",
    "sept", "september", "septembre", "septiembre", "setembro", "settembre", "sierpień", "sierpnia",
    "so", "sobota", "sonnabend", "sonntag", "srpna", "styczeń", "stycznia", "sun", "sunday",
    "syyskuuta", "sábado", "söndag", "søndag", "tammikuuta", "thu", "thursday", "tirsdag", "tisdag",
    "torsdag", "toukokuuta", "tue", "tuesday", "vendredi", "venerdì", "viernes", "vrijdag", "wed",
    "wednesday", "woensdag", "wrzesień", "września", "wtorek", "zaterdag", "zondag", "září",
    "února", "července", "června", "října", "środa", "авг", "августа", "апр", "апреля",
    "воскресенье", "вторник", "дек", "декабря", "июл", "июля", "июн", "июня", "мар", "марта", "мая",
    "ноя", "ноября", "окт", "октября", "понедельник", "пятница", "сен", "сентября", "среда",
    "суббота", "фев", "февраля", "четверг", "янв", "января",
]);

/// Whether a text in lower case has a part of a word for patches.
pub(crate) fn has_patch_word(text: &str) -> bool {
    PATCHES.split(' ').any(|part| text.contains(part))
}

/// Whether a word is one of a name of an update, or says that it is there: `WM9`, `MS06-040`, `XP`.
pub(crate) fn is_harmless(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.strip_suffix("(s)").unwrap_or(&word);
    let stem = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let letters: String = word.chars().filter(|c| !c.is_ascii_digit()).collect();
    let known = |word: &str| HARMLESS.has(word);
    known(word)
        || (!stem.is_empty() && stem != "x" && known(stem))
        || (letters.len() > 1 && known(&letters))
        || is_of_calendar(word)
}

/// Whether a word denies what stands beside it.
pub(crate) fn denies(word: &str) -> bool {
    let lower = word.to_lowercase();
    DENIALS.has(&lower)
}

/// Whether a text has a word that denies.
pub(crate) fn has_denial(text: &str) -> bool {
    let lower = without_removers(text);
    words(&lower).any(denies)
        || lower.contains("0x8")
        || lower.split(',').any(|part| part.trim() == "no")
}

/// Whether a text says that something was taken back: `Uninstallation of …`, `removed by user`.
pub(crate) fn takes_back(text: &str) -> bool {
    let lower = without_removers(text);
    words(&lower).any(|word| TAKEN_BACK.iter().any(|start| word.starts_with(start)))
}

/// Whether a text says that something was taken back, or came to nothing.
pub(crate) fn is_undone(text: &str) -> bool {
    takes_back(text) || words(&text.to_lowercase()).any(|word| UNDONE.has(word))
}

/// A text in lower case, without the name of the tool that removes other software.
fn without_removers(text: &str) -> String {
    REMOVERS.iter().fold(text.to_lowercase(), |text, name| text.replace(name, ""))
}

/// The words of a text: letters and digits, and what stands inside words.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
}

/// Whether a word is a month or a day of the week.
pub(crate) fn is_of_calendar(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters = lower.trim_end_matches('.');
    !letters.is_empty() && CALENDAR.has(letters)
}
