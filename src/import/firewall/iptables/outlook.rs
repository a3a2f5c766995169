//! What commands that are not read may do to the rules.

use crate::term::word_list::WordList;

/// Programs that say or ask something, and change no rule whatever stands behind them.
#[rustfmt::skip]
const HARMLESS: WordList = WordList::new(&[
    "[", "[[", "alias", "apt", "apt-get", "arp", "awk", "basename", "brctl", "bzip2", "cat", "cd",
    "chgrp", "chkconfig", "chmod", "chown", "cksum", "clear", "cmp", "conntrack", "cp", "curl",
    "cut", "date", "declare", "depmod", "df", "diff", "dig", "dirname", "dnf", "dpkg", "du", "echo",
    "egrep", "ethtool", "export", "expr", "failure", "false", "fgrep", "file", "gawk", "getopts",
    "grep", "gunzip", "gzip", "hash", "head", "host", "hostname", "id", "ifconfig", "insmod", "ip",
    "ip6tables-save", "ipcalc", "ipset", "iptables-save", "kill", "killproc", "let", "ln", "local",
    "log", "log_action_msg", "log_begin_msg", "log_daemon_msg", "log_end_msg", "log_failure_msg",
    "log_progress_msg", "log_success_msg", "logger", "ls", "lsmod", "mail", "md5sum", "mkdir",
    "mktemp", "modprobe", "mount", "mv", "nslookup", "pgrep", "pidof", "ping", "printf", "ps",
    "pwd", "readlink", "readonly", "realpath", "rm", "rmdir", "rmmod", "route", "rpm", "sed",
    "sendmail", "seq", "sha256sum", "shopt", "sleep", "sort", "stat", "stty", "success", "sync",
    "sysctl", "tail", "tar", "tc", "tee", "test", "touch", "tput", "tr", "type", "typeset",
    "ulimit", "umask", "umount", "uname", "uniq", "unset", "update-rc.d", "uptime", "usleep",
    "vconfig", "wait", "wc", "wget", "whereis", "which", "who", "whoami", "yes", "yum", "zypper",
]);

/// Programs that run what stands elsewhere.
const RUNNERS: [&str; 7] = [".", "source", "eval", "sh", "bash", "xargs", "parallel"];

/// Services that put rules of their own into the tables.
const RULING: [&str; 11] = [
    "firewalld",
    "ufw",
    "nftables",
    "shorewall",
    "ferm",
    "netfilter",
    "fail2ban",
    "docker",
    "libvirt",
    "firewall",
    "csf",
];

/// Whether a text is a script, and neither a dump nor a listing.
pub(super) fn is_script(text: &str) -> bool {
    let is_dump = |line: &str| line.starts_with(['-', ':', '*', '[', '#']);
    let mut script = text.starts_with("#!");
    for line in text.lines().map(str::trim) {
        if super::listing::chain(line).is_some() {
            return false;
        }
        script |= !is_dump(line) && (super::command(line).is_some() || names(line))
            || line.starts_with("[ ") && names(line);
    }
    script
}

/// Whether a command that was not read may have changed rules.
pub(super) fn may_change(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    if is_harmless(text) {
        return false;
    }
    if RUNNERS.contains(&first) {
        let settings =
            ["functions", "/etc/sysconfig/", "/etc/default/", "/etc/rc.conf", "/etc/os-"];
        let is_settings = settings.iter().any(|part| text.contains(part));
        return !(matches!(first, "." | "source") && is_settings);
    }
    if let Some(variable) = first.trim_start_matches('"').strip_prefix('$') {
        let name = variable.to_ascii_uppercase();
        return names(text)
            || ["IPT", "FW", "TABLE", "CMD", "RUN"].iter().any(|part| name.contains(part));
    }
    names(text) && !asks(text)
}

/// Whether a command is known to change no rule: a program that never does, a value that is set, a
/// service that has none; and what is put in from others is of the kind.
pub(super) fn is_harmless(text: &str) -> bool {
    let words = super::token::words(behind_values(text));
    let mut rest = words.iter().map(String::as_str);
    let is_known = rest.next().is_none_or(|first| {
        let program = first.rsplit('/').next().unwrap_or(first);
        match program {
            "ip" => !rest.any(|word| word == "exec"),
            "service" | "systemctl" | "invoke-rc.d" | "rc-service" => {
                !names(text) && !RULING.iter().any(|name| text.contains(name))
            }
            // What is left of `command -v`, and of `exec` with files alone.
            "-v" | "-V" => true,
            _ if first.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['>', '<']) => {
                true
            }
            _ if first.starts_with("((") => true,
            // A variable that is called like such a program.
            variable if variable.starts_with('$') => {
                let name = variable.trim_matches(['$', '{', '}']).to_ascii_lowercase();
                HARMLESS.has(&name)
            }
            _ => HARMLESS.has(program),
        }
    });
    let is_quiet = |inner: &str| if names(inner) { asks(inner) } else { is_harmless(inner) };
    is_known && inserted(text).all(is_quiet)
}

/// What stands behind the values that a command sets in front: `A=1 B="$(date +%F)" program`.
fn behind_values(mut text: &str) -> &str {
    while let Some(name) = super::script::assigned(text) {
        let (mut quote, mut depth) = (None, 0_usize);
        let end = text.char_indices().skip(name.len()).find(|(_, c)| {
            match (quote, *c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => quote = Some(*c),
                (None, '(') => depth += 1,
                (None, ')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            quote.is_none() && depth == 0 && c.is_whitespace()
        });
        text = end.map_or("", |(at, _)| text[at..].trim_start());
    }
    text
}

/// The commands whose output is put into a text: `$(date)`, or between backticks.
fn inserted(text: &str) -> impl Iterator<Item = &str> {
    let round = text.split("$(").skip(1).filter(|inner| !inner.starts_with('('));
    text.split('`').skip(1).step_by(2).chain(round.map(|inner| inner.trim_end_matches([')', '"'])))
}

/// Whether a command that names the program only asks or keeps, or reads settings.
pub(super) fn is_question(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    names(text) && asks(text) || matches!(first, "." | "source")
}

/// Whether a line that is not read may be a rule, whatever stands in front of it.
pub(super) fn mentions_rules(line: &str) -> bool {
    let parts = ["-A ", "-I ", "-P ", " -j ", " -g ", "--append", "--insert", "--jump", "--goto"];
    parts.iter().any(|part| line.contains(part))
}

/// Whether a text names the program.
fn names(text: &str) -> bool {
    ["iptables", "ip6tables", "ip46tables"].iter().any(|name| text.contains(name))
}

/// Whether a command asks about rules, or keeps them, and changes none.
fn asks(text: &str) -> bool {
    let has = |words: &[&str]| {
        text.split_whitespace().any(|word| words.contains(&word.trim_matches([')', '`', '"'])))
    };
    let changes = has(&[
        "-A", "-I", "-D", "-R", "-F", "-P", "-X", "-E", "start", "stop", "restart", "reload",
    ]);
    let looks = has(&[
        "-L",
        "-S",
        "-C",
        "-V",
        "-h",
        "--list",
        "--check",
        "--version",
        "-nL",
        "-vnL",
        "-nvL",
        "-Ln",
        "-Lnv",
    ]);
    let keeps = has(&["save", "status", "enable", "which", "-v"])
        || text.contains("which ")
        || text.contains("iptables-save");
    !changes && (looks || keeps)
}
