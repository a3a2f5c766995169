//! Words that people and programs write where a value is not known. No host, serial number or
//! segment is called so; what they stand beside is not the same by them.

/// Longer than any of these words.
const MAX_LENGTH: usize = 64;

/// Abbreviations that stand for no value if they are written with their signs: without them they
/// may as well be names.
const ABBREVIATED: [&str; 23] = [
    "n/a", "n.a", "n. a", "n/d", "n.d", "n. d", "n/v", "n.v", "n/c", "n/k", "k.a", "k. a", "k/a",
    "s/o", "s.o", "s/d", "s/n", "b/d", "b.d", "н/д", "н.д", "н. д", "n.v.t",
];

/// Words that stand for no value, of the languages in which headings are known; in the order of
/// their bytes.
const NOTHING: [&str; 321] = [
    "a definir",
    "adsız",
    "appareil inconnu",
    "aucun",
    "aucune",
    "belirsiz",
    "bez nazwy",
    "bez názvu",
    "bilinmeyen",
    "bilinmiyor",
    "blank",
    "boş",
    "brak",
    "brak danych",
    "brak nazwy",
    "da definire",
    "desconhecida",
    "desconhecido",
    "desconocida",
    "desconocido",
    "dispositivo desconhecido",
    "dispositivo desconocido",
    "dispositivo sconosciuto",
    "ei saatavilla",
    "ei tiedossa",
    "ej angivet",
    "ej tillgänglig",
    "empty",
    "entfällt",
    "equipo desconocido",
    "erreur",
    "error",
    "fehler",
    "geen",
    "geen naam",
    "ignoto",
    "ikke angivet",
    "ikke oppgitt",
    "ikke tilgjengelig",
    "ikke tilgængelig",
    "inconnu",
    "inconnue",
    "indefinido",
    "indefinito",
    "indisponible",
    "indéfini",
    "ingen",
    "inget",
    "invalid",
    "ismeretlen",
    "kein",
    "kein name",
    "keine",
    "keine angabe",
    "keine angaben",
    "keine daten",
    "keiner",
    "leeg",
    "leer",
    "machine inconnue",
    "mevcut değil",
    "n.v.t",
    "naamloos",
    "namenlos",
    "namnlös",
    "nan",
    "nao disponivel",
    "nedostupné",
    "nem elérhető",
    "nenhum",
    "nenhuma",
    "není k dispozici",
    "nessun nome",
    "nessuna",
    "nessuno",
    "neuvedeno",
    "neuvedené",
    "neznáma",
    "neznáme",
    "neznámy",
    "neznámá",
    "neznámé",
    "neznámý",
    "nicht angegeben",
    "nicht bekannt",
    "nicht definiert",
    "nicht gefunden",
    "nicht gesetzt",
    "nicht verfuegbar",
    "nicht verfügbar",
    "nicht vorhanden",
    "nicht zugewiesen",
    "nicht zutreffend",
    "nie dotyczy",
    "nie je k dispozícii",
    "niedostępne",
    "niedostępny",
    "nieokreślone",
    "nieokreślony",
    "niet bekend",
    "niet beschikbaar",
    "niet gespecificeerd",
    "niet gevonden",
    "niet ingevuld",
    "niet van toepassing",
    "nieznana",
    "nieznane",
    "nieznane urządzenie",
    "nieznany",
    "nil",
    "nincs",
    "nincs adat",
    "ninguna",
    "ninguno",
    "no aplica",
    "no aplicable",
    "no asignado",
    "no data",
    "no definido",
    "no disponible",
    "no encontrado",
    "no especificado",
    "no host name",
    "no hostname",
    "no name",
    "no value",
    "nodata",
    "nohostname",
    "non applicabile",
    "non applicable",
    "non assegnato",
    "non attribué",
    "non connu",
    "non definito",
    "non disponibile",
    "non disponible",
    "non défini",
    "non renseigné",
    "non renseignée",
    "non specificato",
    "non spécifié",
    "non trouvé",
    "non trovato",
    "noname",
    "none",
    "none provided",
    "not applicable",
    "not assigned",
    "not available",
    "not defined",
    "not found",
    "not known",
    "not provided",
    "not reported",
    "not resolved",
    "not set",
    "not specified",
    "notapplicable",
    "notassigned",
    "notavailable",
    "notfound",
    "notknown",
    "notset",
    "notspecified",
    "null",
    "nulo",
    "nvt",
    "não aplicável",
    "não atribuído",
    "não definido",
    "não disponível",
    "não especificado",
    "não informado",
    "não se aplica",
    "néant",
    "névtelen",
    "ohne namen",
    "okänd",
    "okänd enhet",
    "okänt",
    "onbekend",
    "onbekend apparaat",
    "onbekende",
    "por definir",
    "poste inconnu",
    "prázdné",
    "puste",
    "pusty",
    "puuttuu",
    "saknas",
    "sans nom",
    "sans objet",
    "sconosciuta",
    "sconosciuto",
    "sem dados",
    "sem nome",
    "senza nome",
    "sin asignar",
    "sin datos",
    "sin nombre",
    "tanımsız",
    "tba",
    "tbc",
    "tbd",
    "to be assigned",
    "to be confirmed",
    "to be defined",
    "to be determined",
    "tuntematon",
    "ukendt",
    "ukjent",
    "unassigned",
    "unavailable",
    "unbekannt",
    "unbekannter computer",
    "unbekannter host",
    "unbekannter rechner",
    "unbekanntes gerät",
    "unbenannt",
    "undefined",
    "undefiniert",
    "ungültig",
    "unidentified",
    "unknown",
    "unknown computer",
    "unknown device",
    "unknown host",
    "unknown machine",
    "unknown name",
    "unknown server",
    "unknown system",
    "unknowncomputer",
    "unknowndevice",
    "unknownhost",
    "unnamed",
    "unresolved",
    "unspecified",
    "vacio",
    "vacío",
    "vazio",
    "vide",
    "vuoto",
    "yok",
    "à définir",
    "à déterminer",
    "üres",
    "žiadne",
    "žiadny",
    "žádné",
    "žádný",
    "άγνωστη",
    "άγνωστο",
    "άγνωστος",
    "κανένα",
    "μη διαθέσιμο",
    "без имени",
    "відсутній",
    "не вказано",
    "не задано",
    "не найдено",
    "не определен",
    "не определено",
    "не определён",
    "не применимо",
    "не указан",
    "не указано",
    "невідомий",
    "невідомо",
    "недоступно",
    "неизвестен",
    "неизвестная",
    "неизвестно",
    "неизвестное",
    "неизвестное устройство",
    "неизвестный",
    "немає",
    "немає даних",
    "неприменимо",
    "нет",
    "нет данных",
    "нет имени",
    "отсутствует",
    "пусто",
    "אין",
    "לא ידוע",
    "غير معروف",
    "لا يوجد",
    "なし",
    "不可用",
    "不明",
    "不明なデバイス",
    "不詳",
    "不详",
    "不适用",
    "不適用",
    "待定",
    "无",
    "未入力",
    "未分配",
    "未命名",
    "未定",
    "未定义",
    "未定義",
    "未指定",
    "未登録",
    "未知",
    "未設定",
    "沒有",
    "没有",
    "無",
    "無し",
    "空",
    "該当なし",
    "미상",
    "미정",
    "미지정",
    "알 수 없는",
    "알 수 없음",
    "알수 없음",
    "없음",
    "해당 없음",
];

