//! Reads a mapping: every error is kept, with its line.

use droit_engine::program::{Timing, slug};
use droit_engine::situation::Document;

use super::fields::{Field, Fields, Kind, Place};
use super::mapping::{Column, Encoding, Form, Mapping, Problem, Table, Whose, repeated};
use super::options::{self, Empty, Scale, When};
use crate::render::words;

/// Reads the document of a mapping, whose text tells the lines.
pub(super) fn mapping(
    text: &str,
    document: &Document,
    fields: &Fields,
) -> Result<Mapping, Vec<Problem>> {
    let mut reading = Reading {
        text,
        fields,
        problems: Vec::new(),
    };
    match reading.mapping(document) {
        Some(mapping) if reading.problems.is_empty() => Ok(mapping),
        _ => Err(reading.problems),
    }
}

struct Reading<'a> {
    text: &'a str,
    fields: &'a Fields,
    problems: Vec<Problem>,
}

const TOP: [&str; 5] = ["foyer", "fichier", "colonnes", "personnes", "complet"];
const SECOND: [&str; 4] = ["foyer", "fichier", "colonnes", "liste"];
const FORM: [&str; 4] = ["separateur", "encodage", "feuille", "entete"];
const COLUMN: [&str; 7] = [
    "champ", "unite", "mois", "annee", "codes", "vide", "arrondi",
];

