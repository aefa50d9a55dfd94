//! Changes of the law: declarations that take the place of others.
//!
//! A reform is a set of rule files. What it declares under a name that the rules already bear replaces the former
//! declaration, with the exceptions to it; everything else is added.

use std::collections::HashSet;

use crate::source::SourceId;
use crate::syntax::tree::{Declaration, Tree};

/// What a declaration is called, by kind; `None` for those that nothing can replace.
fn named(declaration: &Declaration) -> Option<(u8, &str)> {
    match declaration {
        Declaration::Rule(x) => Some((0, &x.name.value)),
        Declaration::Condition(x) => Some((0, &x.name.value)),
        Declaration::Scale(x) => Some((0, &x.name.value)),
        Declaration::Input(x) => Some((0, &x.name.value)),
        Declaration::Period(x) => Some((0, &x.name.value)),
        Declaration::Group(x) => Some((1, &x.name.value)),
        Declaration::Benefit(x) => Some((2, &x.name.value)),
        Declaration::Procedure(x) => Some((3, &x.name.value)),
        Declaration::Base(x) => Some((4, &x.title.value)),
        Declaration::Territory(_) => Some((5, "")),
        Declaration::Module(_)
        | Declaration::Entity(_)
        | Declaration::Exception(_)
        | Declaration::Example(_) => None,
    }
}

/// Removes from the rules what the changed files replace. Examples of the replaced law go with it.
pub(crate) fn replace(trees: &mut [Tree], changed: &HashSet<SourceId>) {
    if changed.is_empty() {
        return;
    }
    let replaced: HashSet<(u8, String)> = trees
        .iter()
        .filter(|tree| changed.contains(&tree.source))
        .flat_map(|tree| &tree.items)
        .filter_map(|item| named(&item.declaration))
        .map(|(kind, name)| (kind, name.to_owned()))
        .collect();
    for tree in trees
        .iter_mut()
        .filter(|tree| !changed.contains(&tree.source))
    {
        tree.items.retain(|item| match &item.declaration {
            Declaration::Exception(exception) => {
                !replaced.contains(&(0, exception.target.value.clone()))
            }
            Declaration::Example(_) => false,
            other => {
                named(other).is_none_or(|(kind, name)| !replaced.contains(&(kind, name.to_owned())))
            }
        });
    }
}
