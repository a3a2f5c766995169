//! The advisories that are part of the program.

/// File name and text of everything in `advisories/`, sorted by name. A test compares the list with the folder.
pub(super) const FILES: &[(&str, &str)] = &[
    ("MS04-007.yaml", include_str!("../../advisories/MS04-007.yaml")),
    ("MS06-040.yaml", include_str!("../../advisories/MS06-040.yaml")),
    ("products.yaml", include_str!("../../advisories/products.yaml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/advisories")).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".yaml") || name.ends_with(".yml")).collect();
        names.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }
}