impl Reading<'_> {
    fn say(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem {
            line,
            message: message.into(),
            help: None,
        });
    }

    fn help(&mut self, text: impl Into<String>) {
        if let Some(last) = self.problems.last_mut() {
            last.help = Some(text.into());
        }
    }

    /// The line of a key, from a line on.
    fn line(&self, key: &str, from: usize) -> usize {
        let found = self
            .text
            .lines()
            .enumerate()
            .skip(from.saturating_sub(1))
            .find(|(_, line)| {
                let line = line.trim_start().trim_start_matches(['{', '-', ' ']);
                [key.to_owned(), format!("\"{key}\""), format!("'{key}'")]
                    .iter()
                    .any(|k| {
                        line.strip_prefix(k.as_str())
                            .is_some_and(|r| r.trim_start().starts_with(':'))
                    })
            });
        found.map_or(from, |(i, _)| i.saturating_add(1))
    }

    fn known(&mut self, document: &Document, keys: &[&str], from: usize, what: &str) -> bool {
        let Document::Map(entries) = document else {
            self.say(
                from,
                format!("{what} s'écrit « clé : valeur », pas {}", document.shown()),
            );
            return false;
        };
        for (key, _) in entries {
            if !keys.contains(&&**key) {
                let line = self.line(key, from);
                self.say(line, format!("clé inconnue « {key} »"));
                let near = words::nearest(key, keys.iter().copied());
                self.help(near.map_or_else(
                    || format!("attendu : {}", keys.join(", ")),
                    |near| format!("vouliez-vous dire « {near} » ?"),
                ));
            }
        }
        true
    }

    fn mapping(&mut self, document: &Document) -> Option<Mapping> {
        if !self.known(document, &TOP, 1, "une correspondance") {
            return None;
        }
        let persons = document
            .get("personnes")
            .map(|d| (self.line("personnes", 1), d));
        let main = self.table(document, 1);
        let persons = persons.and_then(|(line, d)| {
            self.known(d, &SECOND, line, "« personnes »")
                .then(|| self.table(d, line))
                .flatten()
        });
        let complete = self.complete(document);
        let main = main?;
        if let Some(table) = &persons {
            for column in &table.columns {
                if column.whose != Whose::Person {
                    self.say(
                        column.line,
                        format!("« {} » n'est pas d'une personne", column.field.path),
                    );
                    self.help("cette colonne s'écrit dans « colonnes », avec celles du foyer");
                }
            }
            for column in main.columns.iter().filter(|c| c.whose == Whose::Person) {
                self.say(
                    column.line,
                    format!("« {} » est de chaque personne", column.field.path),
                );
                self.help("avec deux fichiers, cette colonne s'écrit dans « personnes »");
            }
        }
        let all = || {
            main.columns
                .iter()
                .chain(persons.iter().flat_map(|t| &t.columns))
        };
        let problems = repeated(all());
        self.problems.extend(problems);
        Some(Mapping {
            main,
            persons,
            complete,
        })
    }

    fn complete(&mut self, document: &Document) -> Vec<(String, bool)> {
        let Some(given) = document.get("complet") else {
            return Vec::new();
        };
        let line = self.line("complet", 1);
        let one = [given.clone()];
        let items = match given {
            Document::List(items) => items.as_slice(),
            _ => &one,
        };
        let mut complete = Vec::new();
        for item in items {
            let path = item.text().unwrap_or_default();
            match self.fields.find(path) {
                Some((
                    Field {
                        place: Place::List { list },
                        each,
                        ..
                    },
                    None,
                )) => {
                    complete.push((list.clone(), *each));
                }
                _ => {
                    let lists: Vec<&str> = self
                        .fields
                        .all()
                        .filter(|f| matches!(f.place, Place::List { .. }))
                        .map(|f| f.path.as_str())
                        .collect();
                    self.say(
                        line,
                        format!("« complet » : {} n'est pas une liste", item.shown()),
                    );
                    self.help(format!("attendu : {}", lists.join(" ou ")));
                }
            }
        }
        complete
    }

    fn table(&mut self, document: &Document, from: usize) -> Option<Table> {
        let line = self.line("foyer", from);
        let key = match document.get("foyer") {
            Some(Document::Text(name) | Document::Number(name)) => name.trim().to_owned(),
            other => {
                self.say(
                    if other.is_some() { line } else { from },
                    "il manque la colonne du foyer",
                );
                self.help("« foyer: NOM DE LA COLONNE » dit quelles lignes vont ensemble");
                return None;
            }
        };
        let form = self.form(document.get("fichier"), from);
        let list = document
            .get("liste")
            .and_then(|d| d.text())
            .map(str::to_owned);
        let Some(Document::Map(entries)) = document.get("colonnes") else {
            self.say(from, "il manque « colonnes »");
            self.help(
                "« colonnes » donne, pour chaque colonne du fichier, le champ qu'elle remplit",
            );
            return None;
        };
        let mut line = self.line("colonnes", from);
        let (mut columns, mut ignored) = (Vec::new(), Vec::new());
        for (name, value) in entries {
            line = self.line(name, line);
            match value {
                Document::Null => ignored.push(name.to_string()),
                Document::Text(text) if text == "ignorer" => ignored.push(name.to_string()),
                _ => columns.extend(self.column(name, value, line)),
            }
        }
        Some(Table {
            key,
            form,
            columns,
            ignored,
            list,
        })
    }

    fn form(&mut self, document: Option<&Document>, from: usize) -> Form {
        let mut form = Form {
            header: 1,
            ..Form::default()
        };
        let Some(document) = document else {
            return form;
        };
        let from = self.line("fichier", from);
        self.known(document, &FORM, from, "« fichier »");
        for (key, value) in document.entries() {
            let line = self.line(key, from);
            let text = match value {
                Document::Text(text) | Document::Number(text) => text,
                _ => "",
            };
            let wrong = match &**key {
                "separateur" => match text {
                    ";" | "," | "|" => {
                        form.separator = text.bytes().next();
                        None
                    }
                    "tab" | "tabulation" | "\t" => {
                        form.separator = Some(b'\t');
                        None
                    }
                    _ => Some("attendu : « ; », « , », « | » ou « tab »"),
                },
                "encodage" => match slug(text).as_str() {
                    "utf_8" | "utf8" => {
                        form.encoding = Some(Encoding::Utf8);
                        None
                    }
                    "windows_1252" | "cp1252" | "iso_8859_1" | "iso_8859_15" | "latin1"
                    | "ansi" => {
                        form.encoding = Some(Encoding::Windows1252);
                        None
                    }
                    _ => Some("attendu : utf-8 ou windows-1252"),
                },
                "feuille" => {
                    form.sheet = Some(text.to_owned());
                    None
                }
                "entete" => match text.parse() {
                    Ok(n @ 1..=1000) => {
                        form.header = n;
                        None
                    }
                    _ => Some("attendu : le numéro de la ligne des noms de colonnes"),
                },
                _ => None,
            };
            if let Some(wrong) = wrong {
                self.say(line, format!("« {key} » : {} ne va pas", value.shown()));
                self.help(wrong);
            }
        }
        form
    }

    fn column(&mut self, name: &str, value: &Document, line: usize) -> Option<Column> {
        let path = match value {
            Document::Text(path) => path,
            _ => {
                if !self.known(value, &COLUMN, line, &format!("la colonne « {name} »")) {
                    return None;
                }
                match value.get("champ").and_then(|d| d.text()) {
                    Some(path) => path,
                    None => {
                        self.say(line, format!("colonne « {name} » : il manque « champ »"));
                        return None;
                    }
                }
            }
        };
        let Some((field, slot)) = self.fields.find(path) else {
            self.unknown_field(name, path, line);
            return None;
        };
        let field = Field {
            path: path.to_owned(),
            ..field.clone()
        };
        let whose = match slot {
            Some((role, rank)) => Whose::Slot(role, rank),
            None if field.each => Whose::Person,
            None => Whose::Household,
        };
        let word = |key: &str| match value.get(key) {
            Some(Document::Text(text) | Document::Number(text)) => Some(text.to_string()),
            Some(Document::Bool(yes)) => Some(if *yes { "oui" } else { "non" }.to_owned()),
            Some(_) => Some(String::new()),
            None => None,
        };
        let when = self.when(name, &field, word("mois"), word("annee"), line)?;
        let round = word("arrondi");
        if round
            .as_ref()
            .is_some_and(|r| !["centime", "oui", "non"].contains(&r.as_str()))
        {
            self.say(
                line,
                format!("colonne « {name} », « arrondi » : attendu « centime »"),
            );
        }
        let round = round.is_some_and(|r| r != "non");
        let scale = match word("unite") {
            None => Ok(Scale {
                rounded: round,
                ..Scale::ONE
            }),
            Some(unit) => options::unit(&unit, &field, round),
        };
        let empty = word("vide").map_or(Ok(Empty::Unknown), |text| Empty::read(&text, &field));
        let codes = self.codes(name, &field, value.get("codes"), line);
        let mut keep = |key: &str, message: String| {
            self.say(line, format!("colonne « {name} », « {key} » : {message}"));
        };
        match (scale, empty) {
            (Ok(scale), Ok(empty)) => Some(Column {
                name: name.to_owned(),
                line,
                field,
                whose,
                when,
                scale,
                codes,
                empty,
            }),
            (scale, empty) => {
                scale.map_err(|m| keep("unite", m)).ok();
                empty.map_err(|m| keep("vide", m)).ok();
                None
            }
        }
    }

    fn unknown_field(&mut self, name: &str, path: &str, line: usize) {
        self.say(
            line,
            format!("colonne « {name} » : aucun champ ne s'appelle « {path} »"),
        );
        let near = words::nearest(path, self.fields.paths());
        // The last word says more than the way that leads to it.
        let last = path.rsplit('.').next().unwrap_or(path);
        let ends = self
            .fields
            .paths()
            .find(|p| p.rsplit('.').next() == Some(last));
        self.help(match ends.or(near) {
            Some(near) => format!("vouliez-vous dire « {near} » ?"),
            None => "« droit lister donnees » donne les champs".to_owned(),
        });
    }

    fn when(
        &mut self,
        name: &str,
        field: &Field,
        months: Option<String>,
        year: Option<String>,
        line: usize,
    ) -> Option<When> {
        let by_name = name.contains('*');
        let problem = match (field.timing, months, year) {
            (Timing::Monthly, None, None) if by_name => return Some(When::ByName),
            (Timing::Monthly, None, None) if field.kind == Kind::YesNo => return Some(When::Always),
            (Timing::Monthly, Some(text), None) => match options::months(&text) {
                Some(When::ByName) if !by_name => {
                    "« M-* » va avec une colonne dont le nom porte « * » à la place du numéro".to_owned()
                }
                Some(When::ByName) => return Some(When::ByName),
                Some(_) if by_name => "le numéro de la colonne dit le mois : écrivez « mois: M-* »".to_owned(),
                Some(when) => return Some(when),
                None => format!("« mois » : « {text} » n'est pas un mois ; écrivez M (le mois du droit), M-1, M-12 à M-1, 2026-08 ou tous"),
            },
            (Timing::Monthly, None, None) => {
                "il manque « mois » : M-1 (le mois avant celui du droit), M-12 à M-1, 2026-08, ou « tous » si le montant ne change pas".to_owned()
            }
            (Timing::Yearly, None, Some(text)) => match options::year(&text) {
                Some(when) => return Some(when),
                None => format!("« annee » : « {text} » n'est pas une année ; écrivez N-2 ou 2024"),
            },
            (Timing::Yearly, None, None) => "il manque « annee » : N-2 (deux ans avant le mois du droit) ou 2024".to_owned(),
            (Timing::Once, None, None) if by_name => {
                "ce champ n'a pas de mois : « * » ne va pas dans le nom de la colonne".to_owned()
            }
            (Timing::Once, None, None) => return Some(When::Always),
            (Timing::Once, _, _) => "ce champ ne change pas avec le temps : ôtez « mois » et « annee »".to_owned(),
            (Timing::Monthly, _, Some(_)) => "ce champ se donne par mois, pas par année".to_owned(),
            (Timing::Yearly, Some(_), _) => "ce champ se donne par année, pas par mois".to_owned(),
        };
        self.say(line, format!("colonne « {name} » : {problem}"));
        None
    }

    fn codes(
        &mut self,
        name: &str,
        field: &Field,
        document: Option<&Document>,
        line: usize,
    ) -> Vec<(String, String)> {
        let Some(document) = document else {
            return Vec::new();
        };
        let Document::Map(entries) = document else {
            self.say(
                line,
                format!("colonne « {name} » : « codes » s'écrit « valeur du fichier: code »"),
            );
            return Vec::new();
        };
        let mut admitted: Vec<&str> = match &field.kind {
            Kind::Choice(codes) => codes.iter().map(String::as_str).collect(),
            Kind::YesNo => vec!["oui", "non"],
            _ => Vec::new(),
        };
        admitted.push("inconnu");
        if field.optional {
            admitted.push("aucun");
        }
        let open = !matches!(field.kind, Kind::Choice(_) | Kind::YesNo | Kind::Group);
        let mut codes = Vec::new();
        for (value, code) in entries {
            let code = match code {
                Document::Text(code) | Document::Number(code) => code.to_string(),
                Document::Bool(yes) => if *yes { "oui" } else { "non" }.to_owned(),
                Document::Null => "aucun".to_owned(),
                other => other.shown(),
            };
            if admitted.contains(&code.as_str()) || (open && code != "aucun") {
                codes.push((value.trim().to_owned(), code));
                continue;
            }
            let here = self.line(value, line);
            self.say(
                here,
                format!(
                    "colonne « {name} » : « {code} » n'est pas un code de « {} »",
                    field.path
                ),
            );
            let near = words::nearest(&code, admitted.iter().copied());
            self.help(near.map_or_else(
                || format!("attendu : {}", admitted.join(", ")),
                |near| format!("vouliez-vous dire « {near} » ?"),
            ));
        }
        codes
    }
}
