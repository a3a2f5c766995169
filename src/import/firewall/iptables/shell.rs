//! The commands that a shell would run, line by line: blocks, branches, functions, documents.
//!
//! A shell script can do anything; this follows what scripts of firewalls do. Whether a command in a
//! branch is run is not known, and said so; a function is run where it is called.

use std::collections::{BTreeMap, HashSet};

use super::script::{Script, assigned, assignment};
use super::split::{Separator, split};

/// Functions may call each other so deep.
const MAX_DEPTH: usize = 8;
/// So many lines of functions are run; a few lines could ask for more than there is time.
const MAX_RUN: usize = 20_000;

/// What a line has to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The line, from 1.
    pub(super) line: u32,
    /// The command, with the variables put in.
    pub(super) text: String,
    /// How it is run.
    pub(super) kind: Kind,
}

/// How a command is run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line of rules, as a dump has them.
    Plain,
    /// A command, and why it may not be run.
    Command(Option<&'static str>),
    /// It is not run, and why.
    Idle(&'static str),
    /// It may do anything.
    Lost(&'static str),
    /// It sets something, or is a part of something.
    Nothing,
}

/// A block that is open.
#[derive(Debug)]
struct Block {
    /// Whether what stands in it may not be run; so it is where a block around it is.
    doubtful: bool,
    /// Whether it is not run.
    idle: bool,
    case: Option<Case>,
}

/// A choice between branches.
#[derive(Debug)]
struct Case {
    /// Whether it asks for the first word that a script is called with.
    by_call: bool,
    /// Whether a pattern comes next.
    waits: bool,
}

#[derive(Debug, Default)]
struct Function {
    lines: Vec<(u32, String)>,
    called: bool,
}

/// A function whose end is still to come.
#[derive(Debug)]
struct Open {
    name: String,
    function: Function,
    /// Braces that are open.
    depth: usize,
    /// Whether the first brace has come.
    started: bool,
}

/// A shell that reads a script.
#[derive(Debug, Default)]
pub(super) struct Shell {
    script: Script,
    blocks: Vec<Block>,
    functions: BTreeMap<String, Function>,
    open: Option<Open>,
    /// What ends the document that is read, and whether its lines are rules.
    document: Option<(String, bool)>,
    /// Lines of one word: those that may end a document.
    ends: HashSet<String>,
    ended: bool,
    depth: usize,
    run: usize,
}

impl Shell {
    /// A shell for a script: a document ends with a line of it.
    pub(super) fn new(text: &str) -> Self {
        let words = text.lines().map(str::trim).filter(|line| line.len() <= 40);
        let ends = words.filter(|line| !line.contains(' ')).map(str::to_owned).collect();
        Self { ends, ..Self::default() }
    }

    /// Takes a line, trimmed; a line that goes on is taken with the last of its parts.
    pub(super) fn read(&mut self, line: &str, number: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        self.line(line, number, &mut steps);
        steps
    }

    fn line(&mut self, line: &str, number: u32, steps: &mut Vec<Step>) {
        if let Some((end, has_rules)) = self.document.take() {
            let kind = match (line == end, has_rules) {
                (true, _) => Kind::Nothing,
                (false, true) => Kind::Plain,
                (false, false) => Kind::Idle("it stands in a text that no iptables-restore reads"),
            };
            self.document = Some((end, has_rules)).filter(|_| kind != Kind::Nothing);
            steps.push(step(number, line, kind));
        } else if self.ended {
            steps.push(step(number, line, Kind::Idle("it stands behind `exit`")));
        } else if let Some(line) = self.script.join(line) {
            self.whole(&line, number, steps);
        } else {
            steps.push(step(number, "", Kind::Nothing));
        }
    }

    /// What was to go on when the script ended, and functions that nobody called.
    pub(super) fn rest(mut self, last: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let line = self.script.rest();
        if !line.is_empty() {
            self.whole(&line, last, &mut steps);
        }
        if let Some(open) = self.open.take() {
            let lost = Kind::Lost("the function does not end");
            steps.push(step(last, &open.name, lost));
        }
        for function in self.functions.values().filter(|function| !function.called) {
            let idle = |(line, text): &(u32, String)| {
                step(*line, text, Kind::Idle("no line calls the function in which it stands"))
            };
            steps.extend(function.lines.iter().map(idle));
        }
        steps
    }

    fn whole(&mut self, line: &str, number: u32, steps: &mut Vec<Step>) {
        let is_pattern = line.contains(')') && self.waits();
        let is_plain = line.starts_with(['-', '*', '#']) && !is_pattern
            || line == "COMMIT"
            || is_chain(line)
            || is_counter(line);
        if self.open.is_some() {
            self.body(line, number);
            return steps.push(step(number, "", Kind::Nothing));
        }
        if is_plain {
            return steps.push(step(number, line, Kind::Plain));
        }
        if let Some((name, rest)) = function(line) {
            steps.push(step(number, "", Kind::Nothing));
            let (depth, started) = (0, false);
            let function = Function::default();
            self.open = Some(Open { name: name.to_owned(), function, depth, started });
            return self.body(rest, number);
        }
        let has_rules = line.contains("tables-restore") || line.contains("tables-legacy-restore");
        let end = document(line).filter(|end| self.ends.contains(end));
        self.document = end.map(|end| (end, has_rules));
        for (separator, text) in split(line) {
            self.command(separator, text, number, steps);
        }
    }

    /// A line of a function that is written down.
    fn body(&mut self, line: &str, number: u32) {
        let Some(open) = &mut self.open else { return };
        let mut line = line.trim();
        if !open.started {
            let Some(rest) = line.strip_prefix('{') else { return };
            (open.started, open.depth, line) = (true, 1, rest.trim());
        }
        if line.ends_with('{') && !line.ends_with("${") {
            open.depth += 1;
        }
        let closes = line.starts_with('}') || line.ends_with("; }") || line.ends_with(";}");
        open.depth -= usize::from(closes && open.depth > 0);
        let ends = open.depth == 0;
        let text =
            if ends { line.trim_start_matches('}').trim_end_matches('}').trim() } else { line };
        if !text.is_empty() {
            open.function.lines.push((number, text.to_owned()));
        }
        if ends && let Some(open) = self.open.take() {
            self.functions.insert(open.name, open.function);
        }
    }

    /// Why a command may not be run, where it stands.
    fn doubt(&self) -> Option<&'static str> {
        let doubtful = self.blocks.last().is_some_and(|block| block.doubtful);
        doubtful.then_some("whether the script runs it is not known")
    }

    fn is_idle(&self) -> bool {
        self.blocks.last().is_some_and(|block| block.idle)
    }

    /// One command, with the words of the shell in front of it.
    fn command(&mut self, separator: Separator, text: &str, line: u32, steps: &mut Vec<Step>) {
        if separator == Separator::Branch
            && let Some(case) = self.blocks.last_mut().and_then(|block| block.case.as_mut())
        {
            case.waits = true;
        }
        let mut doubt = self.doubt();
        if separator == Separator::Condition {
            doubt = doubt.or(Some("whether the script runs it is not known"));
        }
        let nothing = |steps: &mut Vec<Step>| steps.push(step(line, "", Kind::Nothing));
        let mut text = text.trim();
        // `(iptables …)` runs in a shell of its own, and does the same.
        if let Some(inside) =
            text.strip_prefix('(').filter(|rest| rest.starts_with(char::is_alphabetic))
        {
            text = inside.strip_suffix(')').unwrap_or(inside);
        }
        loop {
            if let Some(rest) = self.pattern(text) {
                (text, doubt) = (rest, self.doubt());
            }
            let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            let rest = rest.trim();
            match word {
                "" => return nothing(steps),
                "if" | "while" | "until" => self.push(true),
                "then" | "else" | "elif" | "do" | "!" => doubt = doubt.or(self.doubt()),
                "{" | "(" => self.push(false),
                "fi" | "done" | "esac" | "}" | ")" => {
                    self.blocks.pop();
                    return nothing(steps);
                }
                "for" | "select" => {
                    self.script.forget(rest.split_whitespace().next().unwrap_or(""));
                    let words = rest.split_once(" in ").map_or("$", |(_, words)| words);
                    let words = self.script.filled(words).into_owned();
                    self.push(words.trim().is_empty() || words.contains(['$', '`', '*', '{']));
                    return nothing(steps);
                }
                "case" => {
                    let (asked, branch) = rest.split_once(" in").unwrap_or((rest, ""));
                    let by_call =
                        ["$1", "${1}", "${1:-}"].contains(&asked.trim().trim_matches('"'));
                    self.push(true);
                    if let Some(block) = self.blocks.last_mut() {
                        block.case = Some(Case { by_call, waits: true });
                    }
                    text = branch.trim();
                    continue;
                }
                "exit" => {
                    self.ended = doubt.is_none() && self.depth == 0 && self.blocks.is_empty();
                    return nothing(steps);
                }
                "exec" | "sudo" | "command" | "builtin" | "nohup" | "time" => {}
                "read" => {
                    rest.split_whitespace().for_each(|name| self.script.forget(name));
                    return nothing(steps);
                }
                ":" | "return" | "break" | "continue" | "shift" | "true" | "set" => {
                    return nothing(steps);
                }
                _ => break,
            }
            text = rest;
        }
        if self.is_idle() {
            let why = "another branch than `start`: it is not taken";
            return steps.push(step(line, text, Kind::Idle(why)));
        }
        self.simple(text, line, doubt, steps);
    }

    /// The pattern of a branch in front of a command, taken away.
    fn pattern<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (block, around) = self.blocks.split_last_mut()?;
        let around = around.last().map_or((false, false), |outer| (outer.doubtful, outer.idle));
        let case = block.case.as_mut().filter(|case| case.waits)?;
        let (pattern, rest) = text.split_once(')')?;
        let words = pattern.trim_start_matches('(').split('|');
        let words: Vec<&str> = words.map(|word| word.trim().trim_matches(['"', '\''])).collect();
        if words.iter().any(|word| word.contains(char::is_whitespace)) {
            return None;
        }
        case.waits = false;
        let starts = words.contains(&"start");
        let others = ["stop", "status", "restart", "reload", "force-reload", "condrestart", "*"];
        let others = |word: &&str| others.contains(word);
        block.doubtful = around.0 || !(case.by_call && starts);
        block.idle = around.1 || case.by_call && !starts && words.iter().any(others);
        Some(rest.trim())
    }

    /// Whether the pattern of a branch comes next.
    fn waits(&self) -> bool {
        let case = self.blocks.last().and_then(|block| block.case.as_ref());
        case.is_some_and(|case| case.waits)
    }

    fn push(&mut self, doubtful: bool) {
        let doubtful = doubtful || self.doubt().is_some();
        self.blocks.push(Block { doubtful, idle: self.is_idle(), case: None });
    }

    /// A command without words of the shell.
    fn simple(
        &mut self,
        text: &str,
        line: u32,
        doubt: Option<&'static str>,
        steps: &mut Vec<Step>,
    ) {
        let plain = ["export ", "local ", "readonly ", "declare ", "typeset "];
        let bare = plain.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
        if let Some((name, value)) = assignment(bare) {
            self.script.set(name, value, doubt.is_some());
            return steps.push(step(line, "", Kind::Nothing));
        }
        if let Some(name) = assigned(bare) {
            self.script.forget(name);
        }
        let text = text.replace("\"$@\"", "$@").replace("\"$*\"", "$*");
        let text = self.script.filled(&text).into_owned();
        let name = text.split_whitespace().next().unwrap_or("").to_owned();
        if self.functions.contains_key(&name) {
            self.call(&name, &text, line, doubt, steps);
        } else {
            steps.push(step(line, &text, Kind::Command(doubt)));
        }
    }

    /// Runs a function with the words behind its name.
    fn call(
        &mut self,
        name: &str,
        text: &str,
        line: u32,
        doubt: Option<&'static str>,
        steps: &mut Vec<Step>,
    ) {
        let Some(function) = self.functions.get_mut(name) else { return };
        function.called = true;
        let lines = function.lines.clone();
        self.run += lines.len() + 1;
        if self.depth >= MAX_DEPTH || self.run > MAX_RUN {
            let lost = Kind::Lost("its functions call each other too often to be followed");
            return steps.push(step(line, text, lost));
        }
        steps.push(step(line, "", Kind::Nothing));
        let words = super::token::words(text);
        let outer = self.script.call(&words[1.min(words.len())..]);
        let open = self.blocks.len();
        self.push(doubt.is_some());
        self.depth += 1;
        for (number, line) in lines {
            self.line(&line, number, steps);
        }
        self.depth -= 1;
        self.blocks.truncate(open);
        self.script.back(outer);
    }
}

