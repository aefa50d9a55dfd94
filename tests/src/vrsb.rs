//! Made-up flows VRSB0801 of any size: the same seed gives the same bytes.
//!
//! Nobody can be in them: numbers of persons begin with 9, which no real one does, and the caisse is 990.

use std::io::{self, Write};

/// Kinds of dossiers that a flow mixes.
const KINDS: u64 = 8;

/// A small generator of numbers: what is drawn matters less than its being the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// Writes a monthly flow of April 2026.
///
/// # Errors
///
/// When it cannot be written.
pub fn write(out: &mut impl Write, dossiers: u64, seed: u64) -> io::Result<()> {
    let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    out.write_all(b"<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<Racine>\n<IdentificationFlux><APPLIEME>CRI</APPLIEME><NUMVERSIONAPPLIEME>6200</NUMVERSIONAPPLIEME><TYPEFLUX>M</TYPEFLUX><NATFLUX>D</NATFLUX><DTCREAFLUX>2026-05-05</DTCREAFLUX><HEUCREAFLUX>01:10:00.0000</HEUCREAFLUX><DTREF>2026-04-30</DTREF></IdentificationFlux>\n")?;
    for number in 1..=dossiers {
        dossier(out, number, &mut draw)?;
    }
    writeln!(
        out,
        "<TransmissionFlux><NBTOTDOSRSATRANSM>{dossiers:08}</NBTOTDOSRSATRANSM><NBTOTDOSRSATRANSMANO>00000000</NBTOTDOSRSATRANSMANO></TransmissionFlux>\n</Racine>"
    )
}

