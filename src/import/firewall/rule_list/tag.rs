//! Names that Azure has for addresses of its own. They are no segments.

use crate::firewall::{INTERNET, Side};
use crate::term::word_list::WordList;

/// Tags that nobody takes for the name of a segment.
#[rustfmt::skip]
const TAGS: WordList = WordList::new(&[
    "apimanagement", "appconfiguration", "appservice", "appservicemanagement",
    "azureactivedirectory", "azureactivedirectorydomainservices", "azureadvancedthreatprotection",
    "azurearcinfrastructure", "azurebackup", "azurecloud", "azureconnectors",
    "azurecontainerregistry", "azurecosmosdb", "azuredatabricks", "azuredataexplorermanagement",
    "azuredevops", "azureeventgrid", "azurefrontdoor", "azureinformationprotection", "azureiothub",
    "azurekeyvault", "azureloadbalancer", "azuremachinelearning", "azuremonitor",
    "azureplatformdns", "azureplatformimds", "azureplatformlkm", "azureresourcemanager",
    "azuresignalr", "azuresiterecovery", "azuresphere", "azurestack", "azuretrafficmanager",
    "azureupdatedelivery", "batchnodemanagement", "cognitiveservicesmanagement", "datafactory",
    "datafactorymanagement", "eventhub", "gatewaymanager", "guestandhybridmanagement", "hdinsight",
    "logicapps", "logicappsmanagement", "microsoftcloudappsecurity", "microsoftcontainerregistry",
    "microsoftdefenderforendpoint", "servicebus", "servicefabric", "sqlmanagement",
    "windowsadmincenter", "windowsvirtualdesktop",
]);

/// Tags that may as well be names of segments.
const PLAIN: WordList = WordList::new(&["powerbi", "sql", "storage"]);

/// Whether a table is one of Azure: no other has these names.
pub(super) fn is_of_azure(cell: &str) -> bool {
    matches!(cell.trim().to_lowercase().as_str(), "virtualnetwork" | "azureloadbalancer")
}

/// What a tag stands for, and why that is not certain; `None` if a name is none. A tag may have a
/// region behind it: `Sql.WestEurope`.
pub(super) fn tag(name: &str, is_azure: bool) -> Option<(Side, Option<String>)> {
    let lower = name.trim().to_lowercase();
    if lower == "virtualnetwork" {
        return Some((Side::Inside, None));
    }
    let head = lower.split('.').next().unwrap_or("");
    // Services have public addresses.
    (TAGS.has(head) || is_azure && PLAIN.has(head)).then(|| {
        let why = format!("which addresses the tag {} holds is not known", name.trim());
        (Side::zone(INTERNET), Some(why))
    })
}
