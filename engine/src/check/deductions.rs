//! Inputs deduced from a code: the table, its column, and whether every value of the column is one of the input.

use std::collections::HashMap;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::program::{Cell, CodeTable, Deduced, Input, Timing};
use crate::resolve::{codes, field_path};
use crate::situation::told;
use crate::source::{SourceId, Span};
use crate::syntax::tree::{InputAttribute, Text};

/// Tables already read, by file: their positions; `None` when they are wrong.
type Read = HashMap<SourceId, Option<usize>>;

impl Check<'_> {
    /// Reads the tables that inputs are deduced from.
    pub(super) fn deductions(&mut self) {
        let mut read = Read::new();
        for i in 0..self.model.inputs.len() {
            let Some(tree) = self.model.inputs.get(i).copied() else {
                continue;
            };
            for attribute in &tree.attributes {
                if let InputAttribute::Deduced {
                    from,
                    table,
                    column,
                } = attribute
                    && let Some(deduced) =
                        self.deduction(i, (from, table, column.as_ref()), &mut read)
                    && let Some(input) = self.model.program.inputs.get_mut(i)
                {
                    input.deduced = Some(deduced);
                }
            }
        }
    }

    fn deduction(
        &mut self,
        position: usize,
        (from, table, column): (&Text, &Text, Option<&Text>),
        read: &mut Read,
    ) -> Option<Deduced> {
        let input = self.model.program.inputs.get(position)?.clone();
        if input.timing != Timing::Once || input.path.list.is_some() {
            self.misread(
                from.span,
                "une donnée qui change avec le temps ne se déduit pas d'un code",
                "enlevez « mois par mois », ou « déduite de »",
            );
            return None;
        }
        let path = match field_path(&from.value, from.span) {
            Ok(path) if path.list.is_none() => path,
            Ok(_) => {
                self.misread(
                    from.span,
                    "un code ne se lit pas dans une liste de lignes datées",
                    "nommez un champ : « logement.commune »",
                );
                return None;
            }
            Err(diagnostic) => {
                self.say(diagnostic);
                return None;
            }
        };
        let index = self.table(table, read)?;
        let found = self.model.program.tables.get(index)?;
        let name = column.map_or_else(
            || input.path.keys.last().cloned().unwrap_or_default(),
            |text| text.value.clone(),
        );
        let Some(at) = found.column(&name) else {
            let help = format!("colonnes : {}", found.columns.join(", "));
            let span = column.unwrap_or(table).span;
            self.misread(
                span,
                &format!("la table « {} » n'a pas de colonne « {name} »", table.value),
                &help,
            );
            return None;
        };
        if let Some(value) = foreign(&self.model.program, &input, found, at) {
            let help = "les valeurs de la colonne sont celles de la donnée, telles qu'une situation les écrit";
            self.misread(
                table.span,
                &format!("« {value} », colonne « {name} », n'est pas une valeur de la donnée"),
                help,
            );
            return None;
        }
        Some(Deduced {
            from: path.keys,
            table: u32::try_from(index).ok()?,
            column: u32::try_from(at).ok()?,
        })
    }

    /// The position of a table, read when it is first named. A change of the rules may bring its own.
    fn table(&mut self, named: &Text, read: &mut Read) -> Option<usize> {
        let tables = || {
            let all = self.sources.tables();
            all.filter(|(_, source)| codes::name(&source.name) == named.value)
        };
        let changed = tables().find(|(_, source)| source.name.starts_with("réforme/"));
        let Some((id, source)) = changed.or_else(|| tables().next()) else {
            let known: Vec<String> = self
                .sources
                .tables()
                .map(|(_, source)| format!("« {} »", codes::name(&source.name)))
                .collect();
            let help = if known.is_empty() {
                format!("ajoutez {}.csv au dossier de règles", named.value)
            } else {
                format!("tables du dossier : {}", known.join(", "))
            };
            self.misread(
                named.span,
                &format!("aucune table ne s'appelle « {} »", named.value),
                &help,
            );
            return None;
        };
        if let Some(known) = read.get(&id) {
            return *known;
        }
        let position = match codes::code_table(id, source) {
            Ok(table) => {
                self.model.program.tables.push(table);
                self.model.program.tables.len().checked_sub(1)
            }
            Err(found) => {
                self.diagnostics.extend(found);
                None
            }
        };
        read.insert(id, position);
        position
    }

    fn misread(&mut self, span: Span, message: &str, help: &str) {
        self.say(Diagnostic::error("D0227", span, message).help(help));
    }
}

/// A value of a column that is none of the input.
fn foreign<'t>(
    program: &crate::program::Program,
    input: &Input,
    table: &'t CodeTable,
    column: usize,
) -> Option<&'t str> {
    let cells = table.lines.iter().filter_map(|line| line.get(column));
    let mut values = cells.flat_map(|cell| match cell {
        Cell::Among(values) => values.as_slice(),
        Cell::Silent | Cell::Outside => &[],
    });
    values
        .find(|value| told(program, input, value).is_none())
        .map(String::as_str)
}
