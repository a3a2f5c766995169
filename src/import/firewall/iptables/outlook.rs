//! What commands that are not read may do to the rules.

/// Programs that say or ask something, and change no rule whatever stands behind them.
const HARMLESS: &str = " echo printf logger log log_daemon_msg log_action_msg log_begin_msg log_end_msg log_success_msg log_failure_msg \
    log_progress_msg success failure which whereis type modprobe insmod rmmod lsmod depmod sysctl apt apt-get yum dnf rpm dpkg zypper \
    chkconfig update-rc.d grep egrep test [ [[ cat cp mv rm mkdir touch chmod chown ls sleep date iptables-save ip6tables-save \
    ip route umask cd unset ";

/// Programs that run what stands elsewhere.
const RUNNERS: [&str; 7] = [".", "source", "eval", "sh", "bash", "xargs", "parallel"];

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

/// Whether a command is known to change no rule.
pub(super) fn is_harmless(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    let program = first.rsplit('/').next().unwrap_or(first);
    super::option::is_in(HARMLESS, program)
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
