//! Looking at one value of a dossier: what is strange is accepted when its meaning is sure, and said.

use chrono::NaiveDate;
use droit_engine::calendar::Month;

use super::notes::Remarks;
use super::tables::{Code, tables};
use super::tree::Node;
use super::value::{self, Said};

/// Where remarks go.
#[derive(Clone, Copy)]
pub(super) struct Look<'n> {
    pub(super) notes: &'n Remarks,
}

impl Look<'_> {
    /// What a code means; an unknown one means nothing, and is counted.
    pub(super) fn code(self, parent: &Node, path: &'static str) -> Option<Code> {
        let node = parent.at(path).filter(|node| !node.text.is_empty())?;
        let field = path.rsplit('/').next().unwrap_or(path);
        if let Some(code) = tables().code(field, &node.text) {
            return Some(code);
        }
        // A spreadsheet takes the zeros off.
        for width in [2, 3] {
            let padded = format!("{:0>width$}", node.text);
            if let Some(code) = tables().code(field, &padded).filter(|_| !node.cut) {
                let shown = node.shown();
                self.notes
                    .add(format!("code {field} « {shown} » lu « {padded} »"));
                return Some(code);
            }
        }
        self.notes.add(format!(
            "code {field} « {} » inconnu : la donnée est tenue pour inconnue",
            node.shown()
        ));
        None
    }

    /// A date.
    pub(super) fn date(self, parent: &Node, path: &str) -> Option<NaiveDate> {
        let node = parent.at(path).filter(|node| !node.text.is_empty())?;
        let said = value::date(&node.text);
        match said {
            Said::Rewritten(_) => self.notes.add(format!(
                "date {} au format jj/mm/aaaa : acceptée",
                node.name
            )),
            Said::Unreadable => self.unreadable(node),
            Said::Known(_) | Said::Unknown => {}
        }
        said.value()
    }

    /// The month of a date.
    pub(super) fn month(self, parent: &Node, path: &str) -> Option<Month> {
        self.date(parent, path).map(Month::of)
    }

    /// An amount, in cents; `None` when it is absent or not known.
    pub(super) fn amount(self, parent: &Node, path: &str) -> Option<i64> {
        let node = parent.at(path).filter(|node| !node.text.is_empty())?;
        let said = value::amount(&node.text);
        match said {
            Said::Rewritten(_) => self
                .notes
                .add(format!("montant {} à virgule : accepté", node.name)),
            Said::Unreadable => self.unreadable(node),
            Said::Known(cents) if cents < 0 => {
                self.notes.add(format!("montant {} négatif", node.name))
            }
            Said::Known(_) | Said::Unknown => {}
        }
        said.value()
    }

    /// Yes or no.
    pub(super) fn flag(self, parent: &Node, path: &str) -> Option<bool> {
        let node = parent.at(path).filter(|node| !node.text.is_empty())?;
        match node.text.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => {
                self.unreadable(node);
                None
            }
        }
    }

    /// Whether a period covers some day of a month.
    pub(super) fn covers(self, node: &Node, first: &str, last: &str, month: Month) -> bool {
        self.month(node, first).is_some_and(|from| from <= month)
            && (node.text(last).is_none() || self.month(node, last).is_some_and(|to| month <= to))
    }

    fn unreadable(self, node: &Node) {
        self.notes.add(format!(
            "valeur {} illisible ({}) : tenue pour inconnue",
            node.name,
            node.shown()
        ));
    }
}
