//! The page: one file, without script or anything to load, for the screen and for paper.

mod chart;
mod text;

use std::fmt::Write as _;

use droit_engine::program::{Program, Rhythm};

use super::figures::Amount;
use super::kinds::Kinds;
use super::places::Level;
use super::table::{OfRight, Row, Table, Territory};
use super::{METHOD, SHEET, Stamp};
use crate::amounts::{self, count, number_of, plural};
use crate::render::values::rhythm_words;
use text::{cell, escape, figures, kinds_words};

const STYLE: &str = include_str!("style.css");

/// Each sheet of paper says that data are made up, and so does each table and each figure.
const SYNTHETIC: &str = "@page { @top-left { content: \"Données synthétiques : foyers inventés\"; font: bold 9pt sans-serif; } }\n";

/// Territories compared on the page; all of them are in the other file.
const COMPARED: usize = 40;

/// The whole page.
pub(crate) fn write(tables: &[Table], program: &Program, kinds: &Kinds, stamp: &Stamp) -> String {
    let months: Vec<String> = tables.iter().map(|t| amounts::month(t.month)).collect();
    let title = format!("Indicateurs de non-recours, {}", months.join(", "));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body{}>\n\
         <a class=\"skip\" href=\"#contenu\">Aller au contenu</a>\n",
        escape(&title),
        if stamp.synthetic { SYNTHETIC } else { "" },
        if stamp.synthetic {
            " class=\"made-up\""
        } else {
            ""
        },
    );
    if stamp.synthetic {
        page.push_str(
            "<p class=\"synthetic\" role=\"note\"><strong>Données synthétiques</strong> : foyers inventés, aucun chiffre de cette page ne décrit un territoire réel.</p>\n",
        );
    }
    let _ = write!(
        page,
        "<header>\n<h1>Indicateurs de non-recours</h1>\n{}</header>\n",
        head(&months, stamp)
    );
    page.push_str("<main id=\"contenu\">\n");
    page.push_str(&guide(stamp));
    for (number, table) in tables.iter().enumerate() {
        let month = Month {
            number: number.saturating_add(1),
            table,
            program,
            kinds,
        };
        page.push_str(&month.write());
    }
    page.push_str("</main>\n");
    page.push_str(&foot(stamp));
    page.push_str("</body>\n</html>\n");
    page
}

/// What the figures come from.
fn head(months: &[String], stamp: &Stamp) -> String {
    let item =
        |name: &str, value: &str| format!("<div><dt>{name}</dt><dd>{}</dd></div>\n", escape(value));
    let rejects = plural(stamp.rejects, "ligne rejetée", "lignes rejetées");
    let households = match stamp.households {
        Some(n) => plural(n, "foyer criblé", "foyers criblés"),
        None => "nombre de foyers masqué".to_owned(),
    };
    [
        "<dl class=\"stamp\">\n".to_owned(),
        item("Mois du droit", &months.join(", ")),
        item("Population", &format!("{households}, {rejects}")),
        item(
            "Données",
            if stamp.synthetic {
                "synthétiques"
            } else {
                "fichier de l'organisme"
            },
        ),
        item("Règles", &stamp.rules),
        item("Méthode", &format!("version {METHOD}")),
        item("Programme", &format!("droit {}", env!("CARGO_PKG_VERSION"))),
        item(
            "Secret statistique",
            &format!("seuil de {} foyers", stamp.threshold),
        ),
        item(
            "À supprimer au plus tard le",
            &stamp.purge.format("%d/%m/%Y").to_string(),
        ),
        "</dl>\n".to_owned(),
    ]
    .concat()
}

