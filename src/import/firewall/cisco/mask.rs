//! Network masks and wildcard masks.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// An address with a network mask.
pub(super) fn net(address: Ipv4Addr, mask: Ipv4Addr) -> Option<Ipv4Net> {
    Ipv4Net::with_netmask(address, mask).ok().map(|network| network.trunc())
}

/// Whether an address and a mask look like a network with a network mask (`true`), with a wildcard
/// mask (`false`), or either.
pub(super) fn is_network_mask(address: Ipv4Addr, mask: Ipv4Addr) -> Option<bool> {
    let (address, mask) = (u32::from(address), u32::from(mask));
    let plain = |ones: u32| ones.leading_ones() == ones.count_ones();
    let network = plain(mask) && address & !mask == 0;
    let wildcard = plain(!mask) && address & mask == 0;
    match (network, wildcard) {
        (true, false) => Some(true),
        (false, _) => Some(false),
        (true, true) => None,
    }
}
