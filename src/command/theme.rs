//! `--theme`: a small file with colours, letters and a logo.

use std::io::Read;
use std::path::Path;

use base64::Engine;
use patchfirst::diagnostic::suggest;
use patchfirst::report::management::{COLOURS, Theme, contrast};
use patchfirst::source::{Sources, display_name};
use toml::Value;

use super::{Console, named};
use crate::exit::Exit;

/// A larger logo would be most of the page.
const MAX_LOGO: u64 = 200_000;
/// Texts need so much contrast.
const READABLE: f64 = 4.5;
const HELP: &str = "docs/report.md shows a theme";

/// Reads a theme. Every mistake is shown.
pub(crate) fn read(path: &Path, sources: &mut Sources, console: &Console) -> Result<Theme, Exit> {
    let file = display_name(path);
    let table: toml::Table = match parsed(&named::text(path, "the theme", sources, console)?) {
        Ok(table) => table,
        Err(error) => {
            console.mistake(&format!("{file}: {error}"), HELP);
            return Err(Exit::Usage);
        }
    };
    let mut reader = Reader { theme: Theme::default(), sources, mistakes: Vec::new() };
    for (key, value) in &table {
        reader.entry(key, value, path.parent().unwrap_or(Path::new("")));
    }
    reader.mistakes.iter().for_each(|mistake| console.mistake(&format!("{file}: {mistake}"), HELP));
    if !reader.mistakes.is_empty() {
        return Err(Exit::Usage);
    }
    warn(&reader.theme, &file, console);
    Ok(reader.theme)
}

fn parsed(text: &str) -> Result<toml::Table, String> {
    text.parse::<toml::Table>().map_err(|error| error.message().to_owned())
}

struct Reader<'a> {
    theme: Theme,
    sources: &'a mut Sources,
    mistakes: Vec<String>,
}

impl Reader<'_> {
    fn entry(&mut self, key: &str, value: &Value, folder: &Path) {
        match (key, value) {
            ("font", Value::String(font)) if Theme::is_font(font) => {
                self.theme.font = Some(font.clone())
            }
            ("font", _) => self
                .mistakes
                .push("`font` takes a list of families, such as \"Georgia, serif\"".to_owned()),
            ("logo", Value::String(name)) => match logo(folder, name, self.sources) {
                Ok(logo) => self.theme.logo = Some(logo),
                Err(mistake) => self.mistakes.push(mistake),
            },
            ("dark", Value::Table(colours)) => {
                for (name, value) in colours {
                    let colour = self.colour(name, value);
                    self.theme.dark.extend(colour);
                }
            }
            _ => {
                let colour = self.colour(key, value);
                self.theme.light.extend(colour);
            }
        }
    }

    fn colour(&mut self, name: &str, value: &Value) -> Option<(String, String)> {
        let known = COLOURS.contains(&name);
        match value {
            Value::String(colour) if known && Theme::is_colour(colour) => {
                return Some((name.to_owned(), colour.clone()));
            }
            _ if known => {
                self.mistakes.push(format!("`{name}` takes a colour, such as \"#1a5fb4\""))
            }
            _ => {
                let names = COLOURS.into_iter().chain(["font", "logo", "dark"]);
                self.mistakes
                    .push(format!("a theme has no `{name}`; {}", suggest::help(name, names)));
            }
        }
        None
    }
}

/// An image as a `data:` address.
fn logo(folder: &Path, file: &str, sources: &mut Sources) -> Result<String, String> {
    let path = folder.join(file);
    let name = display_name(&path);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let kind = match ending.as_deref() {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => return Err(format!("the logo {name} is no .svg, .png or .jpg")),
    };
    let unreadable =
        |error: &dyn std::fmt::Display| format!("cannot read the logo {name}: {error}");
    let mut bytes = Vec::new();
    let image = sources.open_below(folder, file).map_err(|error| unreadable(&error))?;
    image.take(MAX_LOGO + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_LOGO {
        return Err(format!("the logo {name} is larger than {} kB", MAX_LOGO / 1000));
    }
    Ok(format!("data:{kind};base64,{}", base64::prelude::BASE64_STANDARD.encode(bytes)))
}

/// Colours that nobody can read are somebody's wish, but perhaps not on purpose.
fn warn(theme: &Theme, file: &str, console: &Console) {
    let find = |name: &str, otherwise: &str| {
        theme
            .light
            .iter()
            .find(|(known, _)| known == name)
            .map_or(otherwise.to_owned(), |(_, colour)| colour.clone())
    };
    let paper = find("paper", "#ffffff");
    for (name, otherwise) in
        [("ink", "#1a1f26"), ("muted", "#545d6a"), ("accent", "#1a5fb4"), ("exposed", "#9f1a12")]
    {
        let found = contrast(&find(name, otherwise), &paper);
        if found < READABLE {
            console.say(&format!("warning: {file}: `{name}` on `paper` has a contrast of {found:.1}; texts need {READABLE}\n"));
        }
    }
}
