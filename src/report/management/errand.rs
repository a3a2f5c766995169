//! A template of somebody's, with all it needs, on its way to a process of its own.
//!
//! Steps are limited wherever a template runs. Memory is not, and cannot be: one filter may ask for
//! terabytes. So `command/report/sandbox` has these rendered where nothing is lost if that goes
//! wrong.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::template::{Template, TemplateError};
use super::theme::Theme;

/// What goes there.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Errand {
    name: String,
    text: String,
    values: serde_json::Value,
    beside: serde_json::Value,
    theme: Theme,
}

impl Errand {
    /// Packs a template with its values; `None` for the built-in ones.
    pub(super) fn new(
        template: &Template,
        values: &impl Serialize,
        beside: &impl Serialize,
        theme: &Theme,
    ) -> Option<Self> {
        let (name, text) = template.own()?;
        let json = |value: serde_json::Result<serde_json::Value>| {
            value.expect("values of reports are data")
        };
        Some(Self {
            name: name.to_owned(),
            text: text.to_owned(),
            values: json(serde_json::to_value(values)),
            beside: json(serde_json::to_value(beside)),
            theme: theme.clone(),
        })
    }
}

/// Packs somebody's template with a document of ours, in JSON. Built-in templates show reports, not
/// documents.
///
/// # Panics
///
/// If the text is no JSON, or the template a built-in one.
pub fn document(template: &Template, json: &str) -> String {
    let values: serde_json::Value = serde_json::from_str(json).expect("the program writes JSON");
    let errand = Errand::new(template, &values, &serde_json::Map::new(), &Theme::default())
        .expect("it is somebody's");
    serde_json::to_string(&errand).expect("writing to memory cannot fail")
}

/// Renders what arrived, as text and JSON.
///
/// # Errors
///
/// What is wrong with the template.
pub fn render(errand: &str) -> Result<String, TemplateError> {
    let errand: Errand = serde_json::from_str(errand)
        .map_err(|error| TemplateError { message: error.to_string(), place: None })?;
    let values =
        context! { ..Value::from(Serde(errand.beside)), ..Value::from(Serde(errand.values)) };
    Template::named(errand.name, errand.text).render_with(values, &errand.theme)
}
