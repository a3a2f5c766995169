//! The report for management: one set of values ([`Values`]), which a template, Markdown, CSV and
//! JSON all show.

mod accepted;
mod amount;
mod answer;
mod bounds;
mod decision;
mod errand;
mod facts;
mod fix;
mod head;
mod host;
mod method;
mod name;
mod offer;
mod parameter;
mod patch;
mod path;
mod picture;
mod place;
mod quality;
mod question;
mod refusal;
mod sheet;
mod since;
mod stake;
mod subject;
mod sure;
mod template;
mod theme;
mod values;
mod watch;
mod work;

use std::io;

use super::json;
use crate::format;

pub use errand::{document as document_errand, render as render_errand};
pub use facts::Facts;
pub use subject::ManagementReport;
pub use template::{Template, TemplateError};
pub use theme::{COLOURS, Theme, contrast};
pub use values::Values;

impl<'a> ManagementReport<'a> {
    /// Works out what every format shows.
    pub fn values(&self) -> Values {
        let super::View { case, ranking, .. } = *self.view();
        let threat = case.threat;
        Values {
            schema: format::report::SCHEMA,
            tool: env!("CARGO_PKG_VERSION"),
            organisation: head::organisation(self),
            as_of: head::day(threat.as_of),
            until: head::day(threat.until()),
            window: head::day(head::window(self)),
            horizon_days: threat.horizon_days,
            mode: ranking.mode.as_str(),
            files: head::files(self),
            advisories: head::database(self),
            assumptions: self
                .assumptions
                .iter()
                .map(|text| crate::source::sanitize::clipped(text, 200).into_owned())
                .collect(),
            verdict: answer::verdict(self),
            offers: offer::offers(self),
            stakes: stake::stakes(self),
            watch: watch::watch(self),
            sure: sure::sure(self),
            counts: answer::counts(self),
            fix_first: fix::first(self),
            decisions: decision::decisions(self),
            plan: work::plan(self),
            segments: place::segments(self),
            origins: place::origins(self),
            courses: place::courses(self),
            hosts: host::hosts(self),
            patches: patch::patches(self),
            paths: path::paths(self),
            accepted: accepted::accepted(self),
            quality: quality::quality(self),
            since: since::since(self),
            trend: since::trend(self),
            method: method::method(self),
            glossary: method::glossary(),
        }
    }

    /// The report as JSON: the values, and the ranking whole, so that it can serve as a baseline.
    pub fn json(&self) -> String {
        format::document(&format::report::Report {
            values: self.values(),
            ranking: json::streamed(self.view(), None),
        })
    }

    /// The full list of hosts as CSV, with the action that deals with each.
    pub fn hosts_csv(&self, to: impl io::Write) -> io::Result<()> {
        super::host_list::with_actions(self.view(), &work::actions(self), to)
    }

    /// Whether the list of hosts is too long for a page: it then belongs into a file beside it.
    pub fn is_long(&self) -> bool {
        host::is_long(self)
    }

    fn beside(&self, values: &Values) -> template::Beside {
        template::Beside {
            pictures: picture::pictures(self),
            what_if: self.refused.map(|refused| refusal::what_if(self, refused)),
            sheet: sheet::Sheet::of(values),
        }
    }

    /// The same as an errand for [`render_errand`], in JSON; `None` for the built-in templates,
    /// which need none.
    pub fn errand(&self, template: &Template) -> Option<String> {
        template.own()?;
        let values = self.values();
        let errand = errand::Errand::new(template, &values, &self.beside(&values), self.theme)?;
        Some(serde_json::to_string(&errand).expect("writing to memory cannot fail"))
    }

    /// The page as a template shows it.
    pub fn render(&self, template: &Template) -> Result<String, TemplateError> {
        let values = self.values();
        template.render(&values, &self.beside(&values), self.theme)
    }
}
