//! The options of a run, as its log and its checkpoints tell them.

use clap::ValueEnum as _;

use crate::args::{Screen, Table};

/// The options that the bytes of the output depend on, as one writes them. Those that are left out by name change
/// nothing in it, or are told elsewhere.
pub(crate) fn told(args: &Screen) -> String {
    let Screen {
        mois,
        format,
        tout,
        etapes,
        tri,
        limite,
        groupe,
        inputs: _,
        sortie: _,
        manifeste: _,
        oppositions: _,
        reprendre: _,
        expliquer: _,
        rejets: _,
        silencieux: _,
        seuil_rejets: _,
        fils: _,
        cadence: _,
        // Among the inputs, by their prints.
        correspondance: _,
        personnes: _,
        sel_nir: _,
        quotidien: _,
        modele_correspondance: _,
        colonnes: _,
    } = args;
    let mut told = Vec::new();
    if let Some(month) = mois {
        told.push(format!("--mois {month}"));
    }
    if let Some(format) = format.to_possible_value() {
        told.push(format!("--format {}", format.get_name()));
    }
    if *tout {
        told.push("--tout".to_owned());
    }
    if *etapes {
        told.push("--etapes".to_owned());
    }
    if let Some(order) = tri.and_then(|order| order.to_possible_value()) {
        told.push(format!("--tri {}", order.get_name()));
    }
    if let Some(limit) = limite {
        told.push(format!("--limite {limit}"));
    }
    if *format == Table::Parquet {
        told.push(format!("--groupe {groupe}"));
    }
    told.join(" ")
}
