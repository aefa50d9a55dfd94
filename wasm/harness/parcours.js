// An interview, screen by screen, with a person whose situation is known in full: what a page would ask, and when it stops.

import { answer, answerList, cle, ecran } from "../pkg/dist/droit.js";

/** What a complete situation says of an input; `undefined` when it says nothing. */
function told(input, full, person) {
  let level = input.each ? full.personnes[person] : full;
  for (const key of input.keys) {
    if (level === null || typeof level !== "object") return undefined;
    level = level[key];
  }
  return level;
}

/** The persons, as the first screen asks them: who they are and when they were born. */
function persons(full) {
  return { personnes: full.personnes.map(({ id, role, naissance }) => ({ id, role, naissance })) };
}

/** Puts what the complete situation says in the fields of a part of a screen; tells what stays unknown. */
function fill(program, full, draft, part, month, passed) {
  if (part.list !== null) {
    const whole = program.inputs.some((input) => input.list?.list === part.list && !input.each);
    const rows = whole ? full[part.list] : full.personnes[part.person][part.list];
    if (rows === undefined) {
      for (const question of part.questions) passed.add(cle(question));
      return draft;
    }
    const lines = {};
    const selector = program.inputs.find((input) => input.list?.list === part.list).list.selector;
    for (const { [selector]: code, ...row } of rows) (lines[code] ??= []).push(row);
    // What a known line does not tell (a gross wage) is passed.
    for (const question of part.questions) passed.add(cle(question));
    return answerList(program, draft, part, lines, month);
  }
  for (const question of part.questions) {
    const input = program.inputs.find((one) => one.name === question.input);
    const value = told(input, full, question.person);
    // Whether it was known or not, it was asked.
    passed.add(cle(question));
    if (value !== undefined && value !== "inconnu") draft = answer(program, draft, question, value, month);
  }
  return draft;
}

/**
 * Asks until nothing is left to ask. `enough(assessment)` may stop before.
 * Gives the screens, the answers they took, when a first right was certain, and the last questions that were left.
 */
export function interview(moteur, full, month, { enough = () => false, most = 100 } = {}) {
  const program = moteur.program();
  const passed = new Set();
  let draft = persons(full);
  // The first screen: who lives here, and when they were born.
  const screens = [{ parts: [] }];
  let answers = 1;
  let certain = null;
  let questions;
  while (screens.length < most) {
    const assessment = moteur.assess(draft, month);
    if (certain === null && assessment.outcomes.some((outcome) => outcome.verdict === "certain")) {
      certain = { screens: screens.length, answers };
    }
    if (enough(assessment, certain, answers)) break;
    questions = moteur.questions(draft, month);
    const { outcomes } = assessment;
    const probable = certain === null ? moteur.probable(draft, month) : [];
    const screen = ecran(program, draft, questions, passed, { outcomes, probable });
    if (screen === null) break;
    screens.push(screen);
    for (const part of screen.parts) {
      answers += part.list === null ? part.questions.length : 1;
      draft = fill(program, full, draft, part, month, passed);
    }
  }
  return { screens, answers, certain, draft, questions };
}
