//! What `netsh advfirewall firewall show rule` prints, in the languages of Windows.
//!
//! Labels and values are compared by their plain letters alone, so that it does not matter how the
//! console wrote the others. A value that is not known closes nothing.

use super::Written;
use super::profile::{self, Open};
use crate::import::sink::Sink;

/// Labels in plain letters. The first of each is English, then German, French, Spanish, Italian,
/// Portuguese, Dutch, Polish.
const LABELS: [(&str, &[&str]); 13] = [
    (
        "name",
        &[
            "rulename",
            "regelname",
            "nomdelargle",
            "nombrederegla",
            "nombredelaregla",
            "nomeregola",
            "nomedaregra",
            "naamvanregel",
            "nazwareguy",
        ],
    ),
    (
        "enabled",
        &[
            "enabled",
            "aktiviert",
            "activ",
            "active",
            "habilitada",
            "habilitado",
            "abilitata",
            "abilitato",
            "ativada",
            "ativado",
            "ingeschakeld",
            "wczone",
            "wczona",
        ],
    ),
    (
        "direction",
        &[
            "direction",
            "richtung",
            "sens",
            "direccin",
            "direzione",
            "direo",
            "sentido",
            "richting",
            "kierunek",
        ],
    ),
    ("profile", &["profiles", "profile", "profils", "perfiles", "profili", "perfis", "profielen"]),
    (
        "local",
        &[
            "localip",
            "lokaleip",
            "lokalesip",
            "lokaleipadresse",
            "iplocale",
            "adresseiplocale",
            "iplocal",
            "iplocales",
            "ipslocales",
            "lokaalip",
            "lokaleipadres",
            "lokalnyip",
        ],
    ),
    (
        "remote",
        &[
            "remoteip",
            "remoteipadresse",
            "ipdistante",
            "adresseipdistante",
            "ipremota",
            "ipremoto",
            "iprmoto",
            "externip",
            "externipadres",
            "zdalnyip",
        ],
    ),
    ("protocol", &["protocol", "protokoll", "protocole", "protocolo", "protocollo", "protok"]),
    (
        "port",
        &[
            "localport",
            "lokalerport",
            "portlocal",
            "puertolocal",
            "portalocale",
            "portalocal",
            "lokalepoort",
            "portlokalny",
        ],
    ),
    (
        "source",
        &[
            "remoteport",
            "portdistant",
            "puertoremoto",
            "portaremota",
            "portaremoto",
            "externepoort",
            "portzdalny",
        ],
    ),
    ("action", &["action", "aktion", "accin", "azione", "ao", "actie", "akcja"]),
    ("program", &["program", "programm", "programme", "programa", "programma"]),
    ("service", &["service", "dienst", "servicio", "servizio", "servio", "usuga"]),
    (
        "interface",
        &[
            "interfacetypes",
            "schnittstellentypen",
            "typesdinterface",
            "tiposdeinterfaz",
            "tipidiinterfaccia",
            "tiposdeinterface",
            "interfacetypen",
        ],
    ),
];

/// Values in plain letters, with the English ones that they mean.
const VALUES: [(&str, &[&str]); 8] = [
    ("Yes", &["yes", "ja", "oui", "s", "si", "sim", "tak"]),
    ("No", &["no", "nein", "non", "no", "nee", "nie"]),
    (
        "In",
        &[
            "in",
            "ein",
            "eingehend",
            "entrant",
            "entrante",
            "entre",
            "dans",
            "dentro",
            "entrada",
            "ingresso",
            "inkomend",
            "wejciowy",
        ],
    ),
    (
        "Out",
        &[
            "out",
            "aus",
            "ausgehend",
            "sortant",
            "sortie",
            "fuera",
            "salida",
            "saliente",
            "uscita",
            "sada",
            "uit",
            "uitgaand",
            "wyjciowy",
        ],
    ),
    (
        "Allow",
        &[
            "allow",
            "zulassen",
            "autoriser",
            "autorise",
            "permitir",
            "consenti",
            "toestaan",
            "zezwalaj",
        ],
    ),
    (
        "Block",
        &["block", "blockieren", "blocken", "bloquer", "bloquear", "blocca", "blokkeren", "blokuj"],
    ),
    (
        "Any",
        &[
            "any",
            "beliebig",
            "alle",
            "nimportelequel",
            "nimportequel",
            "nimportequoi",
            "tout",
            "tous",
            "toutes",
            "cualquiera",
            "qualsiasi",
            "qualquer",
            "willekeurig",
            "dowolny",
            "dowolna",
        ],
    ),
    (
        "LocalSubnet",
        &[
            "localsubnet",
            "lokalessubnetz",
            "lokalsubnetz",
            "sousrseaulocal",
            "subredlocal",
            "subnetlocale",
            "sottoretelocale",
            "subredelocal",
            "lokaalsubnet",
            "podsielokalna",
        ],
    ),
];

