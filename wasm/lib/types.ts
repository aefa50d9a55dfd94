// Written by `cargo xtask generate` from the types that the engine serialises.

/**
 * What an answer looks like.
 */
export type AnswerType = "nombre" | "oui_non" | "date" | "mois" | "choix";

/**
 * All that a page shows of an evaluation.
 */
export type Assessment = { 
/**
 * The month (`AAAA-MM`).
 */
month: string, 
/**
 * Whether the persons of the household are known; if not, nothing can be assessed.
 */
composition_known: boolean, 
/**
 * Every right, in the order of the program.
 */
outcomes: Array<Outcome>, 
/**
 * In which order to claim, and totals.
 */
plan: Plan, 
/**
 * What waiting has cost, right by right.
 */
lost: Array<Lost>, 
/**
 * The rights that are not in force, and why.
 */
unavailable: Array<Unavailable>, };

/**
 * An assumption taken for the probable outcome.
 */
export type Assumption = { 
/**
 * Name of the input.
 */
input: string, 
/**
 * Position of the person, for an input of each person.
 */
person: number | null, 
/**
 * The value taken, in words.
 */
value: string, 
/**
 * Why, as the rules say.
 */
text: string | null, };

/**
 * A fact that is so many times the one that varies.
 */
export type AxisFollower = { 
/**
 * Name of the input.
 */
input: string, 
/**
 * How many times.
 */
factor: string, };

/**
 * A fact that varies. Numbers are decimal texts, in the unit of the input.
 */
export type AxisRequest = { 
/**
 * Name of the input.
 */
input: string, 
/**
 * Position of the person; `None` for the household.
 */
person?: number | null, 
/**
 * First value.
 */
from: string, 
/**
 * Last value.
 */
to: string, 
/**
 * Between two values.
 */
step: string, 
/**
 * Facts of the same person that vary with it.
 */
also?: Array<AxisFollower>, };

/**
 * A right.
 */
export type BenefitInfo = { 
/**
 * Identifier (`rsa`).
 */
id: string, 
/**
 * Name (`RSA`).
 */
name: string, 
/**
 * Title.
 */
title: string, 
/**
 * Held by each person.
 */
each: boolean, 
/**
 * What its amounts are per.
 */
rhythm: Rhythm, 
/**
 * Codes and names of its forms; empty for a right that is an amount.
 */
forms: Array<[string, string]>, 
/**
 * How to claim.
 */
procedure: Array<ProcedureInfo>, 
/**
 * Comes without a claim once what it depends on is received.
 */
automatic: boolean, 
/**
 * Months before the claim that are still paid; `None` when the rules do not say.
 */
retroactivity: number | null, 
/**
 * Articles.
 */
articles: Array<string>, };

/**
 * The smallest and the largest value over every completion of what is unknown.
 *
 * Serialised as two decimal texts with a point, exact whenever a decimal of twelve digits can be.
 */
export type Bounds = { 
/**
 * Smallest, a decimal text.
 */
min: string, 
/**
 * Largest, a decimal text.
 */
max: string, };

/**
 * Rights along a fact.
 */
export type Curve = { 
/**
 * Name of the fact.
 */
input: string, 
/**
 * Position of the person.
 */
person: number | null, 
/**
 * Unit of the values, as written.
 */
unit: string, 
/**
 * Its points, by value.
 */
points: Array<CurvePoint>, };

/**
 * Every right at a value of the fact.
 */
export type CurvePoint = { 
/**
 * The value, a decimal text.
 */
at: string, 
/**
 * The rights, in the order of the program.
 */
rights: Array<CurveRight>, };

/**
 * A right at a point.
 */
export type CurveRight = { 
/**
 * Identifier.
 */
benefit: string, 
/**
 * What its amounts are per.
 */
rhythm: Rhythm, 
/**
 * Amount due when every right is claimed; `None` for a right with a form.
 */
due: Bounds | null, 
/**
 * Amount received.
 */
received: Bounds | null, 
/**
 * What is due and not received.
 */
gap: Bounds | null, 
/**
 * Forms that remain possible (codes), for a right with a form.
 */
form: Array<string> | null, };

/**
 * The household and who may be in it.
 */
