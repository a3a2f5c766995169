//! Single values, as YAML writes them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

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
    Day {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": "A day, such as 2006-08-25."}
    /// A service pack, or a build.
    Sp {"type": ["string", "integer"], "pattern": "^(0|[1-9]\\d*)[aA]?$", "description": "A service pack, such as 4 or 6a."}
    /// A patch.
    Patch {"type": ["string", "integer"], "description": "A patch, such as KB828028."}
    /// Ports.
    Ports {
        "description": "A port such as tcp/445, a range such as tcp/135-139, a service such as smb, any, or a list of them.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    }
    /// Names of hosts.
    Hosts {"description": "A host, or a list of hosts.", "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    /// What a flow allows.
    Allowed {
        "description": "The ports that the flow allows, `any`, or `unknown`.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
    }
    /// What must hold.
    Rule {
        "description": "A rule: `A -x B: ports`, `A !-> B: ports`, `no <hosts> may be vulnerable to <advisory> [after <date>]`, `every <hosts> must have <key>`, `expected loss at most <number>`, `no <decision> in <segment>`.",
        "anyOf": [
            {"type": "string", "pattern": "^(no|every|expected) "},
            {"type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": {"pattern": " (-x|!->) "},
             "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}}
        ]
    }
    /// A share.
    Probability {"type": "number", "minimum": 0, "maximum": 1}
    /// A version.
    Version {"type": "string", "pattern": "^\\d+\\.\\d+\\.\\d+", "description": "major.minor.service-pack, such as 5.0.4."}
    /// A file version.
    FileVersion {"type": ["string", "number"], "description": "Two to four numbers, such as 5.0.2195.6824, or absent."}
    /// Ways in.
    Vectors {
        "description": "Ports, a mapping from CVEs to ports, or `unknown`.",
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
            {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}}
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
