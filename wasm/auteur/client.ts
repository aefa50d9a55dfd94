// The worker, as functions that promise.

import type { Call, Calls, Reply, Request } from "./protocol.ts";

export class Client {
  #worker = new Worker(new URL("atelier-ouvrier.js", import.meta.url), { type: "module" });
  #waiting = new Map<number, { give: (value: never) => void; fail: (error: Error) => void }>();
  #last = 0;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const one = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.fault === undefined) one?.give(data.gives as never);
      else one?.fail(new Error(data.fault));
    });
    this.#worker.addEventListener("error", ({ message }) => {
      for (const one of this.#waiting.values()) one.fail(new Error(message));
      this.#waiting.clear();
    });
  }

  ask<C extends Call>(call: C, ...asks: Calls[C]["asks"]): Promise<Calls[C]["gives"]> {
    const id = ++this.#last;
    return new Promise((give, fail) => {
      this.#waiting.set(id, { give, fail });
      this.#worker.postMessage({ id, call, asks } satisfies Request);
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}
