//! How the program ends: what scripts read, and what people read when it could not do its work.

use std::io;
use std::process::{ExitCode, Termination};

use crate::out;
use crate::render::paint::Paint;

/// The exit codes, written in the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
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
    /// What is wrong with one file, all of it at once.
    #[error("{}", told(faults, end))]
    Faults {
        /// Each of them.
        faults: Vec<Fault>,
        /// What comes of it.
        end: String,
    },
    /// Nobody reads the output any more (`| head`): nothing to say.
    #[error("plus personne ne lit la sortie")]
    BrokenPipe,
    /// The message is already on the screen.
    #[error("déjà dit")]
    Said,
}

/// One thing that is wrong with a file.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The file and the line.
    pub(crate) place: String,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
}

/// Faults without colours.
fn told(faults: &[Fault], end: &str) -> String {
    let mut text = String::new();
    for Fault {
        place,
        message,
        help,
    } in faults
    {
        text.push_str(&format!("{place} : {message}\n"));
        if let Some(help) = help {
            text.push_str(&format!("aide : {help}\n"));
        }
    }
    text.push_str(end);
    text
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
            Failure::Faults { .. } | Failure::Said => Exit::Rejected,
        }
    }

    /// Says it on the standard error.
    pub(crate) fn say(&self) {
        let paint = Paint::of_stderr();
        let helpful = |help: &Option<String>| {
            if let Some(help) = help {
                out::say(format!("{} {help}", paint.cyan("aide :")));
            }
        };
        match self {
            Failure::Message { message, help, .. } => {
                out::say(format!("{} {message}", paint.red("erreur :")));
                helpful(help);
            }
            Failure::Faults { faults, end } => {
                for fault in faults {
                    let place = paint.bold(&format!("{} : ", fault.place));
                    let error = paint.red("erreur :");
                    out::say(format!("{error} {place}{}", fault.message));
                    helpful(&fault.help);
                }
                out::say(end);
            }
            Failure::BrokenPipe | Failure::Said => {}
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
