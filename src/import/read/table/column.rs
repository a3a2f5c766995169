//! The columns of a table, by their headings.

use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::state::is_boolean;
use super::{finding, part, tally};
use crate::import::fact::Identity;
use crate::term::alias::cell::{is_filler, kbs_in};
use crate::term::alias::column::{Column, is_sure_name, known, plain, preferred};

/// Words that some tools put before every heading.
const PREFIXES: [&str; 6] = ["computer", "device", "asset", "machine", "system", "host"];
/// What such a heading may still be about: facts of the machine, not states and names.
const PLAIN_FACTS: [Column; 10] = [
    Column::Os,
    Column::Version,
    Column::Build,
    Column::ServicePack,
    Column::Address,
    Column::Arch,
    Column::Model,
    Column::Manufacturer,
    Column::Serial,
    Column::Chassis,
];

/// Properties that every object of WMI has beside `__SERVER`.
const OF_WMI: [&str; 3] = ["genus", "relpath", "namespace"];
/// What PowerShell exports of every such object when nothing was selected. It is about the object,
/// not about what the object describes.
const OF_OBJECTS: [&str; 19] = [
    "genus",
    "class",
    "superclass",
    "dynasty",
    "relpath",
    "propertycount",
    "derivation",
    "namespace",
    "path",
    "scope",
    "options",
    "classpath",
    "properties",
    "systemproperties",
    "qualifiers",
    "site",
    "container",
    "psstatus",
    "count",
];

/// Headings of the names of virtual machines.
const GUESTS: [&str; 6] =
    ["vm", "vmname", "virtualmachine", "virtualmachinename", "guestname", "guesthostname"];
/// Other headings that only tables of virtual machines have.
const OF_GUESTS: [&str; 8] = [
    "guestos",
    "guestoperatingsystem",
    "guestosfullname",
    "guestfullname",
    "powerstate",
    "vmid",
    "vmhost",
    "osaccordingtothevmwaretools",
];
/// Headings of the machine that virtual ones run on, in a table of these.
const CARRIERS: [&str; 7] =
    ["host", "hostname", "computername", "computer", "server", "servername", "node"];
/// What machines are that others run, and updates are not; in plain form.
const POWERS: [&str; 8] =
    ["running", "off", "poweredon", "poweredoff", "saved", "paused", "suspended", "offcritical"];

/// Headings of what databases sort their entries by.
const CATEGORIES: [&str; 3] = ["category", "assetcategory", "devicecategory"];

/// Which columns of a table hold what.
#[derive(Debug)]
pub(super) struct Columns {
    /// What is held and where, in the order in which a cell is looked for.
    places: Vec<(Column, usize)>,
    /// Where the names stand that count only if no other names the host.
    loose: Vec<usize>,
    /// Whether the user said where the patches are.
    patches_mapped: bool,
    /// The columns of which the user said what they hold.
    mapped: Vec<usize>,
    /// The columns that are about a part of the host, and not about the host.
    of_part: Vec<usize>,
    /// Where the captions stand: those of systems, or of whatever WMI knows.
    captions: Vec<usize>,
    /// The columns of ports that may be how many there are.
    tallies: Vec<usize>,
}

impl Columns {
    /// Finds the columns: those the user maps first, then those with a known heading.
    pub(super) fn find(headings: &[String], map: &[(String, String)]) -> Self {
        let mut places = Vec::new();
        for (what, heading) in map {
            let at = headings.iter().position(|h| *h == plain(heading));
            places.extend(known(&plain(what)).zip(at));
        }
        let patches_mapped = places.iter().any(|(column, _)| *column == Column::Patch);
        let mapped: Vec<usize> = places.iter().map(|(_, at)| *at).collect();
        let objects = of_objects(headings).filter(|at| !mapped.contains(at));
        places.extend(objects.map(|at| (Column::Other, at)));
        let free = (0..headings.len()).filter(|at| !places.iter().any(|(_, taken)| taken == at));
        let mut known: Vec<_> = free.filter_map(|at| Some((meaning(&headings[at])?, at))).collect();
        known.sort_by_key(|((preference, _), at)| (*preference, *at));
        places.extend(known.into_iter().map(|((_, column), at)| (column, at)));
        let captions = (0..headings.len()).filter(|at| headings[*at] == "caption");
        let captions = captions.filter(|at| !mapped.contains(at)).collect();
        let (loose, of_part, tallies) = (Vec::new(), Vec::new(), Vec::new());
        let mut columns =
            Self { places, loose, patches_mapped, mapped, of_part, captions, tallies };
        columns.find_loose(headings, map);
        if let Some(list) = part::list(headings, &columns) {
            columns.set_apart(headings, list);
        }
        columns.find_category(headings);
        // `Get-HotFix` calls the computer the source of the entry.
        let source = headings.iter().position(|heading| heading == "source");
        if let Some(at) = source.filter(|_| {
            !columns.has(Column::Name) && headings.iter().any(|heading| heading == "hotfixid")
        }) {
            columns.places.push((Column::Name, at));
        }
        columns
    }