/// The letters and digits of ASCII, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn label(line: &str) -> Option<(&'static str, &str)> {
    let (label, value) =
        line.split_once(':').filter(|(label, _)| !label.starts_with([' ', '\t']))?;
    let plain = plain(label);
    LABELS
        .iter()
        .find(|(_, names)| names.contains(&plain.as_str()))
        .map(|(key, _)| (*key, value.trim()))
}

/// A value as English has it. Addresses, numbers and what is not known stay as they are.
fn english(value: &str) -> String {
    let known = |part: &str| {
        let plain = plain(part);
        VALUES
            .iter()
            .find(|(_, names)| names.contains(&plain.as_str()))
            .map(|(english, _)| (*english).to_owned())
    };
    let all = known(value);
    all.unwrap_or_else(|| {
        value
            .split(',')
            .map(|part| known(part).unwrap_or_else(|| part.trim().to_owned()))
            .collect::<Vec<_>>()
            .join(",")
    })
}

/// Whether a text has rules of which the labels that count are known.
pub(super) fn is_listing(text: &str) -> bool {
    let mut seen: Vec<&str> =
        text.lines().take(200).filter_map(|line| label(line).map(|(key, _)| key)).collect();
    seen.sort_unstable();
    ["name", "enabled", "direction", "remote", "protocol", "action"]
        .iter()
        .all(|key| seen.binary_search(key).is_ok())
}

/// The name of the rule, then one line for each value; addresses may go on below. Settings of profiles
/// may stand around the rules; the second value is that of one that lets everything in.
pub(super) fn read(text: &str, sink: &mut Sink<'_>) -> (Vec<Written>, Option<Open>) {
    let mut all: Vec<Written> = Vec::new();
    let mut open: Option<Open> = None;
    // The label that was read last, and whether the rule goes on.
    let (mut last, mut inside) = ("", false);
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        sink.pass(number);
        let is_apart = line.trim().is_empty();
        // A line below a heading that is not that of a rule.
        let is_below = line.starts_with("---") && last != "name";
        inside &= !is_apart && !is_below;
        if is_apart {
            continue;
        }
        match (label(line), all.last_mut()) {
            (Some(("name", value)), _) => {
                all.push(Written { line: number, values: vec![("name", value.to_owned())] });
                (last, inside) = ("name", true);
            }
            // What says one thing twice is two rules, and the name of the second one is lost.
            (Some((key, value)), Some(rule))
                if rule.values.iter().any(|(known, _)| *known == key) =>
            {
                all.push(Written { line: number, values: vec![(key, english(value))] });
                last = key;
            }
            (Some((key, value)), Some(rule)) => {
                rule.values.push((key, english(value)));
                last = key;
            }
            // A list of addresses goes on in the column of the values.
            (None, Some(rule)) if goes_on(line, last) => {
                if let Some((_, value)) = rule.values.last_mut() {
                    *value = format!("{value},{}", english(line.trim()));
                }
            }
            (None, _) if !inside => {
                let found = profile::of_setting(line, number);
                if found.is_none() && is_prose(line) {
                    sink.skip(number, line, "no line of a rule that is read");
                }
                open = stronger(open, found);
            }
            _ => last = if line.contains(':') { "" } else { last },
        }
    }
    (all, open)
}

/// Whether a line is one of the values that the line before starts.
fn goes_on(line: &str, last: &str) -> bool {
    line.starts_with([' ', '\t'])
        && matches!(last, "remote" | "local" | "port" | "source")
        && !line.contains(':')
}

/// A profile that is off counts more than one that lets in what no rule blocks.
fn stronger(known: Option<Open>, found: Option<Open>) -> Option<Open> {
    match (known, found) {
        (Some(known), Some(found)) if found.is_off && !known.is_off => Some(found),
        (known, found) => known.or(found),
    }
}

/// Whether a line is neither a setting with its value, nor a heading, nor what ends a listing.
fn is_prose(line: &str) -> bool {
    let is_rule = line.trim().bytes().all(|byte| matches!(byte, b'-' | b'='));
    let has_value = line.trim().contains("  ") || line.contains(['\t', ':']);
    let is_end = plain(line).len() <= 2;
    !is_rule && !has_value && !is_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_values_are_known_whatever_became_of_their_accents() {
        assert_eq!(label("Nom de la règle :                     SMB"), Some(("name", "SMB")));
        assert_eq!(
            label("Nom de la r\u{fffd}gle :                     SMB"),
            Some(("name", "SMB"))
        );
        assert_eq!(
            label("Dirección:                            Dentro"),
            Some(("direction", "Dentro"))
        );
        assert_eq!(label("   Typ    Code"), None);
        assert_eq!(
            (english("Não"), english("Sí"), english("LokalesSubnetz,10.0.0.0/8")),
            ("No".to_owned(), "Yes".to_owned(), "LocalSubnet,10.0.0.0/8".to_owned())
        );
    }
}
