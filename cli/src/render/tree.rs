//! A tree of texts, with guides that show what belongs to what.

use std::fmt::Write as _;

use super::paint::Paint;

/// A line, what is said of it, and what it rests on.
#[derive(Debug, Default)]
pub(crate) struct Branch {
    /// The line.
    pub(crate) head: String,
    /// Lines under it, in grey.
    pub(crate) notes: Vec<String>,
    /// What it rests on.
    pub(crate) children: Vec<Branch>,
}

impl Branch {
    /// A line alone.
    pub(crate) fn new(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            ..Self::default()
        }
    }

    /// Keeps so many levels; what is cut leaves a mark.
    pub(crate) fn prune(&mut self, levels: usize) {
        match levels.checked_sub(1) {
            Some(left) if left > 0 || self.children.is_empty() => {
                for child in &mut self.children {
                    child.prune(left);
                }
            }
            _ => {
                self.children.clear();
                self.head.push_str(" …");
            }
        }
    }

    /// Writes a tree, its root at the margin.
    pub(crate) fn write(&self, paint: Paint, out: &mut String) {
        self.below(paint, "", "", out);
    }

    fn below(&self, paint: Paint, mark: &str, guide: &str, out: &mut String) {
        let _ = writeln!(out, "{}{}", paint.dim(mark), self.head);
        let stem = if self.children.is_empty() {
            "  "
        } else {
            "│ "
        };
        for note in &self.notes {
            let _ = writeln!(
                out,
                "{}{}",
                paint.dim(&format!("{guide}{stem}")),
                paint.dim(note)
            );
        }
        let last = self.children.len().saturating_sub(1);
        for (i, child) in self.children.iter().enumerate() {
            let (mark, next) = if i == last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            child.below(
                paint,
                &format!("{guide}{mark}"),
                &format!("{guide}{next}"),
                out,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guides_show_what_belongs_to_what() {
        let mut root = Branch {
            notes: vec!["note".to_owned()],
            ..Branch::new("racine")
        };
        root.children.push(Branch {
            children: vec![Branch::new("feuille")],
            ..Branch::new("a")
        });
        root.children.push(Branch {
            notes: vec!["note".to_owned()],
            ..Branch::new("b")
        });
        let mut text = String::new();
        root.write(Paint::PLAIN, &mut text);
        assert_eq!(
            text,
            "racine\n│ note\n├─ a\n│  └─ feuille\n└─ b\n     note\n"
        );
        root.prune(2);
        text.clear();
        root.write(Paint::PLAIN, &mut text);
        assert_eq!(text, "racine\n│ note\n├─ a …\n└─ b\n     note\n");
    }
}
