//! Rates as bars: plain up to what is sure, hatched up to what is possible. Words stay in HTML, so that they keep their
//! size on a telephone; each drawing says in words what it shows.

use std::fmt::Write as _;

use super::text::{escape, rate};
use crate::commands::indicators::figures::Bounds;

/// What is known of a rate.
pub(super) enum Rate {
    /// Bounds in thousandths; `None` when nobody is entitled.
    Known(Option<Bounds>),
    /// By statistical secrecy.
    Hidden,
    /// Nobody was screened.
    Nobody,
}

/// A bar.
pub(super) struct Bar {
    pub(super) label: String,
    /// Where to read more, on the page.
    pub(super) link: Option<String>,
    pub(super) rate: Rate,
    /// What the others are compared with.
    pub(super) is_reference: bool,
}

/// A figure: a bar per line, from 0 to 100 %.
pub(super) fn figure(caption: &str, bars: &[Bar]) -> String {
    let mut text = format!(
        "<figure>\n<figcaption>{}</figcaption>\n<div class=\"axis\" aria-hidden=\"true\"><span>0 %</span><span>50 %</span><span>100 %</span></div>\n<ul class=\"bars\">\n",
        escape(caption)
    );
    for bar in bars {
        let words = match bar.rate {
            Rate::Known(bounds) => rate(bounds),
            Rate::Hidden => super::text::HIDDEN.to_owned(),
            Rate::Nobody => "aucun foyer".to_owned(),
        };
        let label = escape(&bar.label);
        let shown = match &bar.link {
            Some(anchor) => format!("<a href=\"#{anchor}\">{label}</a>"),
            None => label.clone(),
        };
        let class = if bar.is_reference {
            " class=\"reference\""
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "<li{class}><span class=\"name\">{shown}</span><span class=\"value\">{words}</span>{}</li>",
            drawing(&label, &words, &bar.rate)
        );
    }
    text.push_str("</ul>\n<p class=\"key\"><span class=\"sure\"></span> au moins <span class=\"may\"></span> au plus</p>\n</figure>\n");
    text
}

fn drawing(label: &str, words: &str, rate: &Rate) -> String {
    let mut shapes = String::from("<rect class=\"ground\" width=\"1000\" height=\"14\"/>");
    if let Rate::Known(Some((low, high))) = rate {
        let spread = high.saturating_sub(*low);
        if spread > 1 {
            let _ = write!(
                shapes,
                "<rect class=\"may\" x=\"{low}\" y=\"1\" width=\"{spread}\" height=\"12\"/>"
            );
        }
        let _ = write!(
            shapes,
            "<rect class=\"sure\" y=\"1\" width=\"{low}\" height=\"12\"/>"
        );
    }
    for tick in [250, 500, 750] {
        let _ = write!(shapes, "<path class=\"tick\" d=\"M{tick} 0V14\"/>");
    }
    format!(
        "<svg role=\"img\" viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\"><title>{label} : {words}</title><desc>Barre de 0 à 100 % : taux de non-recours, plein jusqu'au minimum, clair jusqu'au maximum.</desc>{shapes}</svg>"
    )
}