fn step(line: u32, text: &str, kind: Kind) -> Step {
    Step { line, text: text.to_owned(), kind }
}

/// `:FORWARD DROP [0:0]`; a colon alone does nothing.
fn is_chain(line: &str) -> bool {
    line.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// `[12:840] -A FORWARD`: a rule behind its counters.
fn is_counter(line: &str) -> bool {
    line.strip_prefix('[').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `name() {`, `function name {`: the name, and what stands behind it from the brace on.
fn function(line: &str) -> Option<(&str, &str)> {
    let (bare, spelled) = match line.strip_prefix("function ") {
        Some(rest) => (rest.trim_start(), true),
        None => (line, false),
    };
    let end = bare.find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c)))?;
    let (name, rest) = bare.split_at(end);
    let rest = rest.trim_start();
    let behind = match rest.strip_prefix('(').map(str::trim_start) {
        Some(inside) => inside.strip_prefix(')')?.trim_start(),
        None if spelled => rest,
        None => return None,
    };
    (!name.is_empty() && (behind.is_empty() || behind.starts_with('{'))).then_some((name, behind))
}

/// What ends the document that starts in a line: `iptables-restore <<EOF`.
fn document(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("<<").filter(|(_, rest)| !rest.starts_with('<'))?;
    let word = rest.trim_start_matches('-').split_whitespace().next()?;
    let word = word.trim_matches(['"', '\'', '\\', ';', '|', ')']);
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str) -> Vec<String> {
        let mut shell = Shell::new(script);
        let mut steps = Vec::new();
        for (at, line) in script.lines().enumerate() {
            steps.extend(shell.read(line.trim(), at as u32 + 1));
        }
        steps.extend(shell.rest(script.lines().count() as u32));
        let shown = |step: &Step| match &step.kind {
            Kind::Nothing => None,
            Kind::Plain => Some(format!("{} plain {}", step.line, step.text)),
            Kind::Command(None) => Some(format!("{} {}", step.line, step.text)),
            Kind::Command(Some(_)) => Some(format!("{} perhaps {}", step.line, step.text)),
            Kind::Idle(_) => Some(format!("{} not {}", step.line, step.text)),
            Kind::Lost(_) => Some(format!("{} lost {}", step.line, step.text)),
        };
        steps.iter().filter_map(shown).collect()
    }

    #[test]
    fn commands_are_run_as_often_as_they_are_certain_to_be() {
        assert_eq!(run("A='1'; x $A; y # z"), ["1 x 1", "1 y"]);
        assert_eq!(run("[ -n \"$A\" ] && x"), ["1 [ -n \"$A\" ]", "1 perhaps x"]);
        assert_eq!(
            run("if a; then\nb\nelse\nc\nfi\nd"),
            ["1 a", "2 perhaps b", "4 perhaps c", "6 d"]
        );
        assert_eq!(run("(x)"), ["1 x"]);
        assert_eq!(run("for p in 1 2; do x $p; done\nx"), ["1 x $p", "2 x"]);
        assert_eq!(run("for p in $Q; do x; done"), ["1 perhaps x"]);
        assert_eq!(run("a\nexit 0\nb"), ["1 a", "3 not b"]);
        assert_eq!(run("A=1\nif x; then A=2; fi\ny $A"), ["2 x", "3 y $A"]);
    }

    #[test]
    fn functions_are_run_where_they_are_called() {
        assert_eq!(run("f() { x \"$@\"; }\nf -s 1 -d 2"), ["1 x -s 1 -d 2"]);
        assert_eq!(run("f() { x \"$@\"; }\nf -m 'a -s b' c"), ["1 x -m \"a -s b\" c"]);
        assert_eq!(run("f()\n{\n  x $1\n}\nf 1\nf 2"), ["3 x 1", "3 x 2"]);
        assert_eq!(run("f() {\nx\n}\ny"), ["4 y", "2 not x"]);
        assert_eq!(run("f() {\nf\n}\nf"), ["2 lost f"]);
        assert_eq!(run("f() {\nx\n"), ["2 lost f"]);
    }

    #[test]
    fn a_script_of_the_system_is_read_as_it_starts() {
        let script = "start() {\nx\n}\nstop() {\ny\n}\ncase \"$1\" in\nstart)\nstart\n;;\nstop) stop;;\nother) z\n;;\nesac\nv";
        assert_eq!(run(script), ["2 x", "11 not stop", "12 perhaps z", "15 v", "5 not y"]);
    }

    #[test]
    fn documents_are_lines_of_rules() {
        assert_eq!(
            run("iptables-restore <<'EOF'\n*filter\nCOMMIT\nEOF\nx"),
            ["1 iptables-restore <<'EOF'", "2 plain *filter", "3 plain COMMIT", "5 x"]
        );
    }
}
