import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/** A file of NDJSON that gets its name when it is whole; until then, it has another one. */
export class Output implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  #finished = false;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<Output> {
    return new Output(path, await open(`${path}.part`, 'w'));
  }

  async write(rows: readonly object[]): Promise<void> {
    await this.#file.appendFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }

  async finish(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await rename(`${this.#path}.part`, this.#path);
    this.#finished = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished) return;
    await this.#file.close();
    await rm(`${this.#path}.part`, { force: true });
  }
}