export type EntityInfo = { 
/**
 * `foyer`
 */
name: string, 
/**
 * `personne`
 */
singular: string, 
/**
 * Largest number of persons.
 */
at_most: number, 
/**
 * Roles; the first one is that of the claimant.
 */
roles: Array<RoleInfo>, };

/**
 * A floor, a cap or a threshold that changed an amount.
 */
export type ExplainedLimit = { 
/**
 * What it does.
 */
kind: LimitKind, 
/**
 * The amount before.
 */
before: Bounds, 
/**
 * The limit.
 */
limit: Bounds, 
/**
 * Their unit.
 */
unit: string, };

/**
 * A line of a condition.
 */
export type ExplainedLine = { 
/**
 * In the words of the rules.
 */
text: string, 
/**
 * Met, not met, or not known.
 */
met: boolean | null, 
/**
 * Met because of its `sauf si`.
 */
excepted: boolean, 
/**
 * Articles.
 */
articles: Array<string>, 
/**
 * Marked to be checked.
 */
unverified: boolean, 
/**
 * The comparisons that it missed.
 */
missed: Array<Missed>, 
/**
 * What it reads.
 */
children: Array<Step>, };

/**
 * How the outcome of a right came out.
 */
export type Explanation = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Month of the right (`AAAA-MM`).
 */
month: string, 
/**
 * Verdict.
 */
verdict: Verdict, 
/**
 * The steps that the right declares (`étapes`).
 */
highlights: Array<Highlight>, 
/**
 * The rule of the amount due.
 */
due: Step | null, 
/**
 * The rule of the form.
 */
form: Step | null, 
/**
 * The rule of what the household pays.
 */
contribution: Step | null, 
/**
 * What is received.
 */
received: Step | null, 
/**
 * The condition of the right.
 */
condition: Step | null, 
/**
 * Why not.
 */
reasons: Array<Reason>, 
/**
 * What it rests on and that is marked to be checked.
 */
unverified: Array<Unverified>, };

/**
 * What went wrong.
 */
export type Fault = { 
/**
 * French, one sentence per line.
 */
message: string, 
/**
 * When it is the situation: what is wrong in it, and where.
 */
errors: Array<InputError>, };

/**
 * A value worth showing at once.
 */
export type Highlight = { 
/**
 * Name of the rule.
 */
name: string, 
/**
 * Its value.
 */
value: Shown, 
/**
 * Unit as written.
 */
unit: string, };

/**
 * One thing wrong in a situation. French, lower case, no final stop.
 */
export type InputError = { 
/**
 * Stable code.
 */
code: string, 
/**
 * Where: `personnes[1].ressources[2].debut`; empty for the whole document.
 */
path: string, 
/**
 * What was found, shortened.
 */
value: string, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What was expected there.
 */
expected: string | null, 
/**
 * What to do.
 */
help: string | null, };

/**
 * A fact that rules may read.
 */
export type InputInfo = { 
/**
 * Name, as in `Question.input`.
 */
name: string, 
/**
 * Held by each person, else by the household.
 */
each: boolean, 
/**
 * What an answer looks like.
 */
answer: AnswerType, 
/**
 * Unit as written.
 */
unit: string, 
/**
 * Whether "none" is an answer.
 */
optional: boolean, 
/**
 * Smallest and largest answer, for a number.
 */
bounds: Bounds | null, 
/**
 * When it is known.
 */
timing: InputTiming, 
/**
 * Keys from the household (or the person) to the value.
 */
keys: Array<string>, 
/**
 * The list that holds it.
 */
list: ListInfo | null, 
/**
 * Codes and names, for a choice.
 */
choices: Array<[string, string]>, 
/**
 * The question, with `{personne}`.
 */
question: string | null, 
/**
 * Help.
 */
help: string | null, 
/**
 * Theme.
 */
theme: string | null, 
/**
 * What its absence means by convention, in words, and why.
 */
presumed: [string, string] | null, 
/**
 * What is assumed for the probable result, in words, and why.
 */
assumed: [string, string | null] | null, 
/**
 * The keys of the code that tells it when the situation does not (`logement`, `commune`).
 */
deduced_from: Array<string> | null, 
/**
 * Without it, the rights that need it cannot be assessed.
 */
required: boolean, 
/**
 * Articles.
 */
articles: Array<string>, };

/**
 * When a fact is known.
 */
export type InputTiming = "toujours" | "mensuel" | "annuel";

