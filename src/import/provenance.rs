//! Where the fields of a host come from.

use super::fact::{Field, Origin};

/// The fields that have an origin, in the order in which they are written.
const WRITTEN: [Field; 12] = [
    Field::Os,
    Field::ServicePack,
    Field::Arch,
    Field::Kind,
    Field::Missing,
    Field::Patches,
    Field::Ports,
    Field::Files,
    Field::Segment,
    Field::Criticality,
    Field::Antivirus,
    Field::Owner,
];

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields(u16);

impl Fields {
    fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u16) != 0
    }

    /// The fields of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        Self(fields.into_iter().fold(0, |all, field| all | (1 << field as u16)))
    }
}

/// Where each field of a host comes from. Most hosts are observed once, so that all have one
/// origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// One place says everything.
    One(Origin, Fields),
    /// Each field with its origin, in the order in which they are written.
    Several(Box<[(Field, Origin)]>),
}

impl Provenance {
    /// The origins of several fields, each at most once.
    pub(super) fn of_each(mut origins: Vec<(Field, Origin)>) -> Self {
        origins.sort_by_key(|(field, _)| WRITTEN.iter().position(|written| written == field));
        Self::Several(origins.into())
    }

    /// The fields with their origins, in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = (Field, Origin)> {
        let (one, several) = match self {
            Self::One(origin, fields) => (Some((*origin, *fields)), &[][..]),
            Self::Several(each) => (None, &**each),
        };
        let of_one = one.into_iter().flat_map(|(origin, fields)| {
            WRITTEN.into_iter().filter(move |field| fields.has(*field)).map(move |f| (f, origin))
        });
        of_one.chain(several.iter().copied())
    }

    /// Where a field comes from.
    pub fn of(&self, field: Field) -> Option<Origin> {
        self.iter().find(|(known, _)| *known == field).map(|(_, origin)| origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Format;
    use crate::import::fact::FileId;

    fn origin(line: u32) -> Origin {
        Origin { file: FileId(0), line, format: Format::Csv, date: None }
    }

    #[test]
    fn fields_stand_in_the_order_in_which_they_are_written() {
        let fields = [Field::Owner, Field::Patches, Field::Missing, Field::Os];
        let one = Provenance::One(origin(7), fields.into_iter().collect());
        let each = fields.map(|field| (field, origin(field as u32)));
        for provenance in [&one, &Provenance::of_each(each.to_vec())] {
            let found: Vec<Field> = provenance.iter().map(|(field, _)| field).collect();
            assert_eq!(found, [Field::Os, Field::Missing, Field::Patches, Field::Owner]);
            assert_eq!(provenance.of(Field::Ports), None);
        }
        assert_eq!(one.of(Field::Patches), Some(origin(7)));
    }

    #[test]
    fn every_field_has_a_place_of_its_own() {
        for (at, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, at);
        }
    }
}
