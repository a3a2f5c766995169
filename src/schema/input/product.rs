//! The schema of the product catalogue.

#![allow(dead_code, reason = "the types are never made; their schema is")]

use schemars::JsonSchema;

use super::word::{Arch, Day, Ports, Release, Sp, Text};

/// The products that inventories and advisories name.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::schema) struct Products {
    /// The products.
    products: Vec<Product>,
}

/// One product.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Product {
    /// Its identifier.
    id: Text,
    /// What people call it.
    name: Option<Text>,
    /// Other names.
    aliases: Option<Vec<Text>>,
    /// The release as major.minor.
    nt: Release,
    /// The architectures it exists for; any if left out.
    architectures: Option<Vec<Arch>>,
    /// Ports it listens on.
    listens: Option<Ports>,
    /// When it came out.
    released: Option<Day>,
    /// When its last security fixes came.
    support_ends: Option<Day>,
    /// The service packs that exist; any if left out.
    service_packs: Option<Vec<ServicePack>>,
    /// A remark.
    note: Option<Text>,
    /// What was not verified.
    unverified: Option<Vec<Text>>,
}

/// One service pack.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ServicePack {
    /// Its number.
    sp: Sp,
    /// What people call the product with it.
    name: Option<Text>,
    /// Other names of that kind.
    aliases: Option<Vec<Text>>,
    /// When it came out.
    released: Option<Day>,
    /// When its last security fixes came.
    support_ends: Option<Day>,
    /// Ports it listens on, where it changes them.
    listens: Option<Ports>,
    /// A remark.
    note: Option<Text>,
    /// What was not verified.
    unverified: Option<Vec<Text>>,
}