/**
 * How an amount is limited.
 */
export type LimitKind = "plancher" | "plafond" | "nul_si_moins_de";

/**
 * A list of dated lines that holds a fact.
 */
export type ListInfo = { 
/**
 * Name of the list (`ressources`).
 */
list: string, 
/**
 * Key that tells the kind of a line (`nature`).
 */
selector: string, 
/**
 * The kind (`salaire`).
 */
code: string, 
/**
 * Key of the amount (`net`); `None` when only the presence of a line counts.
 */
amount: string | null, };

/**
 * What a late claim loses of a right.
 */
export type Lost = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * Months before the one of the right for which something was due and not received, and that are lost.
 */
months: number, 
/**
 * What they add up to, €.
 */
amount: Bounds, 
/**
 * Months that a claim made at the month of the right still pays.
 */
recoverable_months: number, 
/**
 * What they add up to, €.
 */
recoverable: Bounds, };

/**
 * A comparison that was not met.
 */
export type Missed = { 
/**
 * The comparison, in words.
 */
text: string, 
/**
 * Position of the person, for a comparison about a person.
 */
person: number | null, 
/**
 * What was compared.
 */
value: Shown, 
/**
 * With what (for choices: those that would do).
 */
threshold: Shown, 
/**
 * Unit as written.
 */
unit: string, 
/**
 * By how much it is missed, for numbers (days, for dates).
 */
short_by: Bounds | null, };

/**
 * An input that is unknown and can still change an outcome.
 */
export type Missing = { 
/**
 * Name of the input.
 */
input: string, 
/**
 * Position of the person, for an input of each person.
 */
person: number | null, };

/**
 * What comes out for a right. Amounts are in the unit of its rhythm; net gains, that add up, by month.
 *
 * Why not is told by [`Evaluation::reasons`], what is to be checked by [`Evaluation::unverified`], and what is likely by
 * [`Evaluation::probable`]: they cost as much as all outcomes together, and are read for a few rights.
 */
export type Outcome = { 
/**
 * Identifier (`rsa`).
 */
benefit: string, 
/**
 * Name (`RSA`).
 */
name: string, 
/**
 * Title.
 */
title: string, 
/**
 * What its amounts are per.
 */
rhythm: Rhythm, 
/**
 * Verdict.
 */
verdict: Verdict, 
/**
 * Amount due when every right is claimed; `None` for a right with a form.
 */
due: Bounds | null, 
/**
 * Amount due if this right alone were claimed on top of what is received.
 */
due_alone: Bounds | null, 
/**
 * Amount received; `None` when only whether it is received is known.
 */
received: Bounds | null, 
/**
 * Whether something is received: `Some(…)` when known.
 */
is_received: boolean | null, 
/**
 * What is due and not received, never negative.
 */
gap: Bounds | null, 
/**
 * What claiming it alone adds to the total of the household, €/mois, other rights recomputed; an amount paid once
 * or once a year is spread over twelve months.
 */
gain_net: Bounds | null, 
/**
 * Forms that remain possible (codes), for a right with a form.
 */
form: Array<string> | null, 
/**
 * What the household pays for it.
 */
contribution: Bounds | null, 
/**
 * What each person has, for a right of each person.
 */
persons: Array<Personal>, 
/**
 * What is unknown and can still change the verdict or an amount.
 */
missing: Array<Missing>, };

/**
 * What one person has of a right of each person.
 */
export type Personal = { 
/**
 * Position of the person.
 */
person: number, 
/**
 * Amount due.
 */
due: Bounds, 
/**
 * Amount received; `None` when only whether it is received is known.
 */
received: Bounds | null, 
/**
 * What is due and not received.
 */
gap: Bounds, };

/**
 * What to do.
 */
export type Plan = { 
/**
 * What to claim, in order.
 */
steps: Array<PlanStep>, 
/**
 * What not to claim, and why.
 */
replaced: Array<Replaced>, 
/**
 * What it adds up to.
 */
totals: Totals, };

/**
 * A right to claim, at its place.
 */
export type PlanStep = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * The later rights of the plan that take it into account: it goes before them.
 */
before: Array<string>, };

/**
 * What comes out when the assumptions that the rules declare are taken; never mixed with the bounds.
 */
export type Probable = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * Verdict.
 */
