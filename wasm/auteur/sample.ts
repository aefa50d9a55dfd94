// Made-up households, always the same: the example households with other salaries, rents and ages. No distribution of a
// real population is claimed. Amounts are written in whole cents, from integers.

export const SIZE = 10_000;

/** Numbers from a seed, the same on every machine (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  };
}

type Facts = Record<string, unknown>;
const isFacts = (value: unknown): value is Facts => typeof value === "object" && value !== null && !Array.isArray(value);

/** So many hundredths of an amount, in cents. */
const scaled = (amount: number, hundredths: number): number => Math.round(amount * hundredths) / 100;

/** Multiplies every amount of a line of resources alike. */
function scaleLine(line: Facts, hundredths: number): void {
  for (const [key, value] of Object.entries(line)) if (typeof value === "number") line[key] = scaled(value, hundredths);
}

/** A day so many days before. */
function earlier(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/** A household of the sample, as a line of JSON. */
export function household(examples: string[], number: number): string {
  const example = examples[number % examples.length]!;
  // The first ones are the examples themselves.
  if (number < examples.length) return example;
  const next = random(number);
  const below = (n: number): number => next() % n;
  const document = JSON.parse(example) as { id: string; situation: Facts };
  document.id = `fictif-${number + 1}`;
  const { situation } = document;
  for (const person of Array.isArray(situation["personnes"]) ? (situation["personnes"] as unknown[]) : []) {
    if (!isFacts(person)) continue;
    const hundredths = 20 + below(181);
    for (const line of Array.isArray(person["ressources"]) ? (person["ressources"] as unknown[]) : []) {
      if (isFacts(line)) scaleLine(line, hundredths);
    }
    if (typeof person["naissance"] === "string") person["naissance"] = earlier(person["naissance"], below(700));
  }
  const home = situation["logement"];
  if (isFacts(home) && typeof home["loyer"] === "number") home["loyer"] = scaled(home["loyer"], 60 + below(101));
  return JSON.stringify(document);
}

/** Some households, a line each. */
export function lines(examples: string[], from: number, to: number): string {
  const all: string[] = [];
  for (let number = from; number < to; number += 1) all.push(household(examples, number));
  return all.join("\n");
}
