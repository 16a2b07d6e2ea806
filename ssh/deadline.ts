/** A time limit that can be stopped while a person types a password. */
export class Deadline {
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #leftMs: number;
  readonly #onExpire: () => void;

  constructor(seconds: number, onExpire: () => void) {
    this.#leftMs = seconds * 1000;
    this.#onExpire = onExpire;
    this.#start();
  }

  /** Runs `work` off the clock. */
  async suspend<T>(work: () => Promise<T>): Promise<T> {
    this.clear();
    this.#leftMs -= Date.now() - this.#startedAt;
    try {
      return await work();
    } finally {
      this.#start();
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#startedAt = Date.now();
    this.#timer = setTimeout(this.#onExpire, Math.max(0, this.#leftMs));
  }
}
