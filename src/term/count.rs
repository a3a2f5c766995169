//! Numbers of things in sentences: the one place that knows when a word takes its plural.

/// A number of things: `1,402`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// Things with their number: `1 host`, `1,402 hosts`.
///
/// ```
/// use patchfirst::term::count::counted;
///
/// assert_eq!([0, 1, 1402].map(|n| counted(n, "flow", "flows")), ["0 flows", "1 flow", "1,402 flows"]);
/// ```
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// Sets commas between thousands; decimals stay.
pub(crate) fn grouped(number: &str) -> String {
    let (whole, decimals) =
        number.split_once('.').map_or((number, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut text = String::with_capacity(number.len() + whole.len() / 3);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    decimals.into_iter().for_each(|decimals| text.extend([".", decimals]));
    text
}
