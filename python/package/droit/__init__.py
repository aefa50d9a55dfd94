"""Les droits sociaux qu'un foyer n'a pas demandés, sur des lots de colonnes Arrow. Voir docs/plateforme.md."""

from ._droit import (
    Correspondance,
    Erreur,
    Flux,
    Regles,
    RejetsIgnores,
    __version__,
    correspondance,
    schema,
    schema_rejets,
)
from .spark import Criblage

__all__ = [
    "Correspondance",
    "Criblage",
    "Erreur",
    "Flux",
    "Regles",
    "RejetsIgnores",
    "__version__",
    "correspondance",
    "schema",
    "schema_rejets",
]
