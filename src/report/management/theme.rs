//! How a house style looks: colours, letters and a logo, set over those of the built-in page.

/// What a theme changes.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Theme {
    /// Colours by name, as `#rrggbb`, on light ground and in print.
    pub light: Vec<(String, String)>,
    /// The same on dark ground.
    pub dark: Vec<(String, String)>,
    /// Families of letters, as a style sheet lists them.
    pub font: Option<String>,
    /// An image as a `data:` address.
    pub logo: Option<String>,
}

/// The colours that a theme may set.
pub const COLOURS: [&str; 12] = [
    "paper",
    "panel",
    "ink",
    "muted",
    "line",
    "accent",
    "exposed",
    "unknown",
    "unreachable",
    "patched",
    "good",
    "warn",
];

impl Theme {
    /// Whether a text is a colour as themes write it: `#1a5fb4`.
    pub fn is_colour(text: &str) -> bool {
        text.strip_prefix('#')
            .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }

    /// Whether a text is a list of families and nothing more: it stands in a style sheet as it is.
    pub fn is_font(text: &str) -> bool {
        let plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '-' | '"' | '\'');
        !text.is_empty()
            && text.len() <= 200
            && text.chars().all(plain)
            && text.matches('"').count().is_multiple_of(2)
    }

    /// The rules that follow those of the page.
    pub(super) fn style(&self) -> String {
        let colours = |all: &[(String, String)]| {
            all.iter().map(|(name, value)| format!("--{name}:{value};")).collect::<String>()
        };
        let font = self.font.as_ref().map_or(String::new(), |font| format!("--font:{font};"));
        let light = colours(&self.light) + &font;
        let mut style =
            if light.is_empty() { String::new() } else { format!(":root{{{light}}}\n") };
        if !self.dark.is_empty() {
            style += &format!(
                "@media screen and (prefers-color-scheme: dark){{:root{{{}}}}}\n",
                colours(&self.dark)
            );
        }
        style
    }
}

/// How well a colour stands out on another, by WCAG 2.2: from 1 to 21; texts need 4.5. Both as
/// `#rrggbb`.
pub fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        f64::from(value.unwrap_or(0)) / 255.0
    };
    let linear = |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(channel(1)) + 0.7152 * linear(channel(3)) + 0.0722 * linear(channel(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_rules_over_those_of_the_page() {
        let theme = Theme {
            light: vec![("accent".to_owned(), "#004488".to_owned())],
            font: Some("Georgia, serif".to_owned()),
            ..Theme::default()
        };
        assert_eq!(theme.style(), ":root{--accent:#004488;--font:Georgia, serif;}\n");
        assert_eq!(Theme::default().style(), "");
    }

    #[test]
    fn nothing_but_colours_and_families_gets_into_the_page() {
        for bad in ["red", "#12345", "#1234567", "#12345g", "#123456;}"] {
            assert!(!Theme::is_colour(bad), "{bad}");
        }
        for bad in ["", "a;b", "a}b", "</style>", "a\\b", "\"a", "url(x)"] {
            assert!(!Theme::is_font(bad), "{bad}");
        }
        assert!(Theme::is_font("\"Gill Sans\", Calibri, sans-serif"));
    }

    #[test]
    fn contrast_is_computed_as_the_standard_does() {
        assert_eq!(contrast("#000000", "#ffffff"), 21.0);
        assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 0.001);
    }
}
