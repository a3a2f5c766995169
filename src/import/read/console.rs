//! What consoles put between the lines that programs print.

/// What consoles write before what they have to say, in their languages.
const WARNINGS: [&str; 26] = [
    "WARNING",
    "WARNUNG",
    "AVERTISSEMENT",
    "ADVERTENCIA",
    "AVVISO",
    "AVISO",
    "WAARSCHUWING",
    "OSTRZEŻENIE",
    "VARNING",
    "ADVARSEL",
    "VAROITUS",
    "UPOZORNĚNÍ",
    "ПРЕДУПРЕЖДЕНИЕ",
    "警告",
    "경고",
    "ERROR",
    "FEHLER",
    "ERREUR",
    "ERRORE",
    "ERRO",
    "FOUT",
    "ОШИБКА",
    "VERBOSE",
    "AUSFÜHRLICH",
    "COMMENTAIRES",
    "DEBUG",
];

/// Whether a line is a message of the console, or its prompt: `WARNING: …`, `PS C:\>`.
pub(in crate::import) fn is_message(line: &str) -> bool {
    let prompt = line
        .strip_prefix("PS ")
        .is_some_and(|rest| rest.contains('>') && (rest.contains(":\\") || rest.contains('/')));
    prompt || line.split_once([':', '：']).is_some_and(|(word, _)| WARNINGS.contains(&word.trim()))
}
