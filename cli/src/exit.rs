//! How the program ends: what scripts read, and what people read when it could not do its work.

use std::io;
use std::process::{ExitCode, Termination};

/// The exit codes, written in the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Inputs or rules rejected, or a test that fails.
    Rejected,
    /// The command line cannot be understood.
    Usage,
    /// Done, with more rejects than `--seuil-rejets` tolerates.
    TooManyRejects,
    /// Ctrl-C.
    Interrupted,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Rejected => 1,
            Exit::Usage => 2,
            Exit::TooManyRejects => 3,
            // What a shell expects of a program that a signal stopped: 128 + SIGINT.
            Exit::Interrupted => 130,
        })
    }
}

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// One message, in French, and what to do about it.
    #[error("{message}")]
    Message {
        /// Lower case, without final stop.
        message: String,
        /// What to do.
        help: Option<String>,
        /// The code.
        exit: Exit,
    },
    /// Nobody reads the output any more (`| head`): nothing to say.
    #[error("plus personne ne lit la sortie")]
    BrokenPipe,
    /// The message is already on the screen.
    #[error("déjà dit")]
    Said,
}

/// The result of a command.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// Inputs or rules that cannot be used.
    pub(crate) fn rejected(message: impl Into<String>) -> Self {
        Failure::Message {
            message: message.into(),
            help: None,
            exit: Exit::Rejected,
        }
    }

    /// A command line that lacks something.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Failure::Message {
            message: message.into(),
            help: None,
            exit: Exit::Usage,
        }
    }

    /// Adds what to do.
    pub(crate) fn help(self, text: impl Into<String>) -> Self {
        match self {
            Failure::Message { message, exit, .. } => Failure::Message {
                message,
                help: Some(text.into()),
                exit,
            },
            other => other,
        }
    }

    /// What the system refused, about one thing: `lecture de X impossible : accès refusé`.
    pub(crate) fn io(action: impl std::fmt::Display, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::BrokenPipe;
        }
        Failure::rejected(format!("{action} : {}", reason(error)))
    }

    /// The code of the program when it ends so.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Failure::Message { exit, .. } => *exit,
            Failure::BrokenPipe => Exit::Done,
            Failure::Said => Exit::Rejected,
        }
    }
}

/// Errors of the standard output; those of files say which file (see [`Failure::io`]).
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::io("écriture impossible sur la sortie standard", &error)
    }
}

/// Why the system refused, in French where the cause is a usual one.
pub(crate) fn reason(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "il n'existe pas".to_owned(),
        Kind::PermissionDenied => "accès refusé".to_owned(),
        Kind::IsADirectory => "c'est un dossier".to_owned(),
        Kind::NotADirectory => "un élément du chemin n'est pas un dossier".to_owned(),
        Kind::StorageFull => "le disque est plein".to_owned(),
        Kind::FileTooLarge => "le fichier dépasse la taille permise".to_owned(),
        Kind::QuotaExceeded => "le quota du disque est atteint".to_owned(),
        Kind::ReadOnlyFilesystem => "le disque est en lecture seule".to_owned(),
        Kind::UnexpectedEof => "le fichier est tronqué".to_owned(),
        Kind::InvalidInput | Kind::InvalidData => format!("données illisibles ({error})"),
        _ => error.to_string(),
    }
}
