//! The arguments of `flows`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use patchfirst::import::firewall::InterfaceName;

use super::import::{import_format, interface, network};

#[derive(Debug, Args)]
pub(crate) struct FlowsArgs {
    #[command(subcommand)]
    pub(crate) what: FlowsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FlowsCommand {
    /// Show the rules, with file and line, that open or close ports between two segments
    Explain(FlowsExplainArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FlowsExplainArgs {
    /// What is asked, such as 'office -> servers tcp/445', or 'office -> servers/dc1 tcp/445' for
    /// one host
    #[arg(value_name = "QUESTION")]
    pub(crate) question: patchfirst::firewall::Question,

    /// Files and folders with the rules of firewalls, and exports of hosts, as for import
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The inventory whose networks and hosts are meant
    #[arg(long, value_name = "INVENTORY")]
    pub(crate) inventory: Option<PathBuf>,

    /// Read every file as this format instead of recognising it
    #[arg(long, value_name = "FORMAT", value_parser = import_format)]
    pub(crate) from: Option<patchfirst::import::Format>,

    /// Say where a network is, such as office=10.3.0.0/16; the longest prefix wins; may be repeated
    #[arg(long, value_name = "SEGMENT=CIDR", value_parser = network)]
    pub(crate) network: Vec<(String, ipnet::IpNet)>,

    /// Say which segment lies behind an interface of a firewall, such as eth1=lan; may be repeated
    #[arg(long, value_name = "INTERFACE=SEGMENT", value_parser = interface, num_args = 1, value_delimiter = ',')]
    pub(crate) interface: Vec<InterfaceName>,
}
