//! What went wrong in a rule file, as plain data; rendering lives elsewhere.

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Severity {
    /// The rules cannot be evaluated.
    #[serde(rename = "erreur")]
    Error,
    /// The rules can be evaluated, but something deserves a look.
    #[serde(rename = "avertissement")]
    Warning,
}

/// A place and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said of it (may be empty for the primary one).
    pub text: String,
}

/// One thing to tell a rule author. French, lower case, no final stop; the span says where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code (`D0203`); each has a page in `docs/diagnostics`.
    pub code: String,
    /// Gravity.
    pub severity: Severity,
    /// One line.
    pub message: String,
    /// Places, the first one is the primary.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The law of the rule at fault (`RSA [CASF L262-2]`).
    pub law: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label {
                span,
                text: String::new(),
            }],
            help: None,
            law: None,
        }
    }

    /// A warning at a place.
    pub fn warning(code: &str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, span, message)
        }
    }

    /// Says something of the primary place.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Adds a place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the law of the rule at fault.
    #[must_use]
    pub fn law(mut self, law: impl Into<String>) -> Self {
        self.law = Some(law.into());
        self
    }

    /// Whether the rules cannot be evaluated because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The primary place.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|l| l.span)
    }
}

/// Sorts by place, then code, and removes repetitions: the order in which stages found them does not show.
#[must_use]
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics
        .sort_by(|a, b| (a.span(), &a.code, &a.message).cmp(&(b.span(), &b.code, &b.message)));
    diagnostics.dedup();
    diagnostics
}
