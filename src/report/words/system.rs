//! What runs on a host, in few letters: `2000 SP4`, `Debian 12.9`.

use crate::advisory::{Advisories, Product};
use crate::exposure::Assessment;
use crate::source::sanitize;
use crate::term::platform::{Arch, ServicePack};

const MAX_CHARS: usize = 32;

/// The product and service pack of an assessed system; `SP?` where the service pack matters and is
/// not known.
pub(in crate::report) fn short(
    advisories: &Advisories,
    assessment: &Assessment,
    stated: Option<Arch>,
) -> String {
    let Some(product) = assessment.product.map(|id| advisories.product_of(id)) else {
        return "unknown".to_owned();
    };
    let name = with_service_pack(product, assessment.service_pack);
    let name = match stated {
        Some(arch) if arch != Arch::X86 && !name.ends_with(&arch.to_string()) => {
            format!("{name} {arch}")
        }
        _ => name,
    };
    sanitize::clipped(&name, MAX_CHARS).into_owned()
}

/// Whether the product counts service packs, or point releases.
pub(in crate::report) fn is_windows(product: &Product) -> bool {
    product.id.starts_with("windows-")
}

fn with_service_pack(product: &Product, service_pack: Option<ServicePack>) -> String {
    let single =
        product.service_packs.len() == 1 && product.service_packs.contains_key(&ServicePack(0));
    let name = if is_windows(product) { windows(&product.name) } else { product.name.clone() };
    match service_pack {
        _ if single => name,
        Some(sp) if is_windows(product) || !name.ends_with(|c: char| c.is_ascii_digit()) => {
            format!("{name} SP{sp}")
        }
        Some(sp) => format!("{name}.{sp}"),
        None if is_windows(product) => format!("{name} SP?"),
        None => format!("{name}.?"),
    }
}

/// The part of a Windows release's name that tells it apart.
fn windows(name: &str) -> String {
    let padding = ["Microsoft", "Windows", "Server", "Professional", "Edition"];
    let telling: Vec<&str> =
        name.split_whitespace().filter(|word| !padding.contains(word)).collect();
    let short = telling.join(" ");
    if short.len() < 4 && short.starts_with(|c: char| c.is_ascii_digit()) {
        format!("Windows {short}")
    } else {
        short
    }
}
