//! A rule base without jumps: the rules of each chain stand where it is called, for what the call
//! lets in.
//!
//! RETURN takes packets out of the rest of its chain: the rules behind it have an exception. GOTO
//! is a jump with a RETURN behind it. What comes back to the first chain is left to the last rule.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::ports::Ports;
use super::rule::{Action, InterfaceMatch, List, Rule, Side};

/// Deeper calls than firewalls have.
const MAX_DEPTH: usize = 32;
/// Rules after following calls; what a rule base has beyond them is unknown.
pub const MAX_RULES: usize = 500_000;
/// Rules that are looked at while following calls, with those that match nothing where they are
/// called.
const MAX_STEPS: usize = 2_000_000;
/// Exceptions of one rule; more make it doubtful.
const MAX_EXCEPTIONS: usize = 64;

/// What a rule does in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
    Unknown,
}

/// What has to be so for a rule to match.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) from: Side,
    pub(super) to: Side,
    pub(super) ports: Ports,
    pub(super) sources: Ports,
    pub(super) entry: Vec<Arc<InterfaceMatch>>,
    pub(super) exit: Vec<Arc<InterfaceMatch>>,
    /// Whether it matches all of that, and not perhaps less.
    pub(super) sure: bool,
    /// Whether it surely matches a part of that only.
    pub(super) part: bool,
}

/// A rule with everything that stands around it.
#[derive(Clone, Debug)]
pub(super) struct Flat {
    pub(super) condition: Condition,
    pub(super) effect: Effect,
    /// What left the chain before.
    pub(super) except: Arc<[Arc<Condition>]>,
    /// Chain and place in it; `None` is the rule that ends the list.
    pub(super) origin: Option<(u32, u32)>,
}

impl Condition {
    fn of(rule: &Rule) -> Self {
        Self {
            from: rule.from.clone(),
            to: rule.to.clone(),
            ports: rule.ports.clone(),
            sources: rule.sources.clone(),
            entry: rule.entry.iter().cloned().collect(),
            exit: rule.exit.iter().cloned().collect(),
            sure: rule.doubt.is_none(),
            part: rule.part,
        }
    }

    /// What this condition lets into a chain and a rule of the chain lets in.
    fn and(&self, inner: Self) -> Self {
        let side = |a: &Side, b: &Side| a.meet(b).map_or((b.clone(), false), |met| (met, true));
        let ((from, one), (to, two)) = (side(&self.from, &inner.from), side(&self.to, &inner.to));
        let both = |a: &[Arc<InterfaceMatch>], b: &[Arc<InterfaceMatch>]| {
            a.iter().chain(b).cloned().collect()
        };
        Self {
            from,
            to,
            ports: self.ports.intersection(&inner.ports),
            sources: self.sources.intersection(&inner.sources),
            entry: both(&self.entry, &inner.entry),
            exit: both(&self.exit, &inner.exit),
            sure: self.sure && inner.sure && one && two,
            part: self.part || inner.part,
        }
    }

    fn is_empty(&self) -> bool {
        let nothing = |side: &Side| match side {
            Side::Any | Side::Inside => false,
            Side::Addresses(addresses) => addresses.is_empty(),
            Side::Zones(names) => names.is_empty(),
        };
        self.ports.is_empty() || self.sources.is_empty() || nothing(&self.from) || nothing(&self.to)
    }
}

/// The rules of a list without its jumps, and whether that was too much.
pub(super) fn flatten(list: &List) -> Vec<Flat> {
    let chains =
        list.chains.iter().enumerate().map(|(at, chain)| (chain.name.as_str(), at)).rev().collect();
    let mut walk = Walk { list, chains, found: Vec::new(), steps: 0, full: false };
    let anything = Condition::of(&Rule::new(0, "", Action::Allow));
    walk.follow(0, &anything, &Arc::from([]), 0);
    if walk.full {
        walk.found.push(Flat {
            condition: anything.clone(),
            effect: Effect::Unknown,
            except: Arc::from([]),
            origin: None,
        });
        walk.found.last_mut().expect("a rule was just added").condition.sure = false;
    }
    let end = Flat {
        condition: Condition::of(&list.end),
        effect: effect(&list.end.action),
        except: Arc::from([]),
        origin: None,
    };
    walk.found.push(end);
    walk.found
}

fn effect(action: &Action) -> Effect {
    match action {
        Action::Allow => Effect::Allow,
        Action::Deny => Effect::Deny,
        _ => Effect::Unknown,
    }
}

struct Walk<'l> {
    list: &'l List,
    chains: FxHashMap<&'l str, usize>,
    found: Vec<Flat>,
    steps: usize,
    full: bool,
}

impl Walk<'_> {
    fn follow(
        &mut self,
        chain: usize,
        outer: &Condition,
        except: &Arc<[Arc<Condition>]>,
        depth: usize,
    ) {
        let mut except = except.clone();
        let Some(rules) = self.list.chains.get(chain).map(|chain| &chain.rules) else { return };
        for (at, rule) in rules.iter().enumerate() {
            self.steps += 1;
            if self.full || self.found.len() >= MAX_RULES || self.steps > MAX_STEPS {
                self.full = true;
                return;
            }
            let condition = outer.and(Condition::of(rule));
            if condition.is_empty() {
                continue;
            }
            let origin = Some((chain as u32, at as u32));
            let (target, leaves) = match &rule.action {
                Action::Return => (None, true),
                Action::Jump(name) => (Some(name), false),
                Action::Goto(name) => (Some(name), true),
                action => {
                    self.found.push(Flat {
                        condition,
                        effect: effect(action),
                        except: except.clone(),
                        origin,
                    });
                    continue;
                }
            };
            match target
                .map(|name| self.chains.get(name.as_str()).copied().filter(|_| depth < MAX_DEPTH))
            {
                Some(Some(target)) => self.follow(target, &condition, &except, depth + 1),
                // It is not known what stands in that chain, or it goes in a circle.
                Some(None) => {
                    let condition = Condition { sure: false, ..condition.clone() };
                    self.found.push(Flat {
                        condition,
                        effect: Effect::Unknown,
                        except: except.clone(),
                        origin,
                    });
                }
                None => {}
            }
            if leaves {
                except = self.leave(&except, condition);
            }
        }
    }

    /// The exceptions with one more. Too many become one that may be anything.
    fn leave(&self, except: &Arc<[Arc<Condition>]>, condition: Condition) -> Arc<[Arc<Condition>]> {
        if except.len() >= MAX_EXCEPTIONS {
            let anything =
                Condition { sure: false, ..Condition::of(&Rule::new(0, "", Action::Return)) };
            return except
                .iter()
                .cloned()
                .chain((except.len() == MAX_EXCEPTIONS).then(|| Arc::new(anything)))
                .collect();
        }
        except.iter().cloned().chain([Arc::new(condition)]).collect()
    }
}
