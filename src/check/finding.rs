//! A finding: a fault, where it is, and whose. There may be one for each host of a large network,
//! so it is small.

use std::borrow::Cow;
use std::sync::Arc;

use super::fault::Fault;
use crate::inventory::{Host, SegmentId};
use crate::source::Span;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is wrong.
    pub fault: Arc<Fault>,
    /// The most important place; none where a file as a whole is meant.
    pub place: Option<Span>,
    /// The host it is about, by name.
    pub host: Option<Box<str>>,
    /// The segment that the host is in, or that the finding is about.
    pub segment: Option<SegmentId>,
    /// Whether somebody has accepted it. Boxed, since few are.
    pub accepted: Option<Box<Accepted>>,
}

/// Who accepted a finding, why, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Who.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The last day.
    pub until: Option<jiff::civil::Date>,
}

impl Finding {
    /// A finding of a fault, about no place yet.
    pub fn new(fault: impl Into<Arc<Fault>>) -> Self {
        Self { fault: fault.into(), place: None, host: None, segment: None, accepted: None }
    }

    /// A finding about a host, at its line.
    pub fn of_host(fault: impl Into<Arc<Fault>>, name: &str, host: &Host) -> Self {
        Self {
            host: Some(name.into()),
            segment: host.segments.first().copied(),
            ..Self::new(fault).at(host.place)
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Span) -> Self {
        self.place = Some(place);
        self
    }

    /// Names the segment it is about.
    #[must_use]
    pub fn segment(mut self, segment: impl Into<Option<SegmentId>>) -> Self {
        self.segment = segment.into();
        self
    }

    /// What is wrong, in one sentence without a full stop.
    pub fn message(&self) -> Cow<'_, str> {
        self.fault.message.about(self.host.as_deref())
    }

    /// Every place with what is to be seen there, the most important first.
    pub fn places(&self) -> impl Iterator<Item = (Span, &str)> {
        let first = self.place.map(|span| (span, self.fault.label.as_ref()));
        let related = self.fault.related.iter().map(|label| (label.span, label.text.as_str()));
        first.into_iter().chain(related)
    }

    /// Whether it counts: it is not accepted.
    pub fn is_in_force(&self) -> bool {
        self.accepted.is_none()
    }
}
