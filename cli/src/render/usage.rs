//! What clap refuses, said in French.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::exit::{Exit, Failure};

/// What to print for an error of clap, which also stands for the help and the version.
pub(crate) enum Said {
    /// Help or version, for the standard output.
    Help(String),
    /// A refusal.
    Refusal(Failure),
}

/// Reads an error of clap.
pub(crate) fn french(error: &clap::Error, colours: bool) -> Said {
    let rendered = || {
        let text = error.render();
        if colours {
            text.ansi().to_string()
        } else {
            text.to_string()
        }
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Said::Help(rendered()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Said::Refusal(
            Failure::usage("il manque une commande").help("« droit --help » les liste"),
        ),
        _ => {
            let (message, help) = refusal(error);
            let help = help.unwrap_or_else(|| {
                "« droit --help » ou « droit COMMANDE --help » donne les options".to_owned()
            });
            Said::Refusal(Failure::Message {
                message,
                help: Some(help),
                exit: Exit::Usage,
            })
        }
    }
}

fn refusal(error: &clap::Error) -> (String, Option<String>) {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let or_else = |kind| text(kind).unwrap_or_default();
    let nearest = |kind| text(kind).map(|found| format!("vouliez-vous dire « {found} » ?"));
    let argument = or_else(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => (
            format!("l'argument « {argument} » n'existe pas ici"),
            nearest(ContextKind::SuggestedArg),
        ),
        ErrorKind::InvalidSubcommand => (
            format!(
                "la commande « {} » n'existe pas",
                or_else(ContextKind::InvalidSubcommand)
            ),
            nearest(ContextKind::SuggestedSubcommand)
                .or_else(|| Some("« droit --help » les liste".to_owned())),
        ),
        ErrorKind::MissingSubcommand => (
            "il manque une commande".to_owned(),
            Some("« droit --help » les liste".to_owned()),
        ),
        ErrorKind::MissingRequiredArgument => {
            let argument = argument.trim_end_matches("...");
            (format!("il manque {argument}"), None)
        }
        ErrorKind::ArgumentConflict => {
            let prior = or_else(ContextKind::PriorArg);
            if prior == argument || prior.is_empty() {
                (
                    format!("« {argument} » ne peut être donné qu'une fois"),
                    None,
                )
            } else {
                (format!("« {argument} » ne va pas avec « {prior} »"), None)
            }
        }
        ErrorKind::InvalidValue => {
            let value = or_else(ContextKind::InvalidValue);
            let choices =
                text(ContextKind::ValidValue).map(|values| format!("valeurs possibles : {values}"));
            if value.is_empty() {
                (
                    format!("il manque une valeur après « {argument} »"),
                    choices,
                )
            } else {
                (
                    format!("« {value} » ne convient pas à « {argument} »"),
                    nearest(ContextKind::SuggestedValue).or(choices),
                )
            }
        }
        ErrorKind::ValueValidation => {
            let value = or_else(ContextKind::InvalidValue);
            (
                format!("« {value} » ne convient pas à « {argument} »"),
                error.source().map(ToString::to_string),
            )
        }
        ErrorKind::TooManyValues => (
            format!(
                "« {} » est de trop après « {argument} »",
                or_else(ContextKind::InvalidValue)
            ),
            None,
        ),
        ErrorKind::InvalidUtf8 => ("un argument n'est pas en UTF-8".to_owned(), None),
        _ => ("la ligne de commande n'est pas comprise".to_owned(), None),
    }
}