    /// Sets apart the names that may be those of something else.
    fn find_loose(&mut self, headings: &[String], map: &[(String, String)]) {
        let has = |words: &[&str]| headings.iter().any(|heading| words.contains(&&**heading));
        let mapped = |heading: &str| map.iter().any(|(_, to)| plain(to) == heading);
        let of_wmi = has(&OF_WMI);
        let is_loose = |at: &usize| {
            let heading = headings[*at].as_str();
            !(is_sure_name(heading) || mapped(heading) || (of_wmi && heading == "server"))
        };
        self.loose = self.places_of(Column::Name).filter(is_loose).collect();
        if has(&part::LISTS) {
            self.drop_loose();
        }
    }

    /// Drops names that are those of programs, services or parts.
    fn drop_loose(&mut self) {
        let parts = std::mem::take(&mut self.loose);
        // Nor are they what is enabled.
        self.places.retain(|(kind, at)| !parts.contains(at) && *kind != Column::Enabled);
    }

    /// Sets apart what a table of parts says of these: it is not said of the host.
    fn set_apart(&mut self, headings: &[String], list: part::List) {
        if list == part::List::Wmi {
            self.drop_loose();
        }
        let of_part =
            |at: &usize| list.own().contains(&headings[*at].as_str()) && !self.is_mapped(*at);
        self.of_part = (0..headings.len()).filter(of_part).collect();
        let apart = &self.of_part;
        self.places.retain(|(_, at)| !apart.contains(at));
        self.places.extend(self.of_part.iter().map(|at| (Column::Other, *at)));
    }

    /// Takes a category for the kind of a host, where no row is about a patch.
    fn find_category(&mut self, headings: &[String]) {
        let at = headings.iter().position(|heading| CATEGORIES.contains(&heading.as_str()));
        if let Some(at) = at.filter(|_| !self.has_patches() && !self.has(Column::Kind)) {
            self.places.push((Column::Kind, at));
        }
    }

    /// The columns that are about a part of the host, where the table is one of parts.
    pub(super) fn of_part(&self) -> &[usize] {
        &self.of_part
    }

