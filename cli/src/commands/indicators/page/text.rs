//! Figures in words, for people: a range is said as a range, and what is not known is said plainly.

use droit_engine::program::Rhythm;

use crate::amounts::{self, count};
use crate::commands::indicators::figures::{Amount, Bounds, Rated};
use crate::commands::indicators::kinds::Kinds;
use crate::commands::indicators::places::Level;
use crate::commands::indicators::sheet::percent;
use crate::commands::indicators::table::{Row, Territory};
use crate::render::values::rhythm_words;

/// The columns of a table of figures, after the first.
pub(super) const COLUMNS: [&str; 10] = [
    "Foyers criblés",
    "Évaluables",
    "Éligibles",
    "Éligibles qui perçoivent",
    "Non demandé",
    "Taux de non-recours",
    "dont total",
    "dont partiel",
    "Montant non demandé",
    "Écart médian",
];

/// What stands for a figure that is hidden.
pub(super) const HIDDEN: &str = "masqué";

/// A text in HTML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// With a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// `Rennes (35238)`; a name that a département bears too is told from it: `Gironde (33), zéro non-recours`.
pub(super) fn territory(territory: &Territory) -> String {
    let code = match territory.code.as_str() {
        "" => String::new(),
        code => format!(" ({code})"),
    };
    let experiment = match territory.level {
        Level::Experiment => ", zéro non-recours",
        _ => "",
    };
    format!("{}{code}{experiment}", territory.name)
}

/// `Couple sans enfant ou couple avec enfants`
pub(super) fn kinds_words(kinds: &Kinds, positions: &[usize]) -> String {
    let labels = positions
        .iter()
        .filter_map(|k| kinds.0.get(*k))
        .map(|kind| kind.label);
    labels.collect::<Vec<_>>().join(" ; ")
}

/// `34` or `de 20 à 45`
pub(super) fn bounds(bounds: Option<Bounds>) -> String {
    match bounds {
        None => "inconnu".to_owned(),
        Some((low, high)) if low == high => count(low),
        Some((low, high)) => format!("de\u{a0}{} à\u{a0}{}", count(low), count(high)),
    }
}

/// `34,0 %` or `de 20,0 % à 45,0 %`
pub(super) fn rate(rate: Option<Bounds>) -> String {
    match rate {
        None => "sans objet".to_owned(),
        Some((0, 1000)) => "inconnu".to_owned(),
        // One step apart: a known rate, rounded outwards.
        Some((low, high)) if high.saturating_sub(low) <= 1 => format!("{}\u{a0}%", percent(low)),
        Some((low, high)) => format!(
            "de\u{a0}{}\u{a0}% à\u{a0}{}\u{a0}%",
            percent(low),
            percent(high)
        ),
    }
}

/// `1 234,00 € par mois`
pub(super) fn amount(amount: Amount, rhythm: &str) -> String {
    match amount {
        Amount::None => "sans objet".to_owned(),
        Amount::Hidden => HIDDEN.to_owned(),
        Amount::Known(low, high) => {
            // A line is never cut inside a number or its unit.
            let euros = amounts::euros_between((low, high))
                .replace(" €", "\u{a0}€")
                .replace("de ", "de\u{a0}")
                .replace("à ", "à\u{a0}");
            format!("{euros} {}", rhythm.replace(' ', "\u{a0}"))
        }
    }
}

fn rated(rated: &Rated) -> String {
    bounds(Some(rated.count))
}

/// A cell, quiet when it holds no figure.
pub(super) fn cell(text: &str) -> String {
    let class = match text {
        HIDDEN | "sans objet" | "inconnu" => " class=\"quiet\"",
        _ => "",
    };
    format!("<td{class}>{}</td>", escape(text))
}

/// A row of figures after its head, which is already HTML.
pub(super) fn figures(head: &str, row: &Row, is_empty: bool, rhythm: Rhythm) -> String {
    if is_empty {
        return format!(
            "<tr><th scope=\"row\">{head}</th><td colspan=\"10\" class=\"quiet nobody\">aucun foyer dans le fichier</td></tr>\n"
        );
    }
    let hidden = || HIDDEN.to_owned();
    let figures = &row.figures;
    let words = rhythm_words(rhythm);
    let entitled = figures.entitled.as_ref();
    let unclaimed = figures.unclaimed.as_ref();
    let nature = figures.nature.as_ref();
    let cells = [
        figures.screened.map_or_else(hidden, count),
        entitled.map_or_else(hidden, |e| match (e.assessed, e.share) {
            (Some(n), share) => format!("{}\u{a0}({})", count(n), rate(share)),
            (None, _) => String::new(),
        }),
        entitled.map_or_else(hidden, |e| bounds(e.entitled)),
        unclaimed.map_or_else(hidden, |u| bounds(Some(u.receiving))),
        unclaimed.map_or_else(hidden, |u| rated(&u.unclaimed)),
        unclaimed.map_or_else(hidden, |u| rate(u.unclaimed.rate)),
        nature.map_or_else(hidden, |n| rated(&n.total)),
        nature.map_or_else(hidden, |n| rated(&n.partial)),
        unclaimed.map_or_else(hidden, |u| amount(u.euros, words)),
        unclaimed.map_or_else(hidden, |u| amount(u.median, words)),
    ];
    let cells: String = cells.iter().map(|c| cell(c)).collect();
    format!("<tr><th scope=\"row\">{head}</th>{cells}</tr>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_as_they_are_known() {
        assert_eq!(bounds(Some((20, 45))), "de\u{a0}20 à\u{a0}45");
        assert_eq!(bounds(Some((1_234, 1_234))), "1\u{a0}234");
        assert_eq!(rate(Some((333, 334))), "33,3\u{a0}%");
        assert_eq!(rate(Some((0, 1000))), "inconnu");
        assert_eq!(rate(None), "sans objet");
        assert_eq!(capital("état"), "État");
        assert_eq!(
            amount(Amount::Known(100, 123_400), "par mois"),
            "de\u{a0}1,00\u{a0}€ à\u{a0}1\u{a0}234,00\u{a0}€ par\u{a0}mois"
        );
        assert_eq!(
            escape("<l'été> & \"co\""),
            "&lt;l&#39;été&gt; &amp; &quot;co&quot;"
        );
    }
}
