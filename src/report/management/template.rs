//! Templates: the built-in page and the built-in Markdown, and those that people bring.
//!
//! A template gets the values of [`super::values::Values`], and beside them `pictures`, `what_if`, `sheet`,
//! `theme`, `style`, `logo`, `script` and `script_hash`. What it prints is escaped for the kind of
//! file that its name says. A template cannot read files: it can extend and include the built-in
//! ones, and nothing else.

use base64::Engine;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context,
    escape_formatter,
};
use sha2::{Digest, Sha256};

use super::super::escape::Sink;
use super::bounds;
use super::picture::Drawn;
use super::refusal::WhatIf;
use super::sheet::Sheet;
use super::theme::Theme;
use super::values::Values;
use crate::report::chart::STYLE;
use crate::report::chart::THEME;

/// The built-in templates by name; people's templates can extend and include them.
const BUILT_IN: [(&str, &str); 3] = [
    ("report.html", include_str!("template/report.html")),
    ("report.md", include_str!("template/report.md")),
    ("tables.html", include_str!("template/tables.html")),
];
const PAGE_STYLE: &str = include_str!("template/page.css");
const SCRIPT: &str = include_str!("template/script.js");
/// What stands before the names of people's templates, so that one called `report.html` can extend
/// the built-in one.
const OWN: &str = "./";
/// The name of the escaping of Markdown.
const MARKDOWN: &str = "markdown";
/// Steps a template may take. The built-in page of a long inventory takes about a million.
const FUEL: u64 = 50_000_000;

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    name: String,
    /// The text of a template that somebody brought.
    text: Option<String>,
}

/// What templates are given beside the values of the formats.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Beside {
    pub(super) pictures: Vec<Drawn>,
    /// The plan without some of its actions; null where that was not computed.
    pub(super) what_if: Option<WhatIf>,
    /// How much of each list the first page shows.
    pub(super) sheet: Sheet,
}

/// What is wrong with a template.
#[derive(Clone, Debug, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[error("{message}")]
pub struct TemplateError {
    /// What, with the line if it is known: `line 3: unknown filter`.
    pub message: String,
    /// Where, if it is known: the template's name and the line, from 1.
    pub place: Option<(String, usize)>,
}

impl Template {
    /// The built-in report.
    pub fn html() -> Self {
        Self { name: "report.html".to_owned(), text: None }
    }

    /// The built-in Markdown.
    pub fn markdown() -> Self {
        Self { name: "report.md".to_owned(), text: None }
    }

    /// Somebody's template. The ending of its name says for what its values are escaped: `.html`,
    /// `.htm`, `.xml`, `.svg`; `.md`; `.json`; anything else gets plain text. A last `.j2`,
    /// `.jinja` or `.jinja2` is looked through.
    pub fn named(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: format!("{OWN}{}", name.into()), text: Some(text.into()) }
    }

    /// Whether it makes prose: Markdown or plain text.
    pub fn is_prose(&self) -> bool {
        !matches!(escaping(&self.name), AutoEscape::Html | AutoEscape::Json)
    }

    /// The name and text of somebody's template.
    pub(super) fn own(&self) -> Option<(&str, &str)> {
        Some((self.name.strip_prefix(OWN)?, self.text.as_deref()?))
    }

    /// Whether somebody's template can be parsed.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), TemplateError> {
        let mut environment = environment()?;
        self.add_to(&mut environment)
    }

    fn add_to<'t>(&'t self, environment: &mut Environment<'t>) -> Result<(), TemplateError> {
        let Some(text) = &self.text else { return Ok(()) };
        bounds::check(text, syntax()?).map_err(|(line, error)| {
            let place = self.own().map(|(name, _)| (name.to_owned(), line));
            TemplateError { place, ..TemplateError::from(error) }
        })?;
        Ok(environment.add_template(&self.name, text)?)
    }

    pub(super) fn render(
        &self,
        values: &Values,
        beside: &Beside,
        theme: &Theme,
    ) -> Result<String, TemplateError> {
        self.render_with(
            context! { ..Value::from(Serde(beside)), ..Value::from(Serde(values)) },
            theme,
        )
    }

    /// Renders with these values, and those that every template gets.
    pub(super) fn render_with(
        &self,
        values: Value,
        theme: &Theme,
    ) -> Result<String, TemplateError> {
        let mut environment = environment()?;
        self.add_to(&mut environment)?;
        let template = environment.get_template(&self.name)?;
        let hash = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(script()));
        let beside = context! {
            theme => Value::from_safe_string(THEME.to_owned()),
            style => Value::from_safe_string(format!("{PAGE_STYLE}{STYLE}{}", theme.style())),
            logo => theme.logo.as_ref().map(|logo| Value::from_safe_string(logo.clone())),
            script => Value::from_safe_string(script().to_owned()),
            script_hash => Value::from_safe_string(hash),
        };
        Ok(template.render(context! { ..beside, ..values })?)
    }
}

