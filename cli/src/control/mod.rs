//! What the law asks of whoever screens households (CRPA, art. L. 114-8 and R. 114-9-7; GDPR): a purpose, persons who
//! object, a trace of what was done, an end to what is kept.

pub(crate) mod inputs;
pub(crate) mod journal;
pub(crate) mod manifest;
pub(crate) mod opposition;
