//! What the title of an update says.

/// The system that the title of an update is for: `Security Update for Windows 2000 (KB921883)`.
/// Parts of Windows that are updated by themselves are no systems.
pub(in crate::import) fn system_of(title: &str) -> Option<String> {
    let (_, rest) = title.split_once(" for Windows ")?;
    let words = rest
        .split([' ', '('])
        .take_while(|word| !word.is_empty() && !word.starts_with("SP") && *word != "Service");
    let name = words.collect::<Vec<_>>().join(" ");
    let releases = ["NT", "2000", "XP", "Server", "Vista", "7", "8", "10"];
    releases.contains(&name.split(' ').next().unwrap_or("")).then(|| format!("Windows {name}"))
}
