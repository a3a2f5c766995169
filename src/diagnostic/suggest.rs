//! "Did you mean …?"

/// What to say about a word that is not among the known ones: the nearest, or all of them if there are few.
pub fn help<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    match nearest(word, known.iter().copied()) {
        Some(best) => format!("did you mean `{best}`?"),
        None if known.len() <= 40 => format!("known are: {}", known.join(", ")),
        None => "nothing of a similar name is known".to_owned(),
    }
}

/// Words that are compared: enough for any list people know by heart, few enough to answer at once.
const MAX_COMPARED: usize = 5_000;

/// The known word nearest to `word`, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let score = |candidate: &str| strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
    let limit = (word.chars().count() / 3).max(1);
    let comparable = |candidate: &&str| candidate.len().abs_diff(word.len()) <= limit && word.len() <= 200;
    known
        .filter(comparable)
        .take(MAX_COMPARED)
        .map(|candidate| (score(candidate), candidate))
        .filter(|(s, _)| *s <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
