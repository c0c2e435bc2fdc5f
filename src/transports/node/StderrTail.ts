/** Greatest number of bytes kept, and of lines returned. */
const mostBytes = 16_384;
const mostLines = 20;

/** Keeps the last lines that a child process wrote to its standard error. */
export class StderrTail {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#chunks.length > 1 && this.#bytes - (this.#chunks[0] as Buffer).length >= mostBytes) {
      this.#bytes -= (this.#chunks.shift() as Buffer).length;
    }
  }

  get text(): string {
    const all = Buffer.concat(this.#chunks).subarray(-mostBytes).toString();
    return all.trimEnd().split(/\r?\n/).slice(-mostLines).join('\n');
  }
}