verdict: Verdict, 
/**
 * Amount due.
 */
due: Bounds | null, 
/**
 * What is due and not received.
 */
gap: Bounds | null, 
/**
 * Forms that remain possible (codes).
 */
form: Array<string> | null, 
/**
 * What the household would pay.
 */
contribution: Bounds | null, 
/**
 * What was assumed.
 */
assumptions: Array<Assumption>, };

/**
 * A line of how to claim.
 */
export type ProcedureInfo = { 
/**
 * `organisme`, `pièces`…
 */
key: string, 
/**
 * Values.
 */
values: Array<string>, };

/**
 * A set of rules.
 */
export type ProgramInfo = { 
/**
 * Version of the binary form.
 */
format: number, 
/**
 * Version of the engine.
 */
engine: string, 
/**
 * Fingerprint of the rules: sixteen hexadecimal digits.
 */
hash: string, 
/**
 * First and last month that at least one file of rules covers (`AAAA-MM`).
 */
months: [string, string] | null, 
/**
 * The household.
 */
entity: EntityInfo, 
/**
 * Every fact that rules may read, in the order of the program.
 */
inputs: Array<InputInfo>, 
/**
 * Every right, in the order of the outcomes.
 */
benefits: Array<BenefitInfo>, };

/**
 * An input that is unknown and can still change an outcome.
 */
export type Question = { 
/**
 * Name of the input.
 */
input: string, 
/**
 * Position of the person, for an input of each person.
 */
person: number | null, 
/**
 * Identifier of the person in the situation.
 */
person_id: string | null, 
/**
 * The question, `{personne}` replaced.
 */
text: string, 
/**
 * The question as the rules write it, for who can name the person better.
 */
template: string, 
/**
 * Help.
 */
help: string | null, 
/**
 * The list of the situation that the answer is a line of (`ressources`): questions on one list are asked together.
 */
list: string | null, 
/**
 * Theme.
 */
theme: string | null, 
/**
 * What an answer looks like.
 */
answer: AnswerType, 
/**
 * Whether "none" is an answer.
 */
optional: boolean, 
/**
 * Whether the answer may change from month to month, or from year to year.
 */
dated: boolean, 
/**
 * The months that count (`AAAA-MM`), for an answer by month; the years for an answer by year.
 */
periods: Array<string>, 
/**
 * Unit as written.
 */
unit: string, 
/**
 * Smallest and largest answer, for a number.
 */
bounds: Bounds | null, 
/**
 * Codes and names, for a choice.
 */
choices: Array<[string, string]>, 
/**
 * Rights whose outcome it can change.
 */
benefits: Array<string>, 
/**
 * Whether nothing can be said of them without it.
 */
required: boolean, };

/**
 * A reason of a "no".
 */
export type Reason = { "type": "condition", 
/**
 * The condition that holds the line.
 */
condition: string, 
/**
 * Position of the person, for a per-person condition.
 */
person: number | null, 
/**
 * The line, in the words of the rules.
 */
text: string, 
/**
 * Its articles.
 */
articles: Array<string>, 
/**
 * Whether they are marked to be checked.
 */
unverified: boolean, 
/**
 * `false`: not met; `None`: may be met, depending on what is unknown.
 */
met: boolean | null, 
/**
 * The comparisons that it missed, and by how much.
 */
missed: Array<Missed>, } | { "type": "montant", 
/**
 * The rule that gives the amount.
 */
rule: string, 
/**
 * Its articles.
 */
articles: Array<string>, 
/**
 * Where it became zero.
 */
limits: Array<ExplainedLimit>, };

/**
 * A right that would be due if it were claimed alone, and no longer is once others are claimed.
 */
export type Replaced = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * The rights that take its place.
 */
by: Array<string>, };

/**
 * What the amounts of a right are per: its unit.
 */
export type Rhythm = "mensuel" | "annuel" | "unique";

/**
 * How many persons hold a role.
 */
export type RoleArity = "un" | "au_plus_un" | "plusieurs";

/**
 * A role.
 */
export type RoleInfo = { 
/**
 * Word in situations.
 */
code: string, 
/**
 * `enfant`
 */
singular: string, 
/**
 * `enfants`
 */
name: string, 
/**
 * How many persons may hold it.
 */
arity: RoleArity, };

