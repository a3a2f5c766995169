//! Numbers with fixed digits.

use crate::risk::Figure;
use crate::term::count::grouped;
pub(in crate::report) use crate::term::count::{count, counted};

/// How many decimals all losses of one report have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Digits(usize);

impl Digits {
    /// Three significant digits of the expected loss, and at least one decimal.
    pub(in crate::report) fn of(loss: f64) -> Self {
        let bounds = [10.0, 1.0, 0.1, 0.01, 0.001];
        Self(1 + bounds.iter().take_while(|bound| loss > 0.0 && loss < **bound).count())
    }

    /// A loss: `29.9`, `1,402.0`; `<0.1` for positive values that would round to zero.
    pub(in crate::report) fn loss(self, x: f64) -> String {
        let unit = 0.1_f64.powi(self.0 as i32);
        match x {
            _ if x > 0.0 && x < unit / 2.0 => format!("<{unit:.*}", self.0),
            _ if x >= LARGE => grouped(&format!("{:.0}", significant(x, f64::round))),
            _ => grouped(&format!("{:.*}", self.0, x.max(0.0))),
        }
    }

    /// A loss with its standard error, rounded up: `29.9 ±0.1`; without one where nothing was
    /// sampled.
    pub(in crate::report) fn figure(self, figure: Figure) -> String {
        let loss = self.loss(figure.value);
        if figure.stderr > 0.0 { format!("{loss} ±{}", self.error(figure.stderr)) } else { loss }
    }

    fn error(self, stderr: f64) -> String {
        if stderr >= LARGE {
            return grouped(&format!("{:.0}", significant(stderr, f64::ceil)));
        }
        let scale = 10_f64.powi(self.0 as i32);
        grouped(&format!("{:.*}", self.0, (stderr * scale).ceil() / scale))
    }
}

/// From here on more digits would be written than are known.
const LARGE: f64 = 1e8;
/// So many are.
const SIGNIFICANT: i32 = 6;

/// A large number with no more digits than are known.
pub(in crate::report) fn significant(x: f64, rounded: impl Fn(f64) -> f64) -> f64 {
    if x < LARGE {
        return x;
    }
    let unit = 10_f64.powi(x.log10().floor() as i32 + 1 - SIGNIFICANT);
    rounded(x / unit) * unit
}

/// A probability: `88.0 %`, `<0.1 %`, `>99.9 %`; `0 %` and `100 %` are exact.
pub(in crate::report) fn percent(p: f64) -> String {
    match p {
        _ if p <= 0.0 => "0 %".to_owned(),
        _ if p < 0.0005 => "<0.1 %".to_owned(),
        _ if p >= 1.0 => "100 %".to_owned(),
        _ if p > 0.9995 => ">99.9 %".to_owned(),
        _ => format!("{:.1} %", p * 100.0),
    }
}

/// A parameter with the digits that it was given with: `0.001 %`, `5.5 %`, `95 %`.
pub(in crate::report) fn exact_percent(p: f64) -> String {
    let percent = p * 100.0;
    let digits = if percent > 0.0 { (5.0 - percent.log10().floor()).clamp(0.0, 15.0) } else { 0.0 };
    let fixed = format!("{percent:.*}", digits as usize);
    let plain = if fixed.contains('.') {
        fixed.trim_end_matches('0').trim_end_matches('.')
    } else {
        &fixed
    };
    format!("{plain} %")
}

/// A share in whole percent: `63 %`; `<1 %` and `>99 %` where rounding would claim nothing or all.
pub(in crate::report) fn share(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 };
    match share {
        _ if share <= 1e-9 => "0 %".to_owned(),
        _ if share < 0.005 => "<1 %".to_owned(),
        _ if share >= 1.0 - 1e-9 => "100 %".to_owned(),
        _ if share > 0.995 => ">99 %".to_owned(),
        _ => format!("{:.0} %", share * 100.0),
    }
}

/// A value: `1,402`, `0.5`, `12.25`; what two decimals would make nothing has more of them.
pub(in crate::report) fn value(x: f64) -> String {
    let decimals = match x {
        _ if x > 0.0 && x < LEAST => return format!("<{LEAST}"),
        _ if x > 0.0 && x < 0.005 => (2.0 - x.log10().floor()) as usize,
        _ => 2,
    };
    let fixed = format!("{x:.decimals$}");
    grouped(fixed.trim_end_matches('0').trim_end_matches('.'))
}

/// Smaller values are not told apart.
const LEAST: f64 = 0.000_001;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_share_their_digits() {
        assert_eq!(Digits::of(87.2).loss(29.94), "29.9");
        assert_eq!(Digits::of(87.2).loss(0.01), "<0.1");
        assert_eq!(Digits::of(1e6).loss(123_456.78), "123,456.8");
        assert_eq!(Digits::of(0.468_636).loss(0.468_636), "0.469");
        assert_eq!(Digits::of(87.2).figure(Figure { value: 29.9, stderr: 0.01 }), "29.9 ±0.1");
        assert_eq!(Digits::of(0.0).loss(0.0), "0.0");
        assert_eq!(Digits::of(1e15).loss(1.000_000_149e15), "1,000,000,000,000,000");
        assert_eq!(
            Digits::of(1e15).figure(Figure { value: 1.234_567_8e15, stderr: 1.234_561e12 }),
            "1,234,570,000,000,000 ±1,234,570,000,000"
        );
    }

    #[test]
    fn probabilities_never_claim_more_than_they_know() {
        assert_eq!(
            [0.0, 0.0001, 0.88, 0.9999, 1.0].map(percent),
            ["0 %", "<0.1 %", "88.0 %", ">99.9 %", "100 %"]
        );
        assert_eq!(
            [0.001, 0.63, 0.999, 1.0].map(|part| share(part, 1.0)),
            ["<1 %", "63 %", ">99 %", "100 %"]
        );
    }

    #[test]
    fn parameters_keep_their_digits() {
        assert_eq!(
            [0.0, 0.000_01, 0.000_5, 0.055, 0.1, 0.95, 1.0, 1.0 / 3.0].map(exact_percent),
            ["0 %", "0.001 %", "0.05 %", "5.5 %", "10 %", "95 %", "100 %", "33.3333 %"]
        );
    }

    #[test]
    fn values_lose_empty_decimals() {
        assert_eq!(
            [1402.0, 0.5, 12.25, 1_000_000.0, 0.0].map(value),
            ["1,402", "0.5", "12.25", "1,000,000", "0"]
        );
        assert_eq!(
            [0.012_3, 0.000_01, 0.001_234_5, 1e-9].map(value),
            ["0.01", "0.00001", "0.00123", "<0.000001"]
        );
    }
}
