//! CVSS vectors of any version, and their scores.

use cvss::{Cvss, Error};

/// The metrics that a vector of version 3 has; the crate takes one without them.
const BASE_OF_3: [&str; 8] = ["AV:", "AC:", "PR:", "UI:", "S:", "C:", "I:", "A:"];

/// The score of a vector, 0 to 10. Vectors of version 2 have no prefix; bulletins leave that of
/// version 3 out, too.
///
/// # Errors
///
/// It is no vector, or lacks a metric.
pub(super) fn of(text: &str) -> Result<f64, Error> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let vector: Cvss = if text.starts_with("AV:") && !text.contains("/Au:") {
        format!("CVSS:3.1/{text}").parse()?
    } else {
        text.parse()?
    };
    let lacks = |metric: &&&str| !text.split('/').any(|part| part.starts_with(**metric));
    match BASE_OF_3
        .iter()
        .find(lacks)
        .filter(|_| matches!(vector, Cvss::CvssV30(_) | Cvss::CvssV31(_)))
    {
        Some(missing) => Err(Error::InvalidComponent { component: format!("{missing}?") }),
        None => Ok(vector.score()),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn scores_are_those_that_were_published() {
        // CVE-2006-3439, CVE-2003-0818, CVE-2017-0144 in both versions, and an example of version
        // 4.
        for (vector, published) in [
            ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0),
            ("AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5),
            ("AV:N/AC:M/Au:N/C:C/I:C/A:C", 9.3),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3),
        ] {
            assert_eq!(of(vector).ok(), Some(published), "{vector}");
        }
        for wrong in ["", "high", "AV:N", "AV:X/AC:L/Au:N/C:C/I:C/A:C", "9.8"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
