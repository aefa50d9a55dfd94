//! A document with choices of where to break lines, and the choice that fits the width.

/// A piece of a document.
#[derive(Debug)]
pub(super) enum Doc {
    /// Words that no line break may cut.
    Text(String),
    /// A comment at the end of a line, which may be longer than the width.
    Comment(String),
    /// A space, or a new line when the group around is broken.
    Line,
    /// A space, or a new line when what follows does not fit on the line.
    Fill,
    /// A new line.
    Hard,
    /// On one line if it fits and has no [`Doc::Hard`], else broken.
    Group(Vec<Doc>, bool),
    /// New lines inside are indented by so much more.
    Nest(usize, Vec<Doc>, bool),
}

impl Doc {
    pub(super) fn group(parts: Vec<Doc>) -> Doc {
        let hard = has_hard(&parts);
        Doc::Group(parts, hard)
    }

    pub(super) fn nest(by: usize, parts: Vec<Doc>) -> Doc {
        let hard = has_hard(&parts);
        Doc::Nest(by, parts, hard)
    }
}

fn has_hard(parts: &[Doc]) -> bool {
    parts.iter().any(|part| {
        matches!(
            part,
            Doc::Hard | Doc::Group(_, true) | Doc::Nest(_, _, true)
        )
    })
}

/// What remains to be written: a piece, its indentation, and whether it must stay on one line.
#[derive(Clone, Copy)]
struct Rest<'d> {
    indent: usize,
    flat: bool,
    doc: &'d Doc,
}

/// Writes a document in lines of at most `width` characters, where its words allow it.
pub(super) fn render(docs: &[Doc], width: usize) -> String {
    let mut out = String::new();
    let mut column = 0_usize;
    let mut rest: Vec<Rest<'_>> = docs
        .iter()
        .rev()
        .map(|doc| Rest {
            indent: 0,
            flat: false,
            doc,
        })
        .collect();
    while let Some(Rest { indent, flat, doc }) = rest.pop() {
        let mut new_line = false;
        match doc {
            Doc::Text(text) => {
                out.push_str(text);
                column = column.saturating_add(text.chars().count());
            }
            Doc::Comment(text) => {
                out.push_str("  ");
                out.push_str(text);
            }
            Doc::Line => new_line = !flat,
            Doc::Fill => new_line = !flat && !fits(width.saturating_sub(column), &[], &rest, true),
            Doc::Hard => new_line = true,
            Doc::Group(parts, hard) => {
                let flat =
                    flat || (!hard && fits(width.saturating_sub(column), parts, &rest, false));
                rest.extend(parts.iter().rev().map(|doc| Rest { indent, flat, doc }));
            }
            Doc::Nest(by, parts, _) => {
                let indent = indent.saturating_add(*by);
                rest.extend(parts.iter().rev().map(|doc| Rest { indent, flat, doc }));
            }
        }
        if new_line {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if matches!(doc, Doc::Line | Doc::Fill) {
            out.push(' ');
            column = column.saturating_add(1);
        }
    }
    out
}

/// Whether `parts` on one line, and what follows up to the next place where a line may break, fit in `room`.
///
/// With `space`, one character is taken by the space before.
fn fits(room: usize, parts: &[Doc], after: &[Rest<'_>], space: bool) -> bool {
    let mut used = usize::from(space);
    let mut waiting = after.iter().rev();
    let mut inside: Vec<Rest<'_>> = parts
        .iter()
        .rev()
        .map(|doc| Rest {
            indent: 0,
            flat: true,
            doc,
        })
        .collect();
    loop {
        if used > room {
            return false;
        }
        let Some(Rest { flat, doc, .. }) = inside.pop().or_else(|| waiting.next().copied()) else {
            return true;
        };
        match doc {
            Doc::Text(text) => used = used.saturating_add(text.chars().count()),
            Doc::Comment(_) => {}
            Doc::Line | Doc::Fill if flat => used = used.saturating_add(1),
            Doc::Line | Doc::Fill | Doc::Hard => return true,
            Doc::Group(parts, hard) => {
                // A group that waits would be laid flat if it fits.
                let flat = !hard;
                inside.extend(parts.iter().rev().map(|doc| Rest {
                    indent: 0,
                    flat,
                    doc,
                }));
            }
            Doc::Nest(_, parts, _) => inside.extend(parts.iter().rev().map(|doc| Rest {
                indent: 0,
                flat,
                doc,
            })),
        }
    }
}
