// The engine in a Web Worker: the page stays free while it computes.

import { ErreurDroit } from "./faute.js";
import { texts, type Deferred, type Methods, type Situation } from "./methodes.js";
import { beside, type Source } from "./source.js";
import type {
  Assessment, AxisRequest, Curve, Explanation, InputError, Missing, Outcome, Plan, Probable, ProgramInfo, Question, Why,
} from "./types.js";

/** What the page asks of the worker. */
export type Order =
  | { id: number; name: "load"; source: Source }
  | { id: number; name: keyof Methods; given: string[] };

/** What the worker answers. */
export type Reply =
  | { id: number; text: string }
  | { id: number; message: string; erreurs: InputError[] };

interface Waiting {
  resolve(text: string): void;
  reject(fault: ErreurDroit): void;
}

/** An engine in a worker. */
export class MoteurOuvrier implements Deferred {
  #worker: Worker;
  #waiting = new Map<number, Waiting>();
  #last = 0;
  #closed: ErreurDroit | null = null;
  #program: Promise<ProgramInfo> | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("text" in data) waiting?.resolve(data.text);
      else waiting?.reject(new ErreurDroit(data.message, data.erreurs));
    };
    worker.onerror = (event) => this.#stop(new ErreurDroit(`l'ouvrier s'est arrêté : ${event.message}`));
  }

  /** Starts the worker, which loads the WebAssembly and the rules. */
  static async load({ ouvrier, ...source }: Source = {}): Promise<MoteurOuvrier> {
    const script = ouvrier === undefined ? beside("ouvrier.js") : new URL(ouvrier, import.meta.url);
    const engine = new MoteurOuvrier(new Worker(script, { type: "module" }));
    // An address is resolved here: the worker stands elsewhere, and a URL cannot be sent.
    const address = <Where>(where: Where) =>
      where instanceof URL || typeof where === "string" ? new URL(where, import.meta.url).href : where;
    const sent: Source = {};
    if (source.moteur !== undefined) sent.moteur = address(source.moteur);
    if (source.regles !== undefined) sent.regles = address(source.regles);
    try {
      await engine.#send((id) => ({ id, name: "load", source: sent }));
    } catch (fault) {
      engine.close();
      throw fault;
    }
    return engine;
  }

  #send(order: (id: number) => Order): Promise<string> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(order(id));
    });
  }

  async #call<Answer>(name: keyof Methods, ...given: unknown[]): Promise<Answer> {
    return JSON.parse(await this.#send((id) => ({ id, name, given: texts(given) }))) as Answer;
  }

  program(): Promise<ProgramInfo> {
    this.#program ??= this.#call<ProgramInfo>("program");
    return this.#program;
  }

  check(situation: Situation): Promise<InputError[]> {
    return this.#call("check", situation);
  }

  assess(situation: Situation, month: string): Promise<Assessment> {
    return this.#call("assess", situation, month);
  }

  evaluate(situation: Situation, month: string): Promise<Outcome[]> {
    return this.#call("evaluate", situation, month);
  }

  plan(situation: Situation, month: string): Promise<Plan> {
    return this.#call("plan", situation, month);
  }

  questions(situation: Situation, month: string): Promise<Question[]> {
    return this.#call("questions", situation, month);
  }

  missing(situation: Situation, month: string): Promise<Missing[]> {
    return this.#call("missing", situation, month);
  }

  probable(situation: Situation, month: string): Promise<Probable[]> {
    return this.#call("probable", situation, month);
  }

  why(situation: Situation, month: string): Promise<Why[]> {
    return this.#call("why", situation, month);
  }

  explain(situation: Situation, month: string, benefit: string): Promise<Explanation | null> {
    return this.#call("explain", situation, month, benefit);
  }

  curve(situation: Situation, month: string, axis: AxisRequest): Promise<Curve> {
    return this.#call("curve", situation, month, axis);
  }

  /** Stops the worker; what was asked and not answered is refused. */
  close(): void {
    this.#stop(new ErreurDroit("ce moteur est fermé"));
  }

  #stop(fault: ErreurDroit): void {
    this.#closed ??= fault;
    this.#worker.terminate();
    for (const waiting of this.#waiting.values()) waiting.reject(fault);
    this.#waiting.clear();
  }
}
