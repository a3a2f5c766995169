//! Architectures, service packs and file versions: the words that inventories and advisories share.

use std::fmt;
use std::str::FromStr;

/// A processor architecture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arch {
    /// 32-bit Intel, the default of the period.
    #[default]
    X86,
    /// 64-bit AMD and Intel.
    X64,
    /// Itanium.
    Ia64,
    /// 64-bit ARM.
    Arm64,
    /// DEC Alpha; Windows NT 4.0 ran on it.
    Alpha,
    /// MIPS; Windows NT 4.0 ran on it.
    Mips,
    /// PowerPC; Windows NT 4.0 ran on it.
    Ppc,
}

/// A text that names no architecture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an architecture; use x86, x64, ia64, arm64, alpha, mips or ppc")]
pub struct ArchError(pub String);

impl FromStr for Arch {
    type Err = ArchError;

    fn from_str(text: &str) -> Result<Self, ArchError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "x86" | "i386" | "i686" | "32-bit" => Ok(Self::X86),
            "x64" | "x86_64" | "x86-64" | "amd64" | "64-bit" => Ok(Self::X64),
            "ia64" | "itanium" => Ok(Self::Ia64),
            "arm64" | "aarch64" => Ok(Self::Arm64),
            "alpha" => Ok(Self::Alpha),
            "mips" => Ok(Self::Mips),
            "ppc" | "powerpc" => Ok(Self::Ppc),
            _ => Err(ArchError(text.to_owned())),
        }
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::X86 => "x86",
            Self::X64 => "x64",
            Self::Ia64 => "ia64",
            Self::Arm64 => "arm64",
            Self::Alpha => "alpha",
            Self::Mips => "mips",
            Self::Ppc => "ppc",
        })
    }
}

/// A service pack number; 0 is the first release. `6a` and `1a` read as 6 and 1: they hold the same
/// fixes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServicePack(pub u16);

/// A text that is not a service pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a service pack; write its number, such as 4 or 6a")]
pub struct ServicePackError(pub String);

impl FromStr for ServicePack {
    type Err = ServicePackError;

    fn from_str(text: &str) -> Result<Self, ServicePackError> {
        let trimmed = text.trim();
        let digits = trimmed.strip_suffix(['a', 'A']).unwrap_or(trimmed);
        let plain = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'));
        plain
            .then(|| digits.parse().ok())
            .flatten()
            .map(Self)
            .ok_or_else(|| ServicePackError(text.to_owned()))
    }
}

impl fmt::Display for ServicePack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The four-part version of a file, compared part by part: `5.0.2195.6824`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileVersion([u32; 4]);

/// A text that is not a file version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a file version; write two to four numbers, such as 5.0.2195.6824")]
pub struct FileVersionError(pub String);

impl FileVersion {
    /// The lowest version of the same three numbers.
    #[must_use]
    pub fn branch_start(self) -> Self {
        let [a, b, c, _] = self.0;
        Self([a, b, c, 0])
    }

    /// Whether two versions come from one code branch: their first three numbers are the same.
    pub fn shares_branch(self, other: Self) -> bool {
        self.0[..3] == other.0[..3]
    }
}

impl FromStr for FileVersion {
    type Err = FileVersionError;

    fn from_str(text: &str) -> Result<Self, FileVersionError> {
        let bad = || FileVersionError(text.to_owned());
        let mut parts = [0; 4];
        let mut count = 0;
        for part in text.trim().split('.') {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            *parts.get_mut(count).ok_or_else(bad)? =
                plain.then(|| part.parse().ok()).flatten().ok_or_else(bad)?;
            count += 1;
        }
        if count >= 2 { Ok(Self(parts)) } else { Err(bad()) }
    }
}

impl fmt::Display for FileVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0;
        write!(f, "{a}.{b}.{c}.{d}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_packs_with_a_letter_are_those_without() {
        for (text, number) in [("6a", 6), ("1A", 1), ("0", 0), (" 4 ", 4)] {
            assert_eq!(text.parse(), Ok(ServicePack(number)), "{text}");
        }
        for text in ["", "a", "04", "4b", "-1", "1.0", "65536"] {
            assert!(text.parse::<ServicePack>().is_err(), "{text}");
        }
    }

    #[test]
    fn file_versions_compare_part_by_part() {
        let version = |text: &str| text.parse::<FileVersion>().unwrap();
        assert!(version("5.0.2195.6702") < version("5.0.2195.6823"));
        assert!(version("5.0.9") < version("5.0.10.0"));
        assert_eq!(version("5.1"), version("5.1.0.0"));
        for text in ["", "5", "5.", "5.0.1.2.3", "5.x", "5.-1"] {
            assert!(text.parse::<FileVersion>().is_err(), "{text}");
        }
    }
}
