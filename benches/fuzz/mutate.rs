//! Damage: the same numbers give the same bytes on every machine.

/// A generator of numbers (splitmix64).
pub struct Random(u64);

impl Random {
    /// The generator of one execution.
    pub fn new(seed: u64, execution: u64) -> Self {
        Self(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ execution.wrapping_mul(0xd1b5_4a32_d192_ed03),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a limit; 0 if that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Words and signs that some reader gives a meaning, and what breaks readers anywhere.
const PIECES: [&str; 78] = [
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\u{85}",
    "\u{2028}",
    "\u{1b}[2J",
    "é",
    "日本",
    "\u{10ffff}",
    "\u{301}",
    "\"",
    "'",
    "`",
    "\\",
    ",",
    ";",
    ":",
    "::",
    "#",
    "##[",
    "|",
    "-",
    "->",
    "<->",
    "=",
    "==",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "&a ",
    "*a",
    "!!str ",
    "? ",
    "- ",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "../",
    "/",
    "0",
    "-1",
    "1e999",
    "9999999999999999999",
    "0x1F",
    "007",
    ".5",
    "null",
    "true",
    "~",
    "unknown",
    "internet",
    "any",
    "2006-02-30",
    "2006-08-25..2006-08-30",
    "0000-00-00",
    "tcp/445",
    "tcp/1-65535",
    "udp/0",
    "10.0.0.0/8",
    "255.255.255.255",
    "::1",
    "KB921883",
    "KB0",
    "windows-xp",
    "away: ",
    "shifts: ",
    "activity: ",
];

/// One of the texts of a corpus, damaged in one to eight ways.
pub fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(8) {
        damage(&mut bytes, corpus, random);
    }
    bytes.truncate(1 << 14);
    bytes
}

fn damage(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + 1 + random.below(12)).min(bytes.len());
    match random.below(9) {
        0 => put(bytes, at, at, PIECES[random.below(PIECES.len())].as_bytes()),
        1 => put(bytes, at.min(end), end, PIECES[random.below(PIECES.len())].as_bytes()),
        2 => put(bytes, at.min(end), end, b""),
        3 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        4 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        5 => bytes.truncate(at),
        // A line twice, or in another place.
        6 | 7 => {
            let (start, end) = line(bytes, at);
            let copied = bytes[start..end].to_vec();
            let to = line(bytes, random.below(bytes.len() + 1)).0;
            put(bytes, to, to, &copied);
        }
        // A part of another text.
        _ => {
            let other = &corpus[random.below(corpus.len())];
            let (start, end) = line(other, random.below(other.len() + 1));
            put(bytes, at, at, &other[start..end]);
        }
    }
}

fn put(bytes: &mut Vec<u8>, start: usize, end: usize, piece: &[u8]) {
    bytes.splice(start..end.max(start), piece.iter().copied());
}

/// The line that a place is in, with its line break.
fn line(bytes: &[u8], at: usize) -> (usize, usize) {
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |found| found + 1);
    let end = bytes[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |found| at + found + 1);
    (start, end)
}