fn guide(stamp: &Stamp) -> String {
    format!(
        "<section aria-labelledby=\"lire\">\n<h2 id=\"lire\">Comment lire cette page</h2>\n<ul>\n\
         <li><strong>Éligible</strong> : les règles ouvrent le droit au foyer. <strong>Non demandé</strong> : le foyer est éligible et ne perçoit rien (<em>non-recours total</em>) ou perçoit moins que son droit (<em>non-recours partiel</em>).</li>\n\
         <li>Une donnée absente du fichier n'est jamais comptée pour zéro. Quand elle peut changer le résultat, le chiffre est une <strong>fourchette</strong> : le vrai nombre est entre les deux bornes.</li>\n\
         <li>Le <strong>taux de non-recours</strong> rapporte les foyers qui n'ont pas demandé aux foyers éligibles, parmi ceux que l'on a pu évaluer.</li>\n\
         <li><strong>Masqué</strong> : le nombre porte sur moins de {} foyers, ou permettrait d'en retrouver un par différence. Un chiffre masqué n'est ni nul ni faible : il n'est pas donné.</li>\n\
         <li>Ces foyers sont ceux du fichier criblé, pas toute la population. Ce ne sont pas des statistiques officielles, et aucun chiffre ne sert à contrôler un foyer.</li>\n\
         </ul>\n</section>\n",
        stamp.threshold
    )
}

fn foot(stamp: &Stamp) -> String {
    format!(
        "<footer>\n<p>Règles {}, méthode version {METHOD}. Le détail par territoire et par type de ménage est dans {SHEET}. Un territoire est une étiquette : il n'ouvre aucun droit et ne fonde aucun traitement.</p>\n</footer>\n",
        escape(&stamp.rules)
    )
}

/// The part of the page about a month.
struct Month<'a> {
    number: usize,
    table: &'a Table,
    program: &'a Program,
    kinds: &'a Kinds,
}

