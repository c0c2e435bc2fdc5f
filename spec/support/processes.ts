import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withUrls } from './programText.js';
import { patience, until } from './until.js';

/** Returns true if a process exists and is no zombie. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}

/** Options of a program in a separate process group. */
export interface GroupOptions {
  /** Other files in its folder, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Commands of the shell before it, as `ulimit -n 100`. */
  readonly before?: string;
}

/**
 * A program that leads a new session and process group, so that signals to its group do not reach the specs. It is
 * killed after a minute.
 */
export class GroupProgram {
  stdout = '';
  stderr = '';
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly #child: ChildProcess;

  /** See {@link withUrls} for the names in the text. */
  constructor(text: string, { beside = {}, before = ':' }: GroupOptions = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'rx-futures-'));
    for (const [name, content] of Object.entries({ ...beside, 'main.mjs': text })) {
      writeFileSync(join(folder, name), withUrls(content));
    }
    const script = `${before}; exec "$0" "$@"`;
    const child = spawn('/bin/sh', ['-c', script, process.execPath, join(folder, 'main.mjs')], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (data) => (this.stdout += String(data)));
    child.stderr.on('data', (data) => (this.stderr += String(data)));
    const limit = setTimeout(() => this.signal('SIGKILL'), patience);
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        clearTimeout(limit);
        rmSync(folder, { recursive: true });
        resolve({ code, signal });
      });
    });
  }

  /** Signals every process of the group. */
  signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && pid > 1 && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  /** Closes the reading end of its standard output. */
  stopReading(): void {
    this.#child.stdout?.destroy();
  }

  /** Waits for a line of its standard output that starts with the word, and returns the rest of the line. */
  async says(word: string): Promise<string> {
    const line = new RegExp(`^${word} ?(.*)\n`, 'm');
    await until(
      () => line.test(this.stdout),
      () => `the program prints "${word}": ${this.stdout}${this.stderr}`,
    );
    return line.exec(this.stdout)?.[1] as string;
  }
}
