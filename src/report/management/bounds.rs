//! What is refused of a template before it is parsed.
//!
//! The parser follows an expression by calling itself, and does not count every way in which one
//! can nest: a row of twenty thousand signs would take the whole stack. How far it can get follows
//! from the number of parts between two marks.

use minijinja::Error;
use minijinja::ErrorKind::SyntaxError;
use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

/// The longest template. The built-in page with all it includes has 60 kB.
const MAX_BYTES: usize = 1 << 20;
/// The most parts of one expression or tag.
const MAX_PARTS: usize = 1_000;
/// Each `elif` is parsed within the one before it.
const MAX_ELIFS: usize = 200;

/// Whether a template is small and flat enough to be parsed; else the line and what is wrong.
pub(super) fn check(text: &str, syntax: SyntaxConfig) -> Result<(), (usize, Error)> {
    let refused = |line: usize, what: String| Err((line, Error::new(SyntaxError, what)));
    if text.len() > MAX_BYTES {
        return refused(1, format!("the template is larger than {} kB", MAX_BYTES >> 10));
    }
    let (mut parts, mut elifs) = (0, 0);
    for token in tokenize(text, false, syntax) {
        // What is no token is a mistake that the parser reports better.
        let Ok((token, span)) = token else { return Ok(()) };
        match token {
            Token::VariableStart | Token::BlockStart | Token::TemplateData(_) => parts = 0,
            Token::Ident("elif") => elifs += 1,
            _ => {}
        }
        parts += 1;
        let line = usize::from(span.start_line);
        match () {
            () if parts > MAX_PARTS => {
                return refused(line, format!("an expression of more than {MAX_PARTS} parts"));
            }
            () if elifs > MAX_ELIFS => {
                return refused(line, format!("more than {MAX_ELIFS} `elif`"));
            }
            () => {}
        }
    }
    Ok(())
}
