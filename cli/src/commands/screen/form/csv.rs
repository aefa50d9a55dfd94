//! CSV, for French spreadsheets or for programs.

use std::borrow::Cow;

use super::{Look, Told};
use crate::amounts;
use crate::commands::screen::table::{self, safe};
use crate::row::Cents;

/// The columns, before the date of purge.
pub(crate) const COLUMNS: [&str; 16] = [
    "menage_id",
    "droit",
    "verdict",
    "rythme",
    "du_min",
    "du_max",
    "percu",
    "ecart_min",
    "ecart_max",
    "gain_net_min",
    "gain_net_max",
    "nature",
    "donnees_manquantes",
    "motifs",
    "regles_version",
    "mois",
];

/// The last column, in a file with a manifest.
pub(crate) const PURGE: &str = "purge_le";

/// A dialect.
pub(crate) struct Style {
    /// Whether people open it in a spreadsheet.
    french: bool,
}

/// `;`, decimal commas, CRLF, a mark that tells UTF-8, no text that a spreadsheet would take for a formula.
pub(crate) const FRENCH: Style = Style { french: true };

/// `,`, decimal points, CRLF; texts as they are, since nothing that reads this form runs formulas.
pub(crate) const RFC_4180: Style = Style { french: false };

impl Style {
    /// The header.
    pub(super) fn head(&self, look: &Look<'_>) -> Vec<u8> {
        let mut bytes = if self.french {
            table::MARK.to_vec()
        } else {
            Vec::new()
        };
        let mut writer = self.writer();
        let purge = look.purge.as_ref().map(|_| PURGE);
        // Writing in memory cannot fail.
        let _ = writer.write_record(COLUMNS.into_iter().chain(purge));
        bytes.extend(writer.into_inner().unwrap_or_default());
        bytes
    }

    /// The rows of some households.
    pub(super) fn rows(&self, look: &Look<'_>, told: &[&Told]) -> Vec<u8> {
        let mut writer = self.writer();
        for household in told {
            let month = household.month.to_string();
            for row in &household.rows {
                let due = self.pair(row.due);
                let received = row.exactly_received().map(|cents| self.amount(cents));
                let (gap, gain) = (self.pair(row.gap), self.pair(row.gain));
                let missing = row.missing.join(" | ");
                let (id, motives) = (self.text(&household.id), self.text(&row.motives));
                let missing = self.text(&missing);
                let cells = [
                    id.as_ref(),
                    look.right(row),
                    row.verdict.word(),
                    look.rhythm(row),
                    &due.0,
                    &due.1,
                    received.as_deref().unwrap_or_default(),
                    &gap.0,
                    &gap.1,
                    &gain.0,
                    &gain.1,
                    row.nature(),
                    missing.as_ref(),
                    motives.as_ref(),
                    &look.version,
                    &month,
                ];
                let cells = cells.into_iter().chain(look.purge.as_deref());
                // Writing in memory, with as many cells as the header: nothing can fail.
                let _ = writer.write_record(cells);
            }
        }
        writer.into_inner().unwrap_or_default()
    }

    fn writer(&self) -> ::csv::Writer<Vec<u8>> {
        if self.french {
            return table::writer(Vec::new());
        }
        ::csv::WriterBuilder::new()
            .terminator(::csv::Terminator::CRLF)
            .from_writer(Vec::new())
    }

    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.french {
            safe(text)
        } else {
            Cow::Borrowed(text)
        }
    }

    fn amount(&self, cents: i128) -> String {
        if self.french {
            amounts::cell(cents)
        } else {
            amounts::plain(cents)
        }
    }

    fn pair(&self, bounds: Option<Cents>) -> (String, String) {
        bounds.map_or_else(Default::default, |(low, high)| {
            (self.amount(low), self.amount(high))
        })
    }
}
