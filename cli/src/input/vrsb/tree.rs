//! What is kept of a dossier: the elements of the allow-list, by their paths, and nothing else.

use super::tables::Form;

/// The longest value kept: what is longer is no code, date or amount.
const LONGEST: usize = 32;

/// An element of a dossier.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Its name.
    pub(super) name: &'static str,
    /// What it holds.
    pub(super) form: Form,
    /// Its value, without padding.
    pub(super) text: String,
    /// The value was longer than any that can be.
    pub(super) cut: bool,
    /// Elements below.
    pub(super) below: Vec<Node>,
}

impl Node {
    pub(super) fn new(name: &'static str, form: Form) -> Self {
        Self {
            name,
            form,
            text: String::new(),
            cut: false,
            below: Vec::new(),
        }
    }

    /// Adds to its value; a block has none.
    pub(super) fn push(&mut self, text: &str) {
        if self.form == Form::Block {
            return;
        }
        // Blanks before the value are padding.
        let text = if self.text.is_empty() {
            text.trim_start()
        } else {
            text
        };
        for c in text.chars() {
            if self.text.len() >= LONGEST {
                self.cut |= !c.is_whitespace();
                return;
            }
            self.text.push(c);
        }
    }

    /// Ends its value.
    pub(super) fn close(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }

    /// Its elements of a name.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.below.iter().filter(move |node| node.name == name)
    }

    /// The first element at a path below it.
    pub(super) fn at(&self, path: &str) -> Option<&Node> {
        path.split('/').try_fold(self, |node, name| {
            node.below.iter().find(|below| below.name == name)
        })
    }

    /// The value at a path below it; `None` when it is absent or empty.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.at(path)
            .map(|node| node.text.as_str())
            .filter(|text| !text.is_empty())
    }

    /// Replaces the value of an element that it has.
    pub(super) fn set(&mut self, name: &str, text: String) {
        if let Some(node) = self.below.iter_mut().find(|node| node.name == name) {
            node.text = text;
            node.cut = false;
        }
    }

    /// Its value as a message may show it. A file that was tampered with may hold a name anywhere: only what looks like
    /// the value that is expected is shown.
    pub(super) fn shown(&self) -> String {
        let harmless = match self.form {
            Form::Code => self.text.len() <= 5,
            Form::Date | Form::Amount => {
                self.text.len() <= 12
                    && self
                        .text
                        .chars()
                        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ',' | '+'))
            }
            Form::Block | Form::Key | Form::Person => false,
        };
        if harmless && !self.cut {
            self.text.clone()
        } else {
            "(masqué)".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(form: Form, parts: &[&str]) -> Node {
        let mut node = Node::new("X", form);
        parts.iter().for_each(|part| node.push(part));
        node.close();
        node
    }

    #[test]
    fn padding_is_no_value() {
        assert_eq!(node(Form::Code, &["\n ", " C", "G  "]).text, "CG");
        assert_eq!(node(Form::Block, &["\n"]).text, "");
    }

    #[test]
    fn only_what_looks_expected_is_shown() {
        assert_eq!(node(Form::Code, &["X99"]).shown(), "X99");
        assert_eq!(node(Form::Code, &["DURAND"]).shown(), "(masqué)");
        assert_eq!(node(Form::Date, &["12/04/1985"]).shown(), "12/04/1985");
        assert_eq!(node(Form::Date, &["9000000000001"]).shown(), "(masqué)");
        assert_eq!(node(Form::Amount, &["Martin"]).shown(), "(masqué)");
        assert_eq!(node(Form::Code, &[&"a".repeat(1000)]).text.len(), LONGEST);
    }
}