/**
 * What a value may be, in the terms of its type.
 */
export type Shown = { "type": "nombre" } & Bounds | { "type": "date", 
/**
 * Earliest.
 */
min: string | null, 
/**
 * Latest.
 */
max: string | null, } | { "type": "oui_non", 
/**
 * Known value.
 */
value: boolean | null, } | { "type": "choix", 
/**
 * As in situations.
 */
codes: Array<string>, 
/**
 * As written in the rules.
 */
names: Array<string>, } | { "type": "aucun" };

/**
 * A named step.
 */
export type Step = { 
/**
 * What it is.
 */
kind: StepKind, 
/**
 * Its name.
 */
name: string, 
/**
 * Position of the person it is about.
 */
person: number | null, 
/**
 * Observed month (`AAAA-MM`) or year, when it is not the month of the right.
 */
at: string | null, 
/**
 * Its value.
 */
value: Shown, 
/**
 * Unit as written.
 */
unit: string, 
/**
 * First day of the version, or of the line of the scale, that was used.
 */
since: string | null, 
/**
 * The exception that applied.
 */
exception: string | null, 
/**
 * The text of the body that was used; for an input deduced from a code, how.
 */
text: string | null, 
/**
 * Articles.
 */
articles: Array<string>, 
/**
 * Marked to be checked.
 */
unverified: boolean, 
/**
 * Floors, caps and thresholds.
 */
limits: Array<ExplainedLimit>, 
/**
 * Lines of a condition.
 */
lines: Array<ExplainedLine>, 
/**
 * What it reads.
 */
children: Array<Step>, 
/**
 * Already unfolded elsewhere in the tree: children are not repeated.
 */
repeated: boolean, };

/**
 * What a step is.
 */
export type StepKind = "regle" | "condition" | "donnee" | "bareme" | "groupe" | "montant_retenu";

/**
 * What is due and not received, by rhythm, and what it adds up to.
 */
export type Totals = { 
/**
 * Each month.
 */
monthly: Bounds, 
/**
 * Each year.
 */
yearly: Bounds, 
/**
 * Once.
 */
once: Bounds, 
/**
 * What claiming everything adds to the household by month, what other rights take back deducted; amounts paid once
 * or once a year are spread over twelve months.
 */
gain_net: Bounds, };

/**
 * A right that is left out at a month.
 */
export type Unavailable = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * Its title.
 */
title: string, } & ({ "cause": "pas_encore_cree", 
/**
 * First day of the right.
 */
since: string | null, } | { "cause": "hors_periode_couverte", 
/**
 * The module.
 */
module: string, 
/**
 * First day covered.
 */
from: string | null, 
/**
 * Last day covered.
 */
to: string | null, } | { "cause": "bareme_sans_valeur", 
/**
 * The scale.
 */
scale: string, 
/**
 * The day.
 */
day: string | null, 
/**
 * First day with a value.
 */
from: string | null, 
/**
 * Last day with a value, when it ends.
 */
to: string | null, } | { "cause": "regle_sans_version", 
/**
 * The rule.
 */
rule: string, 
/**
 * First day of its first version.
 */
from: string | null, } | { "cause": "periode_sans_version", 
/**
 * The period.
 */
period: string, } | { "cause": "diviseur_nul_possible", 
/**
 * The rule.
 */
rule: string, } | { "cause": "nombre_trop_grand", 
/**
 * The rule.
 */
rule: string, } | { "cause": "regles_en_boucle", 
/**
 * One of the rules.
 */
rule: string, } | { "cause": "defaut_interne", 
/**
 * The rule.
 */
rule: string, 
/**
 * What.
 */
what: string, });

/**
 * An article to be checked, on which a result rests.
 */
export type Unverified = { 
/**
 * The rule, the scale… that cites it.
 */
name: string, 
/**
 * The articles, as cited.
 */
articles: Array<string>, };

/**
 * What can be said of a right.
 */
export type Verdict = "certain" | "possible" | "percu" | "non" | "non_evaluable";

/**
 * What is told of a right beside its outcome.
 */
export type Why = { 
/**
 * Identifier of the right.
 */
benefit: string, 
/**
 * Why not, when the verdict is "no".
 */
reasons: Array<Reason>, 
/**
 * What it rests on and that is marked to be checked.
 */
unverified: Array<Unverified>, };

