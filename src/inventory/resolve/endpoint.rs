//! One end of a flow or of an expectation about reach: `internet`, `segment`, or `segment/host`.

use super::hosts::Known;
use super::name::INTERNET;
use super::segments::Segments;
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{End, HostId};
use crate::source::Span;

/// An end whose segment exists, and the one host in it that is meant, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) end: End,
    pub(super) host: Option<String>,
    /// `None` with a host that is known by name only, because something else about it is wrong.
    pub(super) id: Option<HostId>,
}

/// Finds the segment and host of an end; what does not exist is reported. `malformed` is the code
/// for a wrong form.
pub(super) fn find(
    text: &str,
    place: Span,
    malformed: Code,
    segments: &Segments,
    known: &Known,
    diagnostics: &mut Diagnostics,
) -> Option<Endpoint> {
    let (segment, host) = match text.split_once('/') {
        Some((segment, host)) => (segment.trim_end(), Some(host.trim_start())),
        None => (text, None),
    };
    if segment.is_empty()
        || host.is_some_and(|host| host.is_empty() || host.contains('/') || segment == INTERNET)
    {
        let bad = Diagnostic::new(
            malformed,
            format!("`{text}` is neither `internet`, a segment, nor `segment/host`"),
        );
        diagnostics.push(
            bad.at(place, "")
                .help("write a segment, or a segment and a host in it, such as `dmz/mail1`"),
        );
        return None;
    }
    let end = end(segment, place, segments, diagnostics)?;
    let id = match host {
        Some(host) => host_in(host, end, segment, place, known, diagnostics)?,
        None => None,
    };
    Some(Endpoint { end, host: host.map(str::to_owned), id })
}

fn end(name: &str, place: Span, segments: &Segments, diagnostics: &mut Diagnostics) -> Option<End> {
    if name == INTERNET {
        return Some(End::Internet);
    }
    if segments.id(name).is_none() && name.eq_ignore_ascii_case(INTERNET) {
        let unknown =
            Diagnostic::new(Code::UnknownSegment, format!("no segment is called `{name}`"));
        diagnostics.push(unknown.at(place, "").help(format!("write `{INTERNET}`")));
        return None;
    }
    segments.find(name, place, diagnostics).map(End::Segment)
}

/// The host, which must be in the segment; `Some(None)` if it is broken, and nothing can be said
/// about it.
fn host_in(
    name: &str,
    end: End,
    segment: &str,
    place: Span,
    known: &Known,
    diagnostics: &mut Diagnostics,
) -> Option<Option<HostId>> {
    let Some((index, _, host)) = known.hosts.get_full(name) else {
        if known.may_contain(name) {
            return Some(None);
        }
        report_unknown_host(name, place, known, diagnostics);
        return None;
    };
    if host.segments.iter().any(|id| End::Segment(*id) == end) {
        return Some(Some(HostId(index as u32)));
    }
    let elsewhere = Diagnostic::new(
        Code::UnknownHost,
        format!("the host `{name}` is not in segment `{segment}`"),
    );
    diagnostics.push(
        elsewhere
            .at(place, "")
            .at(host.place, "the host")
            .help("name the segment that the host is in"),
    );
    None
}

/// Reports a host that is not in the inventory.
pub(super) fn report_unknown_host(
    name: &str,
    place: Span,
    known: &Known,
    diagnostics: &mut Diagnostics,
) {
    let nearest =
        if diagnostics.is_crowded() { None } else { suggest::nearest(name, known.names()) };
    let help = match nearest {
        Some(best) => format!("did you mean `{best}`?"),
        None => "hosts are listed under `hosts` and in the tables of `hosts_from`".to_owned(),
    };
    diagnostics.push(
        Diagnostic::new(Code::UnknownHost, format!("no host is called `{name}`"))
            .at(place, "")
            .help(help),
    );
}
