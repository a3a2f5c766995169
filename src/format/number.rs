//! Numbers as JSON shows them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number with six decimals, never -0, never NaN, never infinite.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Rounded(f64);

/// Numbers above this have no six decimals left to round.
const EXACT: f64 = 1e9;

impl Rounded {
    /// Rounds a number.
    pub fn new(x: f64) -> Self {
        Self(match x {
            _ if !x.is_finite() => 0.0,
            _ if x.abs() >= EXACT => x,
            _ => (x * 1e6).round() / 1e6 + 0.0,
        })
    }

    /// The number as it was rounded.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl JsonSchema for Rounded {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number"})
    }
}

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Rounded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_six_decimals_and_no_negative_zero() {
        assert_eq!(Rounded::new(0.1 + 0.2).get(), 0.3);
        assert_eq!(Rounded::new(-1e-12).get().to_string(), "0");
        assert_eq!(Rounded::new(f64::NAN).get(), 0.0);
        assert_eq!(Rounded::new(123_456.123_456_7).get(), 123_456.123_457);
    }
}
