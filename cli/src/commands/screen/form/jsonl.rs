//! One JSON object per line.

use super::{Look, Told};
use crate::json::Object;
use crate::record;

/// One line per right.
pub(super) fn rows(look: &Look<'_>, told: &[&Told]) -> Vec<u8> {
    let mut lines = String::new();
    for household in told {
        let month = household.month.to_string();
        for row in &household.rows {
            let head = Object::new()
                .text("menage_id", &household.id)
                .text("droit", look.right(row))
                .text("mois", &month);
            let line = record::right(head, look.program, row)
                .text("nature", row.nature())
                .text("motifs", &row.motives)
                .text("regles_version", &look.version);
            lines.push_str(&end(look, line));
        }
    }
    lines.into_bytes()
}

/// One line per household.
pub(super) fn households(look: &Look<'_>, told: &[&Told]) -> Vec<u8> {
    let mut lines = String::new();
    for household in told {
        let mut rights = Object::new();
        for row in &household.rows {
            let right = record::right(Object::new(), look.program, row);
            rights.push(look.right(row), &right.end());
        }
        let mut line = Object::new()
            .text("id", &household.id)
            .text("mois", &household.month.to_string())
            .raw("droits", &rights.end());
        if let Some(steps) = &household.steps {
            line = line.raw("etapes", steps);
        }
        lines.push_str(&end(look, line));
    }
    lines.into_bytes()
}

fn end(look: &Look<'_>, line: Object) -> String {
    let line = match &look.purge {
        Some(purge) => line.text("purge_le", purge),
        None => line,
    };
    let mut text = line.end();
    text.push('\n');
    text
}