impl Month<'_> {
    fn write(&self) -> String {
        let month = amounts::month(self.table.month);
        let mut text = format!(
            "<section aria-labelledby=\"m{0}\">\n<h2 id=\"m{0}\">{month}</h2>\n",
            self.number,
            month = escape(&text::capital(&month))
        );
        let mut rights: Vec<(&OfRight, (u64, u64))> = self
            .table
            .rights
            .iter()
            .filter_map(|right| {
                let high = self
                    .whole(right)?
                    .figures
                    .unclaimed
                    .as_ref()?
                    .unclaimed
                    .count;
                (high.1 > 0).then_some((right, high))
            })
            .collect();
        rights.sort_by_key(|(right, high)| (std::cmp::Reverse(*high), right.benefit));
        let rights: Vec<&OfRight> = rights.into_iter().map(|(right, _)| right).collect();
        text.push_str(&self.overview(&rights));
        text.push_str(&self.others());
        if !rights.is_empty() {
            let _ = writeln!(
                text,
                "<h3 id=\"m{}-droits\">Droit par droit</h3>",
                self.number
            );
        }
        for right in rights {
            text.push_str(&self.right(right));
        }
        text.push_str("</section>\n");
        text
    }

    fn whole<'r>(&self, right: &'r OfRight) -> Option<&'r Row> {
        right.rows.iter().find(|row| {
            row.kinds.is_empty() && self.territory(row).is_some_and(|t| t.level == Level::Whole)
        })
    }

    fn territory(&self, row: &Row) -> Option<&Territory> {
        self.table.territories.get(row.territory)
    }

    fn title(&self, right: &OfRight) -> &str {
        let benefit = self.program.benefits.get(right.benefit);
        benefit.map_or("", |b| b.title.as_str())
    }

    fn rhythm(&self, right: &OfRight) -> Rhythm {
        let benefit = self.program.benefits.get(right.benefit);
        benefit.map_or(Rhythm::Monthly, |b| b.rhythm)
    }

    fn anchor(&self, right: &OfRight) -> String {
        format!("m{}-d{}", self.number, right.benefit)
    }

    /// Every right that somebody may not have claimed, in the whole table.
    fn overview(&self, rights: &[&OfRight]) -> String {
        let mut text = format!("<h3 id=\"m{}-ensemble\">Vue d'ensemble</h3>\n", self.number);
        if rights.is_empty() {
            text.push_str("<p>Aucun droit non demandé ne peut être montré.</p>\n");
            return text;
        }
        text.push_str(&self.totals(rights));
        let bars = rights.iter().filter_map(|right| {
            let unclaimed = self.whole(right)?.figures.unclaimed.as_ref()?;
            Some(chart::Bar {
                label: self.title(right).to_owned(),
                link: Some(self.anchor(right)),
                rate: chart::Rate::Known(unclaimed.unclaimed.rate),
                is_reference: false,
            })
        });
        text.push_str(&chart::figure(
            "Taux de non-recours de chaque droit, tous territoires ensemble",
            &bars.collect::<Vec<_>>(),
        ));
        let rows: Vec<String> = rights
            .iter()
            .filter_map(|right| {
                let row = self.whole(right)?;
                let head = format!(
                    "<a href=\"#{}\">{}</a>",
                    self.anchor(right),
                    escape(self.title(right))
                );
                Some(figures(&head, row, false, self.rhythm(right)))
            })
            .collect();
        text.push_str(&table(
            "Droits non demandés, tous territoires ensemble",
            "Droit",
            &rows,
        ));
        text
    }

    /// What is not claimed, rhythm by rhythm: amounts of different rhythms never add up.
    fn totals(&self, rights: &[&OfRight]) -> String {
        let parts: Vec<String> = Rhythm::ALL
            .into_iter()
            .filter_map(|rhythm| {
                let mut sum = None;
                for right in rights.iter().filter(|right| self.rhythm(right) == rhythm) {
                    if let Some(Amount::Known(low, high)) = self
                        .whole(right)?
                        .figures
                        .unclaimed
                        .as_ref()
                        .map(|u| u.euros)
                    {
                        let (a, b) = sum.unwrap_or((0_i128, 0_i128));
                        sum = Some((a.saturating_add(low), b.saturating_add(high)));
                    }
                }
                let sum = sum.filter(|(_, high)| *high > 0)?;
                let words = rhythm_words(rhythm);
                Some(format!(
                    "<li>{} {words}</li>",
                    escape(&amounts::euros_between(sum))
                ))
            })
            .collect();
        if parts.is_empty() {
            return String::new();
        }
        format!(
            "<p>Montants non demandés, pour les droits dont le montant n'est pas masqué :</p>\n<ul class=\"totals\">{}</ul>\n",
            parts.concat()
        )
    }

    /// Rights without a section of their own, and why.
    fn others(&self) -> String {
        let mut lists: [Vec<&str>; 4] = Default::default();
        for right in &self.table.rights {
            let Some(row) = self.whole(right) else {
                continue;
            };
            let which = match (&row.figures.entitled, &row.figures.unclaimed) {
                (None, _) => 3,
                (Some(entitled), _) if entitled.assessed == Some(0) => 2,
                (Some(entitled), _) if entitled.entitled.is_none_or(|(_, high)| high == 0) => 0,
                (_, None) => 3,
                (_, Some(unclaimed)) if unclaimed.unclaimed.count.1 == 0 => 1,
                _ => continue,
            };
            if let Some(list) = lists.get_mut(which) {
                list.push(self.title(right));
            }
        }
        let words = [
            "Aucun foyer éligible",
            "Aucun foyer éligible qui ne perçoive tout son droit",
            "Droits que les données du fichier ne permettent pas d'évaluer",
            "Effectifs trop faibles pour être montrés",
        ];
        let items: Vec<String> = words
            .iter()
            .zip(&lists)
            .filter(|(_, list)| !list.is_empty())
            .map(|(words, list)| {
                let n = count(number_of(list.len()));
                format!("<li>{words} ({n}) : {}.</li>\n", escape(&list.join(" ; ")))
            })
            .collect();
        if items.is_empty() {
            return String::new();
        }
        format!(
            "<h3 id=\"m{}-autres\">Les autres droits</h3>\n<ul class=\"others\">\n{}</ul>\n",
            self.number,
            items.concat()
        )
    }

    /// A right: territories side by side, then types of households.
    fn right(&self, right: &OfRight) -> String {
        let title = self.title(right);
        let anchor = self.anchor(right);
        let mut text = format!(
            "<article aria-labelledby=\"{anchor}\">\n<h4 id=\"{anchor}\">{}</h4>\n",
            escape(title)
        );
        let all: Vec<&Row> = right
            .rows
            .iter()
            .filter(|row| row.kinds.is_empty())
            .collect();
        let kept: Vec<&&Row> = all.iter().take(COMPARED).collect();
        let bars = kept.iter().filter_map(|row| {
            let territory = self.territory(row)?;
            let rate = match &row.figures.unclaimed {
                _ if territory.is_empty => chart::Rate::Nobody,
                Some(unclaimed) => chart::Rate::Known(unclaimed.unclaimed.rate),
                None => chart::Rate::Hidden,
            };
            Some(chart::Bar {
                label: text::territory(territory),
                link: None,
                rate,
                is_reference: territory.level == Level::Whole,
            })
        });
        let bars: Vec<chart::Bar> = bars.collect();
        let known = bars
            .iter()
            .filter(|bar| matches!(bar.rate, chart::Rate::Known(_)));
        if known.count() > 1 {
            text.push_str(&chart::figure(
                &format!("{title} : taux de non-recours par territoire"),
                &bars,
            ));
        } else {
            text.push_str("<p class=\"quiet\">Taux par territoire : effectifs trop faibles pour être comparés.</p>\n");
        }
        let mut rows = Vec::new();
        let mut level = None;
        for row in &kept {
            let Some(territory) = self.territory(row) else {
                continue;
            };
            let several = |l: &Level| !matches!(l, Level::Whole | Level::Unknown);
            if level != Some(territory.level) && several(&territory.level) {
                rows.push(format!(
                    "<tr class=\"level\"><th scope=\"rowgroup\" colspan=\"11\">{}</th></tr>\n",
                    territory.level.heading()
                ));
            }
            level = Some(territory.level);
            let mut head = escape(&territory.name);
            if !territory.note.is_empty() {
                let _ = write!(head, " <small>({})</small>", escape(territory.note));
            }
            rows.push(figures(&head, row, territory.is_empty, self.rhythm(right)));
        }
        text.push_str(&table(
            &format!("{title}, par territoire"),
            "Territoire",
            &rows,
        ));
        let more = all.len().saturating_sub(kept.len());
        if more > 0 {
            let more = plural(
                number_of(more),
                "autre territoire est",
                "autres territoires sont",
            );
            let _ = writeln!(text, "<p>{more} dans {SHEET}.</p>");
        }
        text.push_str(&self.types(right));
        text.push_str("</article>\n");
        text
    }

    /// Types of households, in the whole table.
    fn types(&self, right: &OfRight) -> String {
        let whole = |row: &&Row| self.territory(row).is_some_and(|t| t.level == Level::Whole);
        let rows: Vec<&Row> = right
            .rows
            .iter()
            .filter(|row| !row.kinds.is_empty())
            .filter(whole)
            .collect();
        if rows.is_empty() {
            return "<p class=\"quiet\">Par type de ménage : effectifs trop faibles pour être montrés.</p>\n".to_owned();
        }
        let title = self.title(right);
        let rhythm = self.rhythm(right);
        let lines: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                let unclaimed = row.figures.unclaimed.as_ref()?;
                let entitled = row.figures.entitled.as_ref()?;
                let cells = [
                    text::bounds(entitled.entitled),
                    text::bounds(Some(unclaimed.unclaimed.count)),
                    text::rate(unclaimed.unclaimed.rate),
                    text::amount(unclaimed.euros, rhythm_words(rhythm)),
                    text::amount(unclaimed.median, rhythm_words(rhythm)),
                ];
                let cells: String = cells.iter().map(|c| cell(c)).collect();
                let label = escape(&kinds_words(self.kinds, &row.kinds));
                Some(format!("<tr><th scope=\"row\">{label}</th>{cells}</tr>\n"))
            })
            .collect();
        format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">\n<table class=\"types\">\n<caption>{label}</caption>\n<thead><tr><th scope=\"col\">Type de ménage</th><th scope=\"col\">Éligibles</th><th scope=\"col\">Non demandé</th><th scope=\"col\">Taux de non-recours</th><th scope=\"col\">Montant non demandé</th><th scope=\"col\">Écart médian</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
            lines.concat(),
            label = escape(&format!(
                "{title}, par type de ménage, tous territoires ensemble"
            )),
        )
    }
}

/// A table of figures, that can be reached and moved with the keyboard.
fn table(caption: &str, first: &str, rows: &[String]) -> String {
    let caption = escape(caption);
    format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n<table>\n<caption>{caption}</caption>\n<thead><tr><th scope=\"col\">{first}</th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        text::COLUMNS
            .map(|c| format!("<th scope=\"col\">{c}</th>"))
            .concat(),
        rows.concat()
    )
}
