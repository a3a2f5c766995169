//! The pictures of the report, in the order in which it shows them.

use serde::Serialize;

use super::super::map::Map;
use super::super::plan::line;
use super::subject::ManagementReport;
use super::{fix, place, since};
use crate::advisory::{Advisory, AdvisoryId, Stage};
use crate::plan::PlannedAction;
use crate::ranking::segment::SegmentState;
use crate::report::chart::{
    Body, Picture, curve, days, exceedance, origins, segments, timeline, tornado, trend,
};
use crate::report::words::{activity, day, knowledge, prose, rate};
use crate::risk::{Distribution, QUANTILES};

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
        Self {
            id,
            title,
            description,
            svg,
            nothing,
            caption: table.caption,
            head: table.head,
            rows: table.rows,
        }
    }
}

pub(super) fn pictures(report: &ManagementReport<'_>) -> Vec<Drawn> {
    let network = Map::of(report.view()).picture();
    let mut all = vec![
        curve(report),
        days(report),
        exceedance(report),
        tornado(report),
        origins(report),
        segments(report),
        timeline(report),
        network,
    ];
    // Two reports are a difference, and that has a section of its own.
    all.extend((report.baselines.len() >= 2).then(|| trend(report)));
    all.into_iter().map(Drawn::from).collect()
}

fn mark(offer: super::offer::Offer) -> curve::Offer {
    curve::Offer {
        minutes: offer.minutes,
        loss_left: offer.left.value.get(),
        words: format!("{}, {}: {}", offer.who, offer.work, offer.share),
        recommended: offer.recommended,
    }
}

/// What is left after each action.
fn curve(report: &ManagementReport<'_>) -> Picture {
    let found = report.plan.plan;
    let point = |(step, (minutes, loss_left)): (&PlannedAction, (u64, f64))| curve::Point {
        minutes,
        loss_left,
        what: prose::fewer_patches(&line::text(report.plan, step)),
        name: fix::short(report, step),
    };
    curve::picture(&curve::Curve {
        loss_before: found.loss_before,
        points: found.steps.iter().zip(found.curve().into_iter().skip(1)).map(point).collect(),
        capacity: super::work::capacity(report),
        loss_floor: found.loss_floor,
        until: day::named(report.view().case.threat.until()),
        offers: super::offer::offers(report)
            .into_iter()
            .filter(|offer| !offer.same_as_before)
            .map(mark)
            .collect(),
    })
}

/// When the loss falls.
fn days(report: &ManagementReport<'_>) -> Picture {
    let threat = report.view().case.threat;
    let before = std::iter::once(0.0).chain(report.facts.until_day.iter().copied());
    let day = |(i, (before, until)): (usize, (f64, &f64))| {
        let date = threat
            .as_of
            .checked_add(jiff::Span::new().days(i as i64))
            .unwrap_or(jiff::civil::Date::MAX);
        days::Day {
            weekday: date.strftime("%A").to_string(),
            date: date.to_string(),
            loss: until - before,
            workday: threat.calendar.is_workday(date),
        }
    };
    days::picture(&before.zip(&report.facts.until_day).enumerate().map(day).collect::<Vec<_>>())
}

/// What the figures hang on: the two cases of each rate side by side.
fn tornado(report: &ManagementReport<'_>) -> Picture {
    let view = report.view();
    let Some(doubt) = &view.ranking.doubt else { return tornado::not_worked_out() };
    let cases = &doubt.cases;
    let bar = |pair: &[crate::ranking::Varied]| tornado::Bar {
        name: rate::in_words(pair[0].what).to_owned(),
        losses: [pair[0].loss, pair[pair.len() - 1].loss],
        first_changes: pair.iter().any(|case| !case.first_stays),
    };
    let bars: Vec<tornado::Bar> = cases.chunk_by(|a, b| a.what == b.what).map(bar).collect();
    tornado::picture(doubt.loss, &bars)
}

/// How bad it may get.
fn exceedance(report: &ManagementReport<'_>) -> Picture {
    let curve = |spread: &Distribution| exceedance::Curve {
        any: 1.0 - spread.p_no_loss,
        points: spread
            .quantiles
            .iter()
            .zip(QUANTILES)
            .map(|(loss, level)| (*loss, 1.0 - level))
            .collect(),
    };
    exceedance::picture(
        &curve(&report.view().ranking.distribution),
        report.facts.afterwards.as_ref().map(curve).as_ref(),
    )
}

fn segments(report: &ManagementReport<'_>) -> Picture {
    let name = |segment| report.view().case.inventory.segment(segment).0.to_owned();
    let bar = |state: &SegmentState| segments::Bar {
        name: name(state.segment),
        machines: state.machines,
        loss: state.loss,
    };
    segments::picture(&report.facts.segments.iter().map(bar).collect::<Vec<_>>())
}

fn origins(report: &ManagementReport<'_>) -> Picture {
    let origins = place::origins(report);
    let one = |origin: &super::place::Origin| origins::Origin {
        name: origin.name,
        loss: origin.loss.value.get(),
        hosts: origin.machines,
        considered: origin.considered,
    };
    origins::picture(&origins.iter().map(one).collect::<Vec<_>>())
}

fn timeline(report: &ManagementReport<'_>) -> Picture {
    let view = report.view();
    let course =
        |id: AdvisoryId| course(view.case.advisories.advisory_of(id), place::exposed(report, id));
    let courses: Vec<timeline::Course> =
        knowledge::concerning(view).into_iter().map(course).collect();
    let seen = activity::sightings(view.case);
    timeline::picture(&courses, &seen, view.case.threat.as_of, super::head::window(report))
}

/// The publication, and every event that shows a stage.
fn course(advisory: &Advisory, exposed: u64) -> timeline::Course {
    let published = timeline::Event {
        day: advisory.published,
        kind: timeline::Kind::Published,
        name: None,
        unverified: false,
    };
    let events = advisory.timeline.iter().filter_map(|event| {
        let kind = kind(event.stage)?;
        Some(timeline::Event {
            day: event.date,
            kind,
            name: event.name.clone(),
            unverified: event.unverified,
        })
    });
    let events = std::iter::once(published).chain(events).collect();
    timeline::Course {
        advisory: advisory.id.clone(),
        title: advisory.title.clone(),
        events,
        exposed,
    }
}

fn kind(stage: Stage) -> Option<timeline::Kind> {
    match stage {
        Stage::None => None,
        Stage::ProofOfConcept => Some(timeline::Kind::ProofOfConcept),
        Stage::Exploit => Some(timeline::Kind::Exploit),
        Stage::Worm => Some(timeline::Kind::Worm),
    }
}

fn trend(report: &ManagementReport<'_>) -> Picture {
    trend::picture(&since::snapshots(report))
}
