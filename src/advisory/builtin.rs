//! The advisories that are part of the program.

/// File name and text of everything in `advisories/`, sorted by name. A test compares the list with
/// the folder.
pub(super) const FILES: &[(&str, &str)] = &[
    ("CVE-2019-0708.yaml", include_str!("../../advisories/CVE-2019-0708.yaml")),
    ("MS03-026.yaml", include_str!("../../advisories/MS03-026.yaml")),
    ("MS03-039.yaml", include_str!("../../advisories/MS03-039.yaml")),
    ("MS03-043.yaml", include_str!("../../advisories/MS03-043.yaml")),
    ("MS03-049.yaml", include_str!("../../advisories/MS03-049.yaml")),
    ("MS04-007.yaml", include_str!("../../advisories/MS04-007.yaml")),
    ("MS04-011-PCT.yaml", include_str!("../../advisories/MS04-011-PCT.yaml")),
    ("MS04-011-SSP.yaml", include_str!("../../advisories/MS04-011-SSP.yaml")),
    ("MS04-011.yaml", include_str!("../../advisories/MS04-011.yaml")),
    ("MS04-012.yaml", include_str!("../../advisories/MS04-012.yaml")),
    ("MS04-045.yaml", include_str!("../../advisories/MS04-045.yaml")),
    ("MS05-011.yaml", include_str!("../../advisories/MS05-011.yaml")),
    ("MS05-027.yaml", include_str!("../../advisories/MS05-027.yaml")),
    ("MS05-039.yaml", include_str!("../../advisories/MS05-039.yaml")),
    ("MS05-043.yaml", include_str!("../../advisories/MS05-043.yaml")),
    ("MS05-047.yaml", include_str!("../../advisories/MS05-047.yaml")),
    ("MS05-051-COM.yaml", include_str!("../../advisories/MS05-051-COM.yaml")),
    ("MS05-051.yaml", include_str!("../../advisories/MS05-051.yaml")),
    ("MS06-025.yaml", include_str!("../../advisories/MS06-025.yaml")),
    ("MS06-035.yaml", include_str!("../../advisories/MS06-035.yaml")),
    ("MS06-040.yaml", include_str!("../../advisories/MS06-040.yaml")),
    ("MS06-070.yaml", include_str!("../../advisories/MS06-070.yaml")),
    ("MS07-029.yaml", include_str!("../../advisories/MS07-029.yaml")),
    ("MS08-067.yaml", include_str!("../../advisories/MS08-067.yaml")),
    ("MS09-050.yaml", include_str!("../../advisories/MS09-050.yaml")),
    ("MS10-054.yaml", include_str!("../../advisories/MS10-054.yaml")),
    ("MS10-061.yaml", include_str!("../../advisories/MS10-061.yaml")),
    ("MS12-020.yaml", include_str!("../../advisories/MS12-020.yaml")),
    ("MS17-010.yaml", include_str!("../../advisories/MS17-010.yaml")),
    ("products.yaml", include_str!("../../advisories/products.yaml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/advisories")).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> =
            names.filter(|name| name.ends_with(".yaml") || name.ends_with(".yml")).collect();
        names.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }
}
