/** How many bytes before the marker are kept for messages. */
const keep = 64 * 1024;

/** Holds a stream back until a marker line, so that banners, profiles and sudo's own words never mix with the command's. */
export class ReadyGate {
  readonly #marker: Buffer;
  readonly #onOutput: (chunk: Buffer) => void;
  #held = Buffer.alloc(0);
  #open = false;

  constructor(marker: string, onOutput: (chunk: Buffer) => void) {
    this.#marker = Buffer.from(`${marker}\n`);
    this.#onOutput = onOutput;
  }

  /** What came before the marker. */
  get preamble(): string {
    return this.#held.toString('utf8');
  }

  get isOpen(): boolean {
    return this.#open;
  }

  write(chunk: Buffer): void {
    if (this.#open) {
      this.#onOutput(chunk);
      return;
    }
    const all = Buffer.concat([this.#held, chunk]);
    const at = all.indexOf(this.#marker);
    if (at < 0) {
      this.#held = all.subarray(-keep);
      return;
    }
    this.#open = true;
    this.#held = all.subarray(0, at);
    const rest = all.subarray(at + this.#marker.length);
    if (rest.length > 0) this.#onOutput(rest);
  }
}
