//! How far names can be cut so that they still tell apart what they name.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::sanitize;

/// Lengths to which names are cut, in characters. What no length tells apart is cut all the same.
const LENGTHS: [usize; 7] = [16, 24, 32, 48, 64, 128, 256];

/// For some names in order: those that have to be longer than the shortest length, and how long, by
/// their place.
#[derive(Clone, Debug, Default)]
pub struct Cuts(FxHashMap<usize, usize>);

impl Cuts {
    /// Finds the shortest length for each name. Names that are as short as that in any case take no
    /// time.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let [shortest, longer @ ..] = LENGTHS;
        let mut alike: Vec<(usize, &str)> =
            names.enumerate().filter(|(_, name)| name.len() > shortest).collect();
        let mut cuts = FxHashMap::default();
        let mut length = shortest;
        for next in longer {
            alike = alike_at(alike, length);
            cuts.extend(alike.iter().map(|(place, _)| (*place, next)));
            length = next;
        }
        Self(cuts)
    }

    /// A name at its place, made harmless, and cut to so many characters or as many more as it takes.
    pub fn clipped(&self, place: usize, name: &str, most_chars: usize) -> String {
        let most = self.0.get(&place).map_or(most_chars, |least| most_chars.max(*least));
        sanitize::clipped(name, most).into_owned()
    }
}

/// Those of some names that read like another one once they are cut.
fn alike_at(names: Vec<(usize, &str)>, length: usize) -> Vec<(usize, &str)> {
    let read = |name: &str| FxBuildHasher.hash_one(&*sanitize::clipped(name, length));
    let mut number: FxHashMap<u64, u32> = FxHashMap::default();
    names.iter().for_each(|(_, name)| *number.entry(read(name)).or_default() += 1);
    names.into_iter().filter(|(_, name)| number.get(&read(name)).is_some_and(|n| *n > 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_as_far_as_they_differ() {
        let names = [
            "rolling-mill-north-press-0001.example",
            "rolling-mill-south-press-0001.example",
            "munich-south-press-0001.example",
            "short",
        ];
        let cuts = Cuts::of(names.into_iter());
        let cut = |place: usize| cuts.clipped(place, names[place], 16);
        assert_eq!([cut(0), cut(1)], ["rolling-mill-no….example", "rolling-mill-so….example"]);
        assert_eq!([cut(2), cut(3)], ["munich-sou…ample", "short"]);
        assert_eq!(cuts.clipped(0, names[0], 40), names[0]);
    }
}
