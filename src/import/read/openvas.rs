//! Results of OpenVAS as CSV: what is missing, by bulletin, patch and vulnerability, and the ports
//! that answered.

use super::scanned::Scanned;
use super::table::Sheet;
use crate::import::fact::{Fact, Identity};
use crate::import::sink::Sink;
use crate::term::alias::cell::{bulletins_in, cves_in, date, patches_in};
use crate::term::alias::column::plain;

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let Some(sheet) = Sheet::open(text) else {
        return sink.skip(0, "", "the table has no headings");
    };
    let column = |name: &str| sheet.headings.iter().position(|heading| *heading == plain(name));
    let columns = [
        "IP",
        "Hostname",
        "NVT Name",
        "Summary",
        "Specific Result",
        "Solution",
        "Other References",
        "Timestamp",
        "Port",
        "Port Protocol",
        "Severity",
        "CVEs",
    ]
    .map(column);
    let [ip, hostname, name, _, result, _, references, timestamp, port, protocol, severity, cves] =
        columns;
    let last = std::cell::RefCell::new(None::<Identity>);
    sheet.each(sink, |cells, line, sink| {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).unwrap_or("").trim();
        let mut identity = Identity::default();
        identity.add_addresses(cell(ip));
        identity.add_name(cell(hostname));
        let mut found = Scanned::at(line);
        found.open(cell(port), cell(protocol));
        let mut facts = found.facts;
        // Only tests of the vendor's updates name a patch that is missing; others quote bulletins
        // as background.
        let title = cell(name);
        let text = format!("{title} {}", cell(references));
        let missing = bulletins_in(&text)
            .into_iter()
            .chain(patches_in(title).into_iter().map(|id| id.to_string()));
        facts.extend(missing.map(|id| Fact::Missing(id.into())));
        // Results of the level `Log` are remarks.
        const REMARKS: [&str; 6] = ["log", "none", "info", "debug", "false positive", "0.0"];
        if !REMARKS.contains(&cell(severity).to_lowercase().as_str()) {
            let holes = cves_in(&format!("{title} {}", cell(cves)));
            facts.extend(holes.into_iter().map(|cve| Fact::Vulnerable(cve.into())));
        }
        if title.to_lowercase().contains("os detection")
            || title.to_lowercase().contains("operating system")
        {
            let best = cell(result)
                .lines()
                .find_map(|line| line.trim().strip_prefix("OS:"))
                .map(str::trim);
            facts.extend(best.map(|os| Fact::System(os.into())));
        }
        if facts.is_empty() && last.borrow().as_ref() == Some(&identity) {
            return;
        }
        *last.borrow_mut() = Some(identity.clone());
        sink.observe_on(identity, line, date(cell(timestamp)), facts);
    });
}
