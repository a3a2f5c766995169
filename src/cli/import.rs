//! The arguments of `import`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use patchfirst::diagnostic::suggest;
use patchfirst::import::firewall::InterfaceName;

use super::date;

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Files and folders to import, or - for standard input; formats are recognised by content
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Write the inventory to a file instead of standard output; the file is written whole or not
    /// at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Bring an inventory up to date in place: comments, order and what people wrote are kept, the
    /// difference is shown
    #[arg(long, value_name = "INVENTORY", conflicts_with = "output")]
    pub(crate) into: Option<PathBuf>,

    /// With --into: show the difference and write nothing
    #[arg(long, requires = "into")]
    pub(crate) dry_run: bool,

    /// Read every file as this format instead of recognising it, such as systeminfo, qfe, csv,
    /// nmap-xml or nessus
    #[arg(long, value_name = "FORMAT", value_parser = import_format)]
    pub(crate) from: Option<patchfirst::import::Format>,

    /// Say what a column of a table holds, such as host=Computer; may be repeated
    #[arg(long, value_name = "KEY=COLUMN", value_parser = import_column)]
    pub(crate) map: Vec<(String, String)>,

    /// Say where a network is, such as office=10.3.0.0/16; the longest prefix wins; may be repeated
    #[arg(long, value_name = "SEGMENT=CIDR", value_parser = network)]
    pub(crate) network: Vec<(String, ipnet::IpNet)>,

    /// Say which segment lies behind an interface of a firewall, such as eth1=lan, or
    /// fw1.rules:eth1=lan for one of several; may be repeated
    #[arg(long, value_name = "INTERFACE=SEGMENT", value_parser = interface, num_args = 1, value_delimiter = ',')]
    pub(crate) interface: Vec<InterfaceName>,

    /// Put hosts into segments by group, organisational unit or name, such as ou:*/Laptops=office;
    /// may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<patchfirst::import::place::Rule>,

    /// When files were collected that do not say it themselves
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) collected: Option<Date>,

    /// With --into: let inventories name files outside their own folder; whoever wrote the
    /// inventory can then have any of your files read
    #[arg(long)]
    pub(crate) allow_outside: bool,

    /// Write the summary as JSON to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,

    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,
}

pub(super) fn network(text: &str) -> Result<(String, ipnet::IpNet), String> {
    let wrong = || "write SEGMENT=CIDR, such as office=10.3.0.0/16".to_owned();
    let (segment, network) = text.split_once('=').ok_or_else(wrong)?;
    let network = network.trim().parse().map_err(|_| wrong())?;
    Ok((segment.trim().to_owned(), network))
}

/// An interface and the segment behind it, for the command line.
pub(super) fn interface(text: &str) -> Result<InterfaceName, String> {
    let parts = text.split_once('=').map(|(interface, segment)| (interface.trim(), segment.trim()));
    match parts {
        Some((interface, segment)) if !interface.is_empty() && !segment.is_empty() => {
            Ok(InterfaceName { interface: interface.to_owned(), segment: segment.to_owned() })
        }
        _ => Err("write INTERFACE=SEGMENT, such as eth1=lan".to_owned()),
    }
}

/// Files, and interfaces that stand among them: behind `--interface eth1=lan` people write
/// `eth2=servers` without saying the option again.
pub(crate) fn sorted_out(
    files: &[PathBuf],
    interfaces: &[InterfaceName],
) -> (Vec<PathBuf>, Vec<InterfaceName>) {
    let named = |path: &PathBuf| {
        path.to_str()
            .filter(|_| !interfaces.is_empty() && !path.exists())
            .and_then(|text| interface(text).ok())
    };
    let more = files.iter().filter_map(named);
    (
        files.iter().filter(|path| named(path).is_none()).cloned().collect(),
        interfaces.iter().cloned().chain(more).collect(),
    )
}

/// What a column holds and its heading, for the command line.
fn import_column(text: &str) -> Result<(String, String), String> {
    let (key, heading) = text.split_once('=').ok_or("write KEY=COLUMN, such as host=Computer")?;
    match patchfirst::import::is_column(key) {
        true => Ok((key.trim().to_owned(), heading.trim().to_owned())),
        false => Err(format!(
            "`{}` is nothing a column may hold; use a key of the inventory, such as host, ip, os, sp or patches",
            key.trim()
        )),
    }
}

/// The format of a name, for the command line.
pub(super) fn import_format(name: &str) -> Result<patchfirst::import::Format, String> {
    let names = || patchfirst::import::Format::ALL.iter().map(|format| format.as_str());
    patchfirst::import::Format::from_name(name).ok_or_else(|| suggest::help(name, names()))
}
