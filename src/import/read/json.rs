//! JSON of any origin as a tree, within limits, with the line of a mistake.

use serde_json::Value;

use crate::import::sink::Sink;

/// Bytes that may be searched to tell on which lines things stand: JSON values do not know it.
pub(in crate::import) const MAX_SEARCH: usize = 200 << 20;

/// Parses a text; what is wrong is recorded. `serde_json` itself limits nesting to 128 levels.
pub(in crate::import) fn parse(text: &str, sink: &mut Sink<'_>) -> Option<Value> {
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            sink.lose(error.line() as u32, format!("not valid JSON: {error}"));
            None
        }
    }
}

/// A member as text: strings as they are, numbers and booleans as written.
pub(in crate::import) fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

/// The items of a member that is a list; none otherwise.
pub(in crate::import) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
