//! Rules inside of rules: `1.1` and `1.2` below a rule `1` whose action is the name of a layer. They
//! are asked about what the rule matches, and decide nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::column::Column;
use crate::firewall::{Action, Chain, List, Rule, Side};

/// The number of a rule, part by part.
type Number = Vec<u64>;

/// The rules that hold others, as the file numbers them.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// The column of the numbers, if some of them have several parts.
    column: Option<usize>,
    parents: BTreeSet<Number>,
    /// The chain of each layer that was met; none where the rule has an action of its own.
    chains: BTreeMap<Number, Option<usize>>,
}

impl Layers {
    pub(super) fn find(columns: &[Option<Column>], rows: &[csv::StringRecord]) -> Self {
        let may_hold = |at: &usize| {
            matches!(columns[*at], None | Some(Column::Order | Column::Name | Column::Harmless))
        };
        let numbers = |at: usize| {
            let cells = rows.iter().filter_map(move |row| row.get(at)).map(str::trim);
            cells.filter(|cell| !cell.is_empty()).map(number).collect::<Option<Vec<Number>>>()
        };
        let is_nested = |numbers: &Vec<Number>| {
            let parent = |number: &Number| number.split_last().map(|(_, parent)| parent.to_vec());
            numbers.iter().filter_map(parent).any(|parent| numbers.contains(&parent))
        };
        let mut all = (0..columns.len()).filter(may_hold).filter_map(|at| Some((at, numbers(at)?)));
        let Some((column, numbers)) = all.find(|(_, numbers)| is_nested(numbers)) else {
            return Self::default();
        };
        let known: BTreeSet<&Number> = numbers.iter().collect();
        let parents = numbers.iter().filter_map(|number| Some(number.split_last()?.1.to_vec()));
        let parents = parents.filter(|parent| known.contains(parent)).collect();
        Self { column: Some(column), parents, chains: BTreeMap::new() }
    }

    /// Whether a row holds others.
    pub(super) fn is_parent(&self, cells: &csv::StringRecord) -> bool {
        self.number(cells).is_some_and(|number| self.parents.contains(&number))
    }

    /// The name of the layer of a row in a line.
    pub(super) fn name(line: u32) -> String {
        format!("layer of line {line}")
    }

    fn number(&self, cells: &csv::StringRecord) -> Option<Number> {
        number(cells.get(self.column?)?.trim())
    }

    /// Puts the rules of a row where they belong.
    pub(super) fn add(
        &mut self,
        list: &mut List,
        cells: &csv::StringRecord,
        line: u32,
        rules: Vec<Rule>,
    ) {
        let number = self.number(cells);
        if let Some(own) = number.clone().filter(|number| self.parents.contains(number)) {
            let is_layer = rules.iter().all(|rule| matches!(rule.action, Action::Jump(_)));
            let chain = is_layer.then(|| {
                list.chains.push(Chain { name: Self::name(line), rules: Vec::new() });
                list.chains.len() - 1
            });
            self.chains.insert(own, chain);
        }
        let parent = number.and_then(|number| Some(number.split_last()?.1.to_vec()));
        match parent.and_then(|parent| self.chains.get(&parent).copied()) {
            Some(Some(chain)) => list.chains[chain].rules.extend(rules),
            // Below a rule that decides by itself it is not known what they are asked about.
            Some(None) => {
                let why = "it stands below a rule that names no layer";
                list.chains[0].rules.extend(rules.into_iter().map(|rule| rule.because(why)));
            }
            None => list.chains[0].rules.extend(rules),
        }
    }

    /// What a layer does with what none of its rules decides is a setting that is not in the file.
    pub(super) fn finish(list: &mut List) {
        for chain in &mut list.chains[1..] {
            let decides_all = chain.rules.last().is_some_and(|rule| {
                rule.doubt.is_none()
                    && (&rule.from, &rule.to) == (&Side::Any, &Side::Any)
                    && rule.ports.is_any()
                    && rule.sources.is_any()
            });
            if !decides_all {
                let line = chain.rules.last().map_or(0, |rule| rule.line);
                let why = "what its layer does with the rest is not known";
                chain.rules.push(Rule::unknown(line, &chain.name, why));
            }
        }
    }
}

/// `1`, `1.2`, `1.2.1.`.
fn number(text: &str) -> Option<Number> {
    text.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect()
}
