//! Standard output and standard error: results on the one, everything else on the other.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use patchfirst::diagnostic::{self, Colour, Diagnostics};
use patchfirst::report::Screen;
use patchfirst::source::{Sources, sanitize};

use super::output::Stop;
use crate::cli::When;
use crate::exit::Exit;

/// Width where there is no terminal to ask.
const PIPE_WIDTH: u16 = 100;
/// Narrower and wider than this no table is drawn.
const WIDTHS: std::ops::RangeInclusive<u16> = 60..=160;

/// Where things are printed, and how.
#[derive(Debug)]
pub(crate) struct Console {
    choice: ColorChoice,
    quiet: bool,
    stop: Stop,
}

/// What FORCE_COLOR asks for. NO_COLOR goes before it, as it does before CLICOLOR_FORCE, which is
/// looked at elsewhere.
fn forced() -> Option<ColorChoice> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match set("FORCE_COLOR")?.as_str() {
        _ if set("NO_COLOR").is_some() => None,
        "0" | "false" => Some(ColorChoice::Never),
        _ => Some(ColorChoice::Always),
    }
}

impl Console {
    pub(crate) fn new(when: When, quiet: bool) -> Self {
        let choice = match when {
            When::Auto => forced().unwrap_or(ColorChoice::Auto),
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        Self { choice, quiet, stop: Stop::default() }
    }

    /// Whether results are printed in colour.
    pub(crate) fn colour(&self) -> bool {
        AutoStream::new(io::stdout(), self.choice).current_choice() != ColorChoice::Never
    }

    /// Whether the user asked for quiet.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// What to remove if the run is told to stop.
    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Whether results go to a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// How wide results may be.
    pub(crate) fn width(&self) -> u16 {
        let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        terminal.map_or(PIPE_WIDTH, |(width, _)| width.0.clamp(*WIDTHS.start(), *WIDTHS.end()))
    }

    /// Where results are shown.
    pub(crate) fn screen(&self) -> Screen {
        let links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
            && self.choice != ColorChoice::Never;
        Screen { width: self.width(), colour: self.colour(), links }
    }

    /// Lets `write` print a result. A reader that has seen enough (`| head`) is no failure.
    pub(crate) fn print(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        to_the_end(AutoStream::new(io::stdout().lock(), self.choice), write)
    }

    /// The same for a text without colours: nobody looks for them, which takes as long as making
    /// it.
    pub(crate) fn print_plain(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        to_the_end(io::stdout().lock(), write)
    }

    /// Says something to the person in front of the screen, unless asked for quiet.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Says why there is no result, in one line. Names of files and the like may stand in it as
    /// they are.
    pub(crate) fn error(&self, text: &str) {
        self.complain(&format!("error: {}\n", sanitize::text(text)));
    }

    /// Says what is wrong with the arguments, asked for quiet or not.
    pub(crate) fn mistake(&self, message: &str, help: &str) {
        self.complain(&format!(
            "error: {}\n  help: {}\n",
            sanitize::text(message),
            sanitize::text(help)
        ));
    }

    /// Says what must not be missed, even if the user asked for quiet.
    pub(crate) fn say_always(&self, text: &str) {
        self.complain(text);
    }

    /// Shows what is wrong with the input; warnings are left out if the user asked for quiet.
    pub(crate) fn show(&self, sources: &Sources, diagnostics: &Diagnostics) {
        if !diagnostics.is_empty() && (diagnostics.has_errors() || !self.quiet) {
            let styled =
                AutoStream::new(io::stderr(), self.choice).current_choice() != ColorChoice::Never;
            self.styled(&diagnostic::render(
                sources,
                diagnostics,
                if styled { Colour::Always } else { Colour::Never },
            ));
        }
    }

    /// How a command ends that went no further: the outside world failed, or the user was told why
    /// already.
    pub(crate) fn failure(&self, error: &anyhow::Error) -> Exit {
        if let Some(exit) = error.downcast_ref() {
            return *exit;
        }
        self.error(&format!("{error:#}"));
        Exit::Failed
    }

    /// Prints a text of several lines on standard error. What no line may hold is written out.
    fn complain(&self, text: &str) {
        self.styled(&sanitize::lines(text));
    }

    /// Prints a text that was neutralised before it was coloured.
    fn styled(&self, text: &str) {
        let text = sanitize::page(text);
        // If standard error is gone there is nobody to tell.
        let _ = AutoStream::new(io::stderr().lock(), self.choice).write_all(text.as_bytes());
    }
}

/// Lets `write` print all that it has.
fn to_the_end(
    stdout: impl Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut stdout = BufWriter::new(stdout);
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
