//! The sources marked « À VÉRIFIER », with their place: a program keeps the marks, not where they were written.

use droit_engine::source::SourceId;

use crate::rules::Rules;

/// A source still to be checked against the texts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The file.
    pub(crate) source: SourceId,
    /// From 1.
    pub(crate) line: usize,
    /// The declaration that it stands in: `Barème montant de base`.
    pub(crate) declaration: String,
    /// `[CASF R262-4 ; À VÉRIFIER]`
    pub(crate) citation: String,
}

/// Every mark of every file, in order.
pub(crate) fn find(rules: &Rules) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (id, source) in rules.sources.iter() {
        scan(id, &source.text, &mut marks);
    }
    marks
}

/// Reads over comments, texts and quoted names: only brackets of sources are left.
fn scan(source: SourceId, text: &str, marks: &mut Vec<Mark>) {
    let mut declaration = "";
    let mut rest = text;
    let mut line: usize = 1;
    let mut at_line_start = true;
    while let Some(c) = rest.chars().next() {
        if at_line_start && c.is_uppercase() {
            let head = rest
                .split(['\n', ':', '[', ',', ';', '('])
                .next()
                .unwrap_or("");
            declaration = head.trim().trim_end_matches('.');
        }
        let length = match c {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '«' => through(rest, '»'),
            '"' => through(rest, '"'),
            '[' => {
                let length = through(rest, ']');
                let written = rest.get(..length).unwrap_or(rest);
                let folded = written.to_lowercase();
                if folded.contains("à vérifier") || folded.contains("a verifier") {
                    let citation = written.split_whitespace().collect::<Vec<_>>().join(" ");
                    marks.push(Mark {
                        source,
                        line,
                        declaration: declaration.to_owned(),
                        citation,
                    });
                }
                length
            }
            _ => c.len_utf8(),
        };
        let (read, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        line = line.saturating_add(read.matches('\n').count());
        at_line_start = if c == '\n' {
            true
        } else {
            at_line_start && c.is_whitespace()
        };
        rest = after;
    }
}

/// The length up to and with a closing character; the line alone when it never comes.
fn through(text: &str, close: char) -> usize {
    let skipped = text.chars().next().map_or(0, char::len_utf8);
    let inside = text.get(skipped..).unwrap_or("");
    match inside.find(close) {
        Some(at) => skipped.saturating_add(at).saturating_add(close.len_utf8()),
        None => text.find('\n').unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_sources_only() {
        let text = "Module « [À VÉRIFIER] ».\n-- [À VÉRIFIER]\n\nBarème taux, en % :\n  depuis le 01/01/2020 : 1 % [CASF L1 ;\n  À VÉRIFIER] ;\n  depuis le 01/01/2021 : 2 % [CASF L2].\n  Règle x [A VERIFIER] : 1.\n";
        let mut marks = Vec::new();
        scan(SourceId(0), text, &mut marks);
        let found: Vec<_> = marks
            .iter()
            .map(|m| (m.line, m.declaration.as_str(), m.citation.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (5, "Barème taux", "[CASF L1 ; À VÉRIFIER]"),
                (8, "Règle x", "[A VERIFIER]")
            ]
        );
    }
}