/// Words in the place of a name that name none: what nobody changed, and why there is none.
const NOBODY: [&str; 17] = [
    "na",
    "default",
    "workgroup",
    "mshome",
    "localdomain",
    "system enclosure",
    "offline",
    "timeout",
    "timed out",
    "unreachable",
    "not reachable",
    "nicht erreichbar",
    "no response",
    "no reply",
    "no answer",
    "no dns",
    "to be filled",
];

/// Names that a machine has for itself.
const ITSELF: [&str; 4] = ["localhost", "localhost4", "localhost6", "(local)"];

/// Words of firmware whose maker filled nothing in.
const UNFILLED: [&str; 8] =
    ["na", "default", "default string", "oem", "o.e.m", "standard", "asset tag", "no asset tag"];

/// Whether a cell stands for no value: `unknown`, `<none>`, `n/a`, `k. A.`, `#N/A`, `不明`. It may be
/// the name of something: `NA` without its sign is no filler here, as it is in a cell that is no
/// name ([`crate::term::alias::cell::is_filler`]).
pub(in crate::import) fn is_filler(text: &str) -> bool {
    let text = text.trim();
    if text.len() > MAX_LENGTH {
        return false;
    }
    if !text.chars().any(char::is_alphanumeric) || is_error_of_a_spreadsheet(text) {
        return true;
    }
    // Most cells that are filled have a number or are plain words.
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let plain = plain(text);
    ABBREVIATED.contains(&plain.as_str())
        || NOTHING.binary_search(&plain.as_str()).is_ok()
        || (plain.contains(['_', '-']) && {
            let spaced = plain.replace(['_', '-'], " ");
            NOTHING.binary_search(&spaced.as_str()).is_ok()
        })
}

/// Whether a text that stands where the name of a host does is none: every machine may be called so.
pub(in crate::import) fn is_no_name(text: &str) -> bool {
    let text = text.trim();
    let itself = text.get(..ITSELF[0].len()).is_some_and(|t| t.eq_ignore_ascii_case(ITSELF[0]));
    // Most names have a number.
    if !itself && text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return false;
    }
    let plain = plain(text);
    is_filler(text)
        || plain.bytes().all(|byte| byte == b'0')
        || NOBODY.contains(&plain.as_str())
        || ITSELF.iter().any(|name| text.eq_ignore_ascii_case(name))
        || plain.starts_with("localhost.")
}