/// What stands in the page has no line break at its end, so that its hash is that of the file's
/// text.
fn script() -> &'static str {
    SCRIPT.trim_end()
}

fn syntax() -> Result<SyntaxConfig, Error> {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
}

fn environment<'a>() -> Result<Environment<'a>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(syntax()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(escaping);
    environment.set_formatter(format);
    environment.add_filter("soft", soft);
    environment.add_filter("csv", csv_cell);
    environment.add_filter("data", data);
    for (name, text) in BUILT_IN {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// Letters in a row after which a long name may break.
const RUN: usize = 18;

/// A text for HTML with marks where a line may break: after `@`, points, dashes, slashes, and
/// within what is very long.
fn soft(text: &Value) -> Value {
    let text = text.to_string();
    let mut html = String::with_capacity(text.len() + 16);
    let mut run = 0;
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#x27;"),
            _ => html.push(c),
        }
        run = if c == ' ' { 0 } else { run + 1 };
        if (run > 3 && matches!(c, '@' | '.' | '-' | '_' | '/' | ':')) || run >= RUN {
            html.push_str("<wbr>");
            run = 0;
        }
    }
    Value::from_safe_string(html)
}

/// Data in JSON, as the text of an element of HTML.
fn data(value: &Value) -> Result<Value, Error> {
    let bad = |error: serde_json::Error| Error::new(ErrorKind::BadSerialization, error.to_string());
    // Through a tree, which sorts the keys: a template of one's own gets its values as a tree
    // already.
    let json =
        serde_json::to_value(value).and_then(|tree| serde_json::to_string(&tree)).map_err(bad)?;
    Ok(Value::from_safe_string(
        json.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
    ))
}

/// A cell of a CSV file: quoted, and no formula.
fn csv_cell(value: Value) -> Value {
    let text =
        if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() };
    Value::from_safe_string(format!("\"{}\"", Sink::Cell.neutral(&text).replace('"', "\"\"")))
}

/// For what the values of a template are escaped, by the ending of its name.
fn escaping(name: &str) -> AutoEscape {
    let inner = [".j2", ".jinja", ".jinja2"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name);
    match inner.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("html" | "htm" | "xhtml" | "xml" | "svg") => AutoEscape::Html,
        Some("json") => AutoEscape::Json,
        Some("md" | "markdown") => AutoEscape::Custom(MARKDOWN.into()),
        _ => AutoEscape::None,
    }
}

fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match state.auto_escape() {
        AutoEscape::Custom(kind)
            if kind == MARKDOWN && (value.is_none() || value.is_undefined()) =>
        {
            Ok(())
        }
        AutoEscape::Custom(kind) if kind == MARKDOWN => {
            let text = value.to_string();
            let text =
                if value.is_safe() { text } else { Sink::Markdown.neutral(&text).into_owned() };
            out.write_str(&text)
                .map_err(|error| Error::new(ErrorKind::WriteFailure, error.to_string()))
        }
        // What is not there is nothing, not the word `none`.
        _ if value.is_none() && !matches!(state.auto_escape(), AutoEscape::Json) => Ok(()),
        _ => escape_formatter(out, state, value),
    }
}

impl From<Error> for TemplateError {
    fn from(error: Error) -> Self {
        let place = error
            .name()
            .zip(error.line())
            .map(|(name, line)| (name.strip_prefix(OWN).unwrap_or(name).to_owned(), line));
        let what = error.detail().map_or_else(
            || error.kind().to_string(),
            |detail| format!("{}: {detail}", error.kind()),
        );
        Self { message: what, place }
    }
}
