//! The readers: each turns the text of one format into facts, and says how sure it is that a text
//! is of its format.
//!
//! A reader knows facts, the sink that takes them and what it shares with other readers;
//! [`registry`](super::registry) knows the readers.

pub(in crate::import) mod agent;
pub(in crate::import) mod ansible;
pub(in crate::import) mod ansible_facts;
mod console;
pub(in crate::import) mod encoding;
pub(in crate::import) mod greenbone;
pub(in crate::import) mod json;
pub(in crate::import) mod labels;
pub(in crate::import) mod mbsa;
mod mbsa_text;
mod merged;
pub(in crate::import) mod msinfo;
pub(in crate::import) mod nessus;
pub(in crate::import) mod nexpose;
pub(in crate::import) mod nmap;
mod nmap_grep;
mod nmap_script;
pub(in crate::import) mod nmap_text;
mod old_workbook;
pub(in crate::import) mod openvas;
pub(in crate::import) mod osquery;
pub(in crate::import) mod psinfo;
pub(in crate::import) mod qualys;
pub(in crate::import) mod quotation;
pub(in crate::import) mod registry_export;
pub(in crate::import) mod scanned;
mod struck;
pub(in crate::import) mod systeminfo;
pub(in crate::import) mod table;
pub(in crate::import) mod title;
pub(in crate::import) mod workbook;
pub(in crate::import) mod xml;
