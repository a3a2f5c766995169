//! The pictures of the page, in the order in which it shows them.

use serde::Serialize;

use super::super::day;
use super::super::picture::{Body, Picture, curve, segments};
use super::super::plan::line;
use super::Page;
use crate::briefing::SegmentState;
use crate::plan::Step;

/// A picture as templates are given it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Drawn {
    id: &'static str,
    title: String,
    description: String,
    /// One `svg` element; null where there is nothing to draw.
    svg: Option<String>,
    /// Why there is nothing to draw.
    nothing: Option<String>,
    caption: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl From<Picture> for Drawn {
    fn from(picture: Picture) -> Self {
        let Picture { id, title, description, body } = picture;
        let (svg, nothing, table) = match body {
            Body::Drawn { svg, table } => (Some(svg), None, table),
            Body::Nothing { why } => (None, Some(why), Default::default()),
        };
        Self { id, title, description, svg, nothing, caption: table.caption, head: table.head, rows: table.rows }
    }
}

pub(super) fn pictures(page: &Page<'_>) -> Vec<Drawn> {
    let all = [curve(page), segments(page)];
    all.into_iter().map(Drawn::from).collect()
}

/// What is left after each action.
fn curve(page: &Page<'_>) -> Picture {
    let found = page.plan.plan;
    let mut used = 0;
    let point = |step: &Step| {
        used += step.minutes;
        curve::Point { minutes: used, loss_left: step.loss_left, what: line::text(page.plan, step) }
    };
    curve::picture(&curve::Curve {
        loss_before: found.loss_before,
        points: found.steps.iter().map(point).collect(),
        capacity: super::work::capacity(page),
        loss_floor: found.loss_floor,
        until: day::named(day::last(page.view().subject.threat)),
    })
}

fn segments(page: &Page<'_>) -> Picture {
    let name = |segment| page.view().subject.inventory.segment(segment).0.to_owned();
    let bar = |state: &SegmentState| segments::Bar {
        name: name(state.segment),
        exposed: state.machines.vulnerable,
        unknown: state.machines.unknown,
        unreachable: state.machines.unreachable,
        patched: state.machines.patched,
        not_assessed: state.machines.not_assessed,
        loss: state.loss,
    };
    segments::picture(&page.briefing.segments.iter().map(bar).collect::<Vec<_>>())
}
