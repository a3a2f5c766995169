//! Single values, as YAML writes them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// The number of a port: 0 to 65535.
macro_rules! number {
    () => {
        "0*(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])"
    };
}
/// One port, range or service; words are `any`, `rpc-dynamic` and the names of services.
const PORT: &str = concat!(
    "^\\s*([A-Za-z][A-Za-z0-9-]*|([Tt][Cc][Pp]|[Uu][Dd][Pp])\\s*/\\s*",
    number!(),
    "(\\s*-\\s*",
    number!(),
    ")?)\\s*$"
);
/// A day.
const DAY: &str = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$";
/// A day, or two of them.
const DAYS: &str = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\s*(\.\.\s*\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$";
/// The day of a shift.
const SHIFT_DAY: &str = r"^(tonight|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|[Mm]on(day)?|[Tt]ue(sday)?|[Ww]ed(nesday)?|[Tt]hu(rsday)?|[Ff]ri(day)?|[Ss]at(urday)?|[Ss]un(day)?)$";

/// Declares types that exist for their schema alone.
macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident $schema:tt)*) => {
        $($(#[doc = $doc])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        })*
    };
}

words! {
    /// A text; what YAML takes for a number is one too.
    Text {"type": ["string", "number"], "description": "A text."}
    /// A day.
    Day {"type": "string", "pattern": DAY, "description": "A day, such as 2006-08-25."}
    /// A day of the week.
    Weekday {"type": "string", "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "description": "A day of the week."}
    /// When a host is outside.
    Away {
        "description": "weekends, evenings, always, never, a number of days from the as-of day on, a day, a range such as 2006-09-02..2006-09-04, or a list of days and ranges.",
        "anyOf": [
            {"type": "string", "enum": ["weekends", "evenings", "always", "never"]},
            {"type": "integer", "minimum": 0, "maximum": 366},
            {"type": "string", "pattern": DAYS},
            {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": DAYS}}
        ]
    }
    /// Known to be infected.
    Infected {
        "description": "The day it was found, or true where nobody knows since when.",
        "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": DAY}]
    }
    /// The day of a shift.
    ShiftDay {
        "description": "tonight, a day of the week, or a day such as 2006-09-02.",
        "type": "string",
        "pattern": SHIFT_DAY
    }
    /// A rate that falls with the age of a stage.
    Rate {
        "description": "One number, or what it is on the first days and later.",
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": 1},
            {"type": "object", "additionalProperties": false, "properties": {
                "fresh": {"type": "number", "minimum": 0, "maximum": 1, "description": "On the first days."},
                "days": {"type": "integer", "minimum": 0, "maximum": 36600, "description": "How many days are the first ones."},
                "later": {"type": "number", "minimum": 0, "maximum": 1, "description": "After them."}
            }}
        ]
    }
    /// What a host listens on.
    Listens {
        "description": "Ports as in flows, or a mapping from ports to the segments that are answered on them: `any`, or a list of segments.",
        "anyOf": [
            {"type": "string", "pattern": PORT},
            {"type": "array", "items": {"type": "string", "pattern": PORT}},
            {"type": "object", "propertyNames": {"pattern": PORT},
             "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}}
        ]
    }
    /// How many sources were seen.
    Sources {"type": "number", "minimum": 0, "maximum": 4294967296u64}
    /// A service pack, or a build.
    Sp {"type": ["string", "integer"], "pattern": "^(0|[1-9]\\d*)[aA]?$", "description": "A service pack, such as 4 or 6a."}
    /// A patch.
    Patch {"type": ["string", "integer"], "description": "A patch, such as KB828028."}
    /// Ports.
    Ports {
        "description": "A port such as tcp/445, a range such as tcp/135-139, a service such as smb, any, or a list of them.",
        "anyOf": [
            {"type": "string", "pattern": PORT},
            {"type": "array", "items": {"type": "string", "pattern": PORT}}
        ]
    }
    /// Names of hosts.
    Hosts {"description": "A host, or a list of hosts.", "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    /// What must hold.
    Rule {
        "description": "A rule: `A -x B: ports`, `A !-> B: ports`, `no <hosts> may be vulnerable to <advisory> [after <date>]`, `every <hosts> must have <key>`, `expected loss at most <number>`, `no <decision> in <segment>`.",
        "anyOf": [
            {"type": "string", "pattern": "^(no|every|expected) "},
            {"type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": {"pattern": " (-x|!->) "},
             "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}}
        ]
    }
    /// Flows by their ends.
    Flows {
        "description": "Allow rules by their ends, `from -> to` or `from <-> to`; everything else is blocked.",
        "type": "object", "propertyNames": {"pattern": "^[^<>]*[^<>\\s][^<>]*<?->[^<>]*[^<>\\s][^<>]*$"},
        "additionalProperties": {"anyOf": [
            {"type": "string", "pattern": PORT},
            {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": PORT}},
            {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
                "open": {"description": "What is certainly open.", "anyOf": [{"type": "string", "pattern": PORT}, {"type": "array", "items": {"type": "string", "pattern": PORT}}]},
                "unknown": {"description": "What may be open.", "anyOf": [{"type": "string", "pattern": PORT}, {"type": "array", "items": {"type": "string", "pattern": PORT}}]}
            }}
        ]}
    }
    /// A share.
    Probability {"type": "number", "minimum": 0, "maximum": 1}
    /// A version.
    Version {"type": "string", "pattern": "^\\d+\\.\\d+\\.\\d+", "description": "major.minor.service-pack, such as 5.0.4."}
    /// A file version.
    FileVersion {"type": ["string", "number"], "description": "Two to four numbers, such as 5.0.2195.6824, or absent."}
    /// Names of files.
    Files {"description": "A file, or a list of files.", "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    /// Ways in.
    Vectors {
        "description": "A list of ports, a mapping from CVEs to such lists, or `unknown`.",
        "anyOf": [
            {"const": "unknown"},
            {"type": "array", "items": {"type": "string", "pattern": PORT}},
            {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string", "pattern": PORT}}}
        ]
    }
    /// A code branch of a file.
    Branch {
        "description": "The first fixed version, or with the version that the branch begins with: {from: 6.0.6000.20000, fixed: 6.0.6000.20937}.",
        "anyOf": [
            {"type": ["string", "number"]},
            {"type": "object", "required": ["from", "fixed"], "additionalProperties": false,
             "properties": {"from": {"type": ["string", "number"]}, "fixed": {"type": ["string", "number"]}}}
        ]
    }
    /// Cumulative updates.
    Chain {
        "description": "Patches, the oldest first, as a list or as a mapping to the days they came out.",
        "anyOf": [
            {"type": "array", "items": {"type": ["string", "integer"]}},
            {"type": "object", "additionalProperties": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}}
        ]
    }
    /// An architecture.
    Arch {"type": "string", "description": "x86, x64, ia64, arm64, alpha, mips or ppc."}
    /// Major and minor version of a release.
    Release {"type": ["string", "number"], "description": "major.minor of the release, in quotes: \"5.0\"."}
}