/// Whether a text that stands where a serial number does is none: firmware whose maker gave none
/// has a phrase, a row of one sign or the digits in their order.
pub(in crate::import) fn is_no_serial(text: &str) -> bool {
    let plain = plain(text);
    if is_filler(text) || UNFILLED.contains(&plain.as_str()) {
        return true;
    }
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let letters = plain.chars().any(char::is_alphabetic);
    if digits.is_empty() {
        let phrase = ["serial", "o.e.m", "by oem", "filled by"].iter().any(|w| plain.contains(w));
        return phrase || is_one_sign(&plain);
    }
    let least = if letters { 9 } else { 5 };
    plain.starts_with("sernum")
        || is_one_sign(&plain)
        || (digits.len() >= least && counts_up(&digits))
}

/// `#N/A`, `#VALUE!`, `#NAME?`, or the signs of a cell that is too narrow.
fn is_error_of_a_spreadsheet(text: &str) -> bool {
    let Some(word) = text.strip_prefix('#') else { return false };
    let lower = word.to_lowercase();
    matches!(
        lower.as_str(),
        "n/a" | "n.a." | "na" | "nv" | "nd" | "n/d" | "н/д" | "error" | "getting_data"
    ) || word.ends_with(['!', '?'])
}

/// A text in lower case without the brackets and quotes around it, and without a dot behind it.
fn plain(text: &str) -> String {
    let around = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '"'
                    | '\''
                    | '`'
                    | '*'
                    | '?'
                    | '!'
                    | '-'
                    | '_'
            )
    };
    text.trim_matches(around).trim_end_matches(['.', ' ']).to_lowercase()
}

/// Whether a text is one sign, time and again: `00000000`, `XXXXXX`, `0000-0000`.
fn is_one_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| c.is_alphanumeric());
    let Some(first) = signs.next() else { return true };
    let more = signs.clone().count();
    signs.all(|sign| sign == first) && (first == '0' || more >= 4)
}

/// Whether digits are those of a keyboard, in their order: `123456789`, `0123456789`.
fn counts_up(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let follows = |pair: &[u8]| matches!(pair, [a, b] if (a - b'0' + 1) % 10 == b - b'0');
    digits.starts_with(['0', '1']) && bytes.windows(2).all(follows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(NOTHING.is_sorted());
    }

    #[test]
    fn words_of_every_language_stand_for_nothing_and_names_do_not() {
        for text in [
            "",
            " - ",
            "???",
            "Unknown",
            "<unknown>",
            "(null)",
            "[none]",
            "N/A",
            "n.a.",
            "N.A",
            "k. A.",
            "#N/A",
            "#NV",
            "#VALUE!",
            "#NAME?",
            "#####",
            "TBD",
            "(blank)",
            "(leer)",
            "unbekannt",
            "INCONNU",
            "desconocido",
            "неизвестно",
            "不明",
            "알 수 없음",
            "not_available",
            "Not-Available",
            "Unknown device",
            "Nicht verfügbar",
            "n.v.t.",
            "}",
            "*",
        ] {
            assert!(is_filler(text) && is_no_name(text), "{text}");
        }
        for text in ["NA", "0", "000", "default", "WORKGROUP", "localhost.localdomain", "LOCALHOST"]
        {
            assert!(is_no_name(text) && !is_filler(text), "{text}");
        }
        for text in [
            "PC1",
            "office",
            "N-ONE",
            "Nonesuch",
            "DHCP",
            "unknown1",
            "no-reply",
            "web",
            "ka",
            "nd",
            "#SRV",
            "Server",
            "10",
            "dmz",
            "none-of-them",
            "nullarbor",
        ] {
            assert!(!is_filler(text) && !is_no_name(text), "{text}");
        }
    }

    #[test]
    fn serial_numbers_that_nobody_gave_are_none() {
        for text in [
            "0",
            "00000000",
            "0000-0000",
            "XXXXXXX",
            "123456789",
            "0123456789",
            "1234-5678-9012",
            "MB-1234567890",
            "Not Applicable",
            "Chassis Serial Number",
            "System Serial Number",
            "SerialNumber",
            "Invalid",
            "None Provided",
            "OEM",
            "O.E.M.",
            "To Be Filled By O.E.M.",
            "To be filled by O.E.M",
            "to be filled by OEM",
            "Default string",
            "NA",
            "sernum0",
            "........",
        ] {
            assert!(is_no_serial(text), "{text}");
        }
        for text in [
            "S",
            "S1",
            "77",
            "AAA1",
            "CZC1234567",
            "5CG01234",
            "VMware-56 4d 1a",
            "R9012345",
            "1234",
            "ABCDEF",
        ] {
            assert!(!is_no_serial(text), "{text}");
        }
    }
}
