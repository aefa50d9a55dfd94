//! CSV as French spreadsheets open it: semicolons, decimal commas, CRLF, a mark that tells UTF-8.

use std::borrow::Cow;
use std::io::Write;

/// Tells spreadsheets that the file is in UTF-8.
pub(crate) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A writer of such a file; [`MARK`] goes before it.
pub(crate) fn writer<W: Write>(inner: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(inner)
}

/// A text that a spreadsheet will not take for a formula. Only for texts: a negative number stays a number.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula() {
        for formula in ["=1+1", "+33 1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(safe(formula), format!("'{formula}"));
        }
        assert_eq!(safe("menage-1"), "menage-1");
        assert_eq!(safe(""), "");
    }
}
