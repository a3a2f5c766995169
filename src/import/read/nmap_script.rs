//! What scripts of nmap say of vulnerabilities, such as `smb-vuln-ms08-067`.
//!
//! A script prints a block for each: a title, its state, and its numbers. Older ones print a line
//! for each: `MS08-067: LIKELY VULNERABLE`. What is likely counts: it is not known to be mended.

use crate::import::fact::Fact;
use crate::term::alias::cell::{bulletins_in, cves_in};

/// The output of a script, while it is read.
#[derive(Debug, Default)]
pub(in crate::import) struct Script {
    id: String,
    /// What names the vulnerability of the block that is being read: its title and its numbers.
    named: String,
    /// What the block says, once it has said it.
    state: Option<bool>,
    found: Vec<Fact>,
}

/// The facts of the output of a script.
pub(in crate::import) fn facts(id: &str, output: &str) -> Vec<Fact> {
    let mut script = Script::start(id);
    output.lines().for_each(|line| script.line(line));
    script.finish()
}

/// The id of the script that a line of the screen begins, and what stands behind it.
pub(in crate::import) fn begins(line: &str) -> Option<(&str, &str)> {
    let (id, rest) = line.split_once(':')?;
    let of_an_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (id.contains('-') && id.chars().all(of_an_id)).then_some((id, rest))
}

impl Script {
    /// A script of an id; the id may be all that names the bulletin.
    pub(in crate::import) fn start(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    /// Takes in a line of its output.
    pub(in crate::import) fn line(&mut self, line: &str) {
        let line = line.trim_matches(['|', '_', ' ', '\t', '\r']);
        if line.strip_suffix(':').is_some_and(|word| word.ends_with("VULNERABLE")) {
            return self.close();
        }
        match (line.split_once(": "), self.state) {
            (Some(("State", state)), None) => self.state = Some(is_vulnerable(state)),
            (Some(("IDs", numbers)), _) => self.named.extend([" ", numbers]),
            (Some((name, state)), None) if is_vulnerable(state) => self.found.extend(names(name)),
            // What stands below the state is background.
            (_, None) => self.named.extend([" ", line]),
            (_, Some(_)) => {}
        }
    }

    /// The end of a block.
    fn close(&mut self) {
        let named = std::mem::take(&mut self.named);
        if self.state.take() == Some(true) {
            let found = names(&named);
            self.found.extend(if found.is_empty() { names(&self.id) } else { found });
        }
    }

    /// What it found missing.
    pub(in crate::import) fn finish(mut self) -> Vec<Fact> {
        self.close();
        self.found
    }
}

/// `VULNERABLE`, `LIKELY VULNERABLE`, `VULNERABLE (Exploitable)`.
fn is_vulnerable(state: &str) -> bool {
    state.contains("VULNERABLE") && !state.contains("NOT VULNERABLE")
}

/// The bulletins and vulnerabilities that a text names.
fn names(text: &str) -> Vec<Fact> {
    let bulletins = bulletins_in(text).into_iter().map(|id| Fact::Missing(id.into()));
    bulletins.chain(cves_in(text).into_iter().map(|id| Fact::Vulnerable(id.into()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_lines_tell_what_a_host_has() {
        let missing = |id: &str| Fact::Missing(id.into());
        let hole = |id: &str| Fact::Vulnerable(id.into());
        for (id, output, found) in [
            (
                "smb-vuln-ms08-067",
                "\n  VULNERABLE:\n  A hole (MS08-067)\n    State: VULNERABLE\n    IDs:  CVE:CVE-2008-4250\n    References:\n      MS06-040\n",
                vec![missing("MS08-067"), hole("CVE-2008-4250")],
            ),
            (
                "smb-vuln-ms10-061",
                "\n  VULNERABLE:\n  Print Spooler\n    State: LIKELY VULNERABLE\n",
                vec![missing("MS10-061")],
            ),
            ("smb-vuln-ms08-067", "\n  NOT VULNERABLE:\n  X\n    State: NOT VULNERABLE\n", vec![]),
            ("smb-vuln-ms10-054", "false", vec![]),
            (
                "smb-check-vulns",
                "\n  MS08-067: LIKELY VULNERABLE (host stopped responding)\n  MS06-025: NOT VULNERABLE\n  SMBv2 DoS (CVE-2009-3103): VULNERABLE\n",
                vec![missing("MS08-067"), hole("CVE-2009-3103")],
            ),
        ] {
            assert_eq!(facts(id, output), found, "{id}");
        }
    }
}
