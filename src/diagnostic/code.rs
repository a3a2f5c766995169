//! The stable names of what can be wrong.

use super::Severity;

/// Declares the codes once: variant, name, default severity, one-line description.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $description:literal)*) => {
        /// Which rule a diagnostic is about. Names are stable: scripts and baselines may rely on
        /// them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $description] $variant,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the code is about, in a line.
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => $description,)* }
            }

            /// The severity unless a command says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // Files
    Unreadable "unreadable" Error "A file cannot be read: it is missing, a directory, or not permitted."
    OutsideFolder "outside-folder" Error "A file names another one that does not lie below its own folder."
    NotText "not-text" Error "A file is not text in UTF-8 or UTF-16."
    TooLarge "too-large" Error "A file, line, nesting or expansion is larger than any real inventory."
    HiddenCharacter "hidden-character" Warning "A character that does not show: of no width, a control, or one that reorders others."
    // Form of YAML and CSV
    Syntax "syntax" Error "The file is not valid YAML or CSV."
    Empty "empty" Error "The file has no content."
    WrongType "wrong-type" Error "A value is of another type than the key needs."
    UnknownKey "unknown-key" Error "A key or column that the format does not have."
    UnreadColumn "unread-column" Warning "A column of an export that says nothing a host has a key for."
    DuplicateKey "duplicate-key" Error "The same key stands twice."
    MissingKey "missing-key" Error "A required key is missing."
    MissingCell "missing-cell" Error "A CSV row has fewer or more cells than the header."
    UnsupportedVersion "unsupported-version" Error "The format version is not one this tool reads."
    // Values
    BadName "bad-name" Error "A name is empty, too long, or has characters that names do not have."
    BadValue "bad-value" Error "A value is not one of those the key takes."
    BadNumber "bad-number" Error "A number is malformed or out of its range."
    BadDate "bad-date" Error "A text is not a date of the form 2006-08-25."
    BadPort "bad-port" Error "A text is neither a port, a range, nor a known service."
    BadPatch "bad-patch" Error "A text does not name a patch."
    BadVersion "bad-version" Error "A text is not a version or a version range."
    BadFlow "bad-flow" Error "A flow is not of the form `from -> to`."
    BadExpectation "bad-expectation" Error "An `expect` rule is not of a known form."
    // References
    DuplicateHost "duplicate-host" Error "Two hosts have the same name."
    DuplicateSegment "duplicate-segment" Error "Two segments have the same name."
    DuplicateFlow "duplicate-flow" Error "Two flows have the same ends."
    UnknownSegment "unknown-segment" Error "A host or flow names a segment that is not defined."
    UnknownHost "unknown-host" Error "A flow or acceptance names a host that is not in the inventory."
    CircularOrder "circular-order" Error "Hosts are to be done after each other in a circle."
    UnknownAdvisory "unknown-advisory" Warning "An advisory of this name is not known."
    ReservedName "reserved-name" Error "A reserved name is used for something else."
    NeverReturns "never-returns" Warning "A roaming host is outside until after the last day that counts."
    PastDays "past-days" Warning "Every day under `away` is over: the host is taken to stay inside."
    FutureActivity "future-activity" Warning "Something under `activity` is dated after the as-of day: it is neither counted nor shown."
    RegularDayOff "regular-day-off" Warning "A shift in regular hours is on a day on which nobody works by the calendar."
    DoubtfulRates "doubtful-rates" Warning "Rates contradict each other: a worse stage of exploitation would cost less."
    HistoryGap "history-gap" Warning "Days are missing from a port history, or nothing was counted on them."
    // Against the product catalogue and advisories
    ImpossibleServicePack "impossible-service-pack" Error "The product never had this service pack."
    UnknownProduct "unknown-product" Warning "The product is not in the catalogue: the host is not assessed."
    MisspelledProduct "misspelled-product" Error "The product differs by one letter from one that is known: the host would not be assessed."
    DoubtfulPatch "doubtful-patch" Warning "A patch is the name of a bulletin, or has the digits of one that matters here in another order."
    UnknownServicePack "unknown-service-pack" Warning "The service pack is not given: every one is considered."
    ContradictingEvidence "contradicting-evidence" Warning "File and patch evidence disagree: the file is believed."
    OverlappingRanges "overlapping-ranges" Error "Two rows of an advisory cover the same product version."
    DuplicateAlias "duplicate-alias" Error "Two products claim the same name."
    DuplicateProduct "duplicate-product" Error "Two products of one folder have the same id."
    DuplicateAdvisory "duplicate-advisory" Error "Two advisories of one folder have the same id."
    MisnamedFile "misnamed-file" Error "The file of an advisory does not have the advisory's name."
    EmptyRange "empty-range" Warning "A row of an advisory matches no version of a product that it names."
}