    /// The cells of captions, trimmed.
    pub(super) fn captions<'r>(&self, record: &'r StringRecord) -> impl Iterator<Item = &'r str> {
        self.captions.iter().filter_map(|at| record.get(*at)).map(str::trim)
    }

    /// The filled cells that name the host of a row: the sure ones, or where there is none, the
    /// others.
    pub(super) fn names<'r>(&self, record: &'r StringRecord) -> impl Iterator<Item = &'r str> {
        let loose = self.filled_names(record, false).next().is_none();
        self.filled_names(record, loose)
    }

    fn filled_names<'r>(
        &self,
        record: &'r StringRecord,
        loose: bool,
    ) -> impl Iterator<Item = &'r str> {
        // What has several words for its name and its caption is a thing that WMI knows.
        let of_thing = move |cell: &&str| {
            loose && cell.contains(' ') && self.captions(record).any(|caption| caption == *cell)
        };
        self.places_of(Column::Name)
            .filter(move |at| self.loose.contains(at) == loose)
            .filter_map(|at| record.get(at))
            .map(str::trim)
            .filter(move |cell| !cell.is_empty() && !of_thing(cell))
    }

    /// The first of them that can be the name of a host; else the first.
    pub(super) fn name<'r>(&self, record: &'r StringRecord) -> &'r str {
        let mut names = self.names(record);
        let first = names.next().unwrap_or("");
        let useful = |name: &&str| !Identity::named(name).is_empty();
        // Where there is one only, it need not be looked at.
        match names.next() {
            None => first,
            Some(_) => self.names(record).find(useful).unwrap_or(first),
        }
    }

    /// Looks at the cells of columns whose headings may stand for one thing or another.
    pub(super) fn look(
        &mut self,
        headings: &[String],
        survey: impl Fn(&mut dyn FnMut(&StringRecord)),
    ) {
        if !self.has_patches() && part::is_told_by_class(headings, &survey) {
            self.set_apart(headings, part::List::Wmi);
        }
        self.find_guests(headings, &survey);
        self.drop_resolvers(headings, &survey);
        self.find_lists(&survey);
        self.find_findings(headings, &survey);
        let listens = self.places_of(Column::Listens).filter(|at| !self.is_mapped(*at));
        self.tallies = tally::columns(headings, listens, &survey);
    }

    /// Takes columns such as `Vulnerability` whose cells name patches, bulletins or vulnerabilities for
    /// what was found.
    fn find_findings(
        &mut self,
        headings: &[String],
        survey: impl Fn(&mut dyn FnMut(&StringRecord)),
    ) {
        let listed = self.has(Column::Patch);
        let asked = |at: &usize| finding::is_named_by(&headings[*at], listed);
        let asked: Vec<usize> = self.unused(headings).filter(asked).collect();
        let mut found: Vec<usize> = Vec::new();
        if !asked.is_empty() {
            survey(&mut |row| {
                for at in &asked {
                    if !found.contains(at) && finding::is_one(row.get(*at).unwrap_or("")) {
                        found.push(*at);
                    }
                }
            });
        }
        self.places.extend(found.into_iter().map(|at| (Column::Cve, at)));
    }

    /// Takes the names of virtual machines for those of the hosts: what else a table of them calls
    /// a host is the machine that they run on.
    fn find_guests(&mut self, headings: &[String], survey: impl Fn(&mut dyn FnMut(&StringRecord))) {
        let at = |words: &[&str]| headings.iter().position(|h| words.contains(&h.as_str()));
        let guest = at(&GUESTS);
        let named = guest.or_else(|| at(&["name"]).filter(|at| self.kind_at(*at).is_some()));
        let carrier =
            |at: &usize| CARRIERS.contains(&headings[*at].as_str()) && !self.is_mapped(*at);
        let carriers: Vec<usize> = self.places_of(Column::Name).filter(carrier).collect();
        let Some(named) =
            named.filter(|named| !carriers.contains(named) && !self.is_mapped(*named))
        else {
            return;
        };
        let of_guests = guest.is_some() || at(&OF_GUESTS).is_some();
        let states: Vec<usize> =
            self.places_where(|kind| matches!(kind, Column::PatchState | Column::Status)).collect();
        if carriers.is_empty() || !of_guests && states.is_empty() {
            return;
        }
        let (mut names, mut powered, mut services) = (false, false, false);
        // One that carries two others is surely none of them.
        let mut shared = carriers.iter().any(|at| headings[*at] == "host");
        let mut carried: FxHashMap<String, String> = FxHashMap::default();
        survey(&mut |row| {
            let cell = |at: usize| row.get(at).unwrap_or("").trim();
            let name = cell(named);
            names |= !is_filler(name) && !is_boolean(name);
            let said = |word: &str| states.iter().any(|at| plain(cell(*at)) == word);
            powered |= POWERS.into_iter().any(said);
            services |= said("stopped");
            if !shared && let Some(at) = carriers.first() {
                let first =
                    carried.entry(cell(*at).to_lowercase()).or_insert_with(|| name.to_owned());
                shared = first != name;
            }
        });
        let by_state = powered && !services && self.has(Column::Os);
        if names && ((of_guests && shared) || by_state) {
            self.places.retain(|(_, at)| !carriers.contains(at) && *at != named);
            self.places.push((Column::Name, named));
            self.loose.retain(|at| *at != named);
        }
    }

    /// Drops a column called `DNS` that holds addresses: they are those of its servers.
    fn drop_resolvers(
        &mut self,
        headings: &[String],
        survey: impl Fn(&mut dyn FnMut(&StringRecord)),
    ) {
        let is_one = |at: &usize| headings[*at] == "dns" && !self.is_mapped(*at);
        let Some(at) = self.places_of(Column::Fqdn).find(is_one) else { return };
        let mut any = false;
        let address = |part: &str| part.trim().parse::<std::net::IpAddr>().is_ok();
        survey(&mut |row| any |= row.get(at).unwrap_or("").split([',', ';', ' ']).any(address));
        if any {
            self.places.retain(|(_, taken)| *taken != at);
        }
    }

    /// Takes a column called `Installed` whose cells are patches for a list of them.
    fn find_lists(&mut self, survey: impl Fn(&mut dyn FnMut(&StringRecord))) {
        if self.has(Column::Patch) {
            return;
        }
        let states: Vec<usize> = self.places_of(Column::PatchState).collect();
        for at in states {
            let (mut any, mut all) = (false, true);
            survey(&mut |row| {
                let cell = row.get(at).unwrap_or("").trim();
                let names_some = !kbs_in(cell).is_empty();
                any |= names_some;
                all &= names_some || is_filler(cell);
            });
            if any && all {
                self.places.retain(|(_, taken)| *taken != at);
                self.places.push((Column::Patch, at));
            }
        }
    }

    /// The first cell of a kind that is not empty, trimmed.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        self.cells(record, column).find(|cell| !cell.is_empty()).unwrap_or("")
    }

    /// Every cell of a kind, trimmed.
    pub(super) fn cells<'r>(
        &self,
        record: &'r StringRecord,
        column: Column,
    ) -> impl Iterator<Item = &'r str> {
        self.places_of(column).filter_map(|at| record.get(at)).map(str::trim)
    }

    /// Where the columns of a kind stand.
    pub(super) fn places_of(&self, column: Column) -> impl Iterator<Item = usize> {
        self.places.iter().filter(move |(kind, _)| *kind == column).map(|(_, at)| *at)
    }

    /// Where the columns stand whose kind is one that is asked for.
    pub(super) fn places_where(&self, is: impl Fn(Column) -> bool) -> impl Iterator<Item = usize> {
        self.places.iter().filter(move |(kind, _)| is(*kind)).map(|(_, at)| *at)
    }

    /// What stands at a place, if that is known.
    pub(super) fn kind_at(&self, place: usize) -> Option<Column> {
        self.places.iter().find(|(_, at)| *at == place).map(|(kind, _)| *kind)
    }

    /// Whether a column of a kind is there.
    pub(super) fn has(&self, column: Column) -> bool {
        self.places.iter().any(|(kind, _)| *kind == column)
    }

    /// Whether rows are about patches, so that a host may have many.
    pub(super) fn has_patches(&self) -> bool {
        self.has(Column::Patch) || self.has(Column::Bulletin) || self.has(Column::Title)
    }

    /// Whether the user said which column lists what is installed.
    pub(super) fn patches_mapped(&self) -> bool {
        self.patches_mapped
    }

    /// Whether the user said what a column holds.
    pub(super) fn is_mapped(&self, place: usize) -> bool {
        self.mapped.contains(&place)
    }

    /// How many columns hold something that is known.
    pub(super) fn known(&self) -> usize {
        self.places.len()
    }

    /// Whether the numbers of a column of ports may be how many there are.
    pub(super) fn is_tally(&self, place: usize) -> bool {
        self.tallies.contains(&place)
    }

    /// Whether what names the host of a row may be the name of something else.
    pub(super) fn is_loosely_named(&self, record: &StringRecord) -> bool {
        self.filled_names(record, false).next().is_none()
    }

    /// Whether hosts can be told apart.
    pub(super) fn names_a_host(&self) -> bool {
        [Column::Name, Column::Fqdn, Column::Address, Column::Serial]
            .into_iter()
            .any(|column| self.has(column))
    }

    /// The columns that are not known.
    pub(super) fn unused(&self, headings: &[String]) -> impl Iterator<Item = usize> {
        (0..headings.len()).filter(|at| {
            !headings[*at].is_empty() && !self.places.iter().any(|(_, taken)| taken == at)
        })
    }
}

/// Where the properties stand that an object of WMI has whatever it describes.
fn of_objects(headings: &[String]) -> impl Iterator<Item = usize> {
    let is_object = headings.iter().any(|heading| OF_WMI.contains(&heading.as_str()));
    let of_object = move |at: &usize| is_object && OF_OBJECTS.contains(&headings[*at].as_str());
    (0..headings.len()).filter(of_object)
}

/// What a heading means; `Computer O/S` is an operating system, `Device State` is none of an
/// update.
fn meaning(heading: &str) -> Option<(impl Ord + Copy + use<>, Column)> {
    preferred(heading).or_else(|| {
        let rest = PREFIXES.iter().find_map(|prefix| heading.strip_prefix(prefix))?;
        preferred(rest).filter(|(_, column)| PLAIN_FACTS.contains(column))
    })
}
