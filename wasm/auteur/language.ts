// Colours of the language. The engine alone says what is right: this only tells words apart.

import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const DECLARATION =
  /^(?:Module|Entité|Groupe|Territoire|Période|Donnée|Choix|Règle|Condition|Exception|Prestation|Démarche|Paramètre|Barème|Situation|Exemple|Table|Rôle)(?![\p{L}])/u;
const WORD = /^[\p{L}][\p{L}\p{M}]*/u;
const LINKING = new Set(
  ("si sinon alors et ou non est sont parmi entre minimum maximum plus moins fois arrondi à au de du des en par pour dès depuis jusqu'à " +
    "toutes tous au-moins un une selon dans nombre somme oui aucun inconnu chaque").split(" "),
);

const language = StreamLanguage.define<{ text: boolean; citation: number }>({
  name: "droit",
  startState: () => ({ text: false, citation: 0 }),
  token(stream, state) {
    if (state.citation > 0 || stream.peek() === "[") {
      for (let next = stream.next(); next !== undefined; next = stream.next()) {
        if (next === "[") state.citation += 1;
        if (next === "]") state.citation -= 1;
        if (state.citation === 0) break;
      }
      return "link";
    }
    if (state.text || stream.peek() === "«") {
      state.text = true;
      if (stream.skipTo("»")) {
        stream.next();
        state.text = false;
      } else stream.skipToEnd();
      return "string";
    }
    if (stream.eatSpace()) return null;
    if (stream.match("--")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^(?:\d{1,2}\/)?\d{1,2}\/\d{4}/)) return "number";
    if (stream.match(/^\d[\d\u202f\u00a0]*(?:[.,]\d+)?(?:\s?(?:%|€(?:\/(?:mois|an|jour|trimestre))?|ans?|mois|jours?))?/u)) return "number";
    if (stream.match(DECLARATION)) return "keyword";
    const word = stream.match(WORD);
    if (Array.isArray(word)) return LINKING.has(word[0]!) ? "operator" : null;
    stream.next();
    return null;
  },
});

/** Contrast of 4.5 at least on white. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#7a1f5c", fontWeight: "600" },
  { tag: tags.operatorKeyword, color: "#1d4f6e" },
  { tag: tags.operator, color: "#1d4f6e" },
  { tag: tags.string, color: "#2b5d1e" },
  { tag: tags.number, color: "#7a3e00" },
  { tag: tags.link, color: "#5a5470", fontStyle: "italic" },
  { tag: tags.comment, color: "#5b6470", fontStyle: "italic" },
]);

export const droit = [language, syntaxHighlighting(colours)];