fn dossier(out: &mut impl Write, number: u64, draw: &mut Draw) -> io::Result<()> {
    let kind = draw.below(KINDS);
    let couple = kind == 3 || kind == 5;
    let children = if kind < 2 { 0 } else { draw.below(4) };
    writeln!(
        out,
        "<InfosFoyerRSA>\n<IdentificationRSA><Organisme><FONORG>CAF</FONORG><NUMORG>990</NUMORG><MATRICULE>{number:07}00000000</MATRICULE></Organisme><Partenaire><TYPEPARTE>CG  </TYPEPARTE><IDEPARTE>038</IDEPARTE></Partenaire><DemandeRSA><DTDEMRSA>2019-05-01</DTDEMRSA><NUMDEMRSA>{number:011}</NUMDEMRSA></DemandeRSA></IdentificationRSA>"
    )?;
    let wages = 100 + draw.below(1_400);
    let year = 1962 + draw.below(42);
    let mut person = |role: &str, rank: u64, year: u64, wages: Option<u64>| -> io::Result<()> {
        let resources = match wages {
            None if rank > 1 => String::new(),
            None => "<Ressources><GeneraliteRessourcesTrimestre><TOPRESSNUL>1</TOPRESSNUL><DDRESS>2025-11-01</DDRESS><DFRESS>2026-01-31</DFRESS></GeneraliteRessourcesTrimestre></Ressources>".to_owned(),
            Some(wages) => {
                let months: String = ["2025-11-01", "2025-12-01", "2026-01-01"]
                    .map(|month| format!("<RessourcesMensuelles><GeneraliteRessourcesMensuelles><MOISRESS>{month}</MOISRESS></GeneraliteRessourcesMensuelles><DetailRessourcesMensuelles><NATRESS>001</NATRESS><MTNATRESSMEN>{wages:07}.50</MTNATRESSMEN></DetailRessourcesMensuelles></RessourcesMensuelles>\n"))
                    .concat();
                format!("<Ressources><GeneraliteRessourcesTrimestre><TOPRESSNUL>0</TOPRESSNUL><DDRESS>2025-11-01</DDRESS><DFRESS>2026-01-31</DFRESS></GeneraliteRessourcesTrimestre>{months}</Ressources>")
            }
        };
        let activity = if wages.is_some() { "SAL" } else { "SAC" };
        writeln!(
            out,
            "<Personne>\n<Identification><QUAL>MME</QUAL><NOM>FICTIF{number}</NOM><NOMNAI>FICTIF{number}</NOMNAI><PRENOM>PERSONNE{rank}</PRENOM><NOMCOMNAI>COMMUNE FICTIVE</NOMCOMNAI><DTNAI>{year}-06-15</DTNAI><TYPEDTNAI>N</TYPEDTNAI><NIR>9{number:010}{rank:02}</NIR><TOPVALIEC>0</TOPVALIEC><SEXE>{sex}</SEXE></Identification>\n<DossierCAF><TOPRESPDOS>1</TOPRESPDOS><DDRATDOS>2019-05-01</DDRATDOS></DossierCAF>\n<Prestations><NATPREST>PFA</NATPREST><ROLEPERS>{role}</ROLEPERS><TOPCHAPERS>1</TOPCHAPERS></Prestations><Prestations><NATPREST>RSA</NATPREST><ROLEPERS>{role}</ROLEPERS><TOPCHAPERS>1</TOPCHAPERS></Prestations>\n{resources}<Activite><REG>GE</REG><ACT>{activity}</ACT><DDACT>2024-02-01</DDACT></Activite>\n</Personne>",
            sex = 1 + (number + rank) % 2,
        )
    };
    let works = kind % 2 == 1;
    person("DEM", 1, year, works.then_some(wages))?;
    if couple {
        person("CJT", 2, year + 2, None)?;
    }
    for child in 0..children {
        person("ENF", 3 + child, 2008 + (number * 7 + child * 5) % 17, None)?;
    }
    let family = if couple { "MAR" } else { "CEL" };
    let state = if kind == 4 {
        "<EtatDossierRSA><ETATDOSRSA>4</ETATDOSRSA></EtatDossierRSA><SuspensionVersement><MOTISUSVERSRSA>01</MOTISUSVERSRSA><DDSUSVERSRSA>2026-02-01</DDSUSVERSRSA></SuspensionVersement>"
    } else {
        "<EtatDossierRSA><ETATDOSRSA>2</ETATDOSRSA></EtatDossierRSA>"
    };
    let paid = 100 + draw.below(500);
    writeln!(
        out,
        "<DonneesAdministratives><SituationFamille><SITFAM>{family}</SITFAM><DDSITFAM>2015-01-01</DDSITFAM></SituationFamille><Adresse><TroncCommunAdresse><RGADR>01</RGADR><PAYS>FRA</PAYS><TYPEADR>D</TYPEADR><ETATADR>CO</ETATADR></TroncCommunAdresse><AdresseDetailleeFrance><NUMVOIE>1</NUMVOIE><NOMVOIE>DE L'EXEMPLE</NOMVOIE><NUMCOM>38185</NUMCOM><CODEPOS>38000</CODEPOS><NOMCOM>GRENOBLE</NOMCOM></AdresseDetailleeFrance></Adresse></DonneesAdministratives>\n<PrestationRSA><SituationDossierRSA>{state}</SituationDossierRSA><DetailDroitRSA><TroncCommunDroitRSA><TOPSANSDOMFIXE>0</TOPSANSDOMFIXE><NBENFAUTCHA>{children}</NBENFAUTCHA><ORIDEMRSA>DEM</ORIDEMRSA></TroncCommunDroitRSA><MontantsCalculDroitRSA><DDELECAL>2026-03-01</DDELECAL><MTREVMINIGARARSA>0000651.69</MTREVMINIGARARSA><MTREVGARARSA>0000651.69</MTREVGARARSA><MTPFRSA>0000000.00</MTPFRSA><MTALRSA>0000041.15</MTALRSA><MTRESSMENRSA>0000000.00</MTRESSMENRSA><MTTOTDRORSA>{paid:07}.49</MTTOTDRORSA></MontantsCalculDroitRSA><DetailCalculDroitRSA><NATPF>RSD</NATPF><SOUSNATPF>RSDN2</SOUSNATPF><DDNATDRO>2024-03-01</DDNATDRO><MTRSAVERS>{paid:07}.49</MTRSAVERS><DTDERRSAVERS>2026-04-01</DTDERRSAVERS></DetailCalculDroitRSA></DetailDroitRSA></PrestationRSA>\n</InfosFoyerRSA>"
    )
}
