import type { ChildProcess } from 'node:child_process';
import type { WorkerEnd } from '../../protocol/Transport.js';
import { StderrTail } from './StderrTail.js';

const { setTimeout, clearTimeout } = globalThis;

/** Milliseconds that a child has to exit by itself once its channel is closed. */
const exitGrace = 200;
/** Milliseconds to wait for a dead child's last words: a grandchild may keep its standard error open for ever. */
const lastWords = 200;

/**
 * Watches over the end of a child process, and tells of it once: after its last message and its last line. What it writes
 * to its standard error goes on to that of this process.
 */
export class ChildEnd {
  readonly #child: ChildProcess;
  readonly #tell: (end: WorkerEnd) => void;
  readonly #stderr = new StderrTail();
  #timer: NodeJS.Timeout | undefined;
  #exit: Pick<WorkerEnd, 'exitCode' | 'signal'> = {};
  #error: { readonly error?: unknown } = {};
  #told = false;

  constructor(child: ChildProcess, tell: (end: WorkerEnd) => void) {
    this.#child = child;
    this.#tell = tell;
    child.on('error', (error) => this.#failed(error));
    child.on('disconnect', () => this.#limit(exitGrace, () => child.kill('SIGKILL')));
    child.on('exit', (exitCode, signal) => this.#exited(exitCode, signal));
    child.on('close', () => this.#over());
    child.stderr?.on('data', (chunk: Buffer) => this.#said(chunk));
  }

  /** It could not be started, or a signal could not be sent. */
  #failed(error: Error): void {
    if (this.#child.pid !== undefined) return;
    this.#error = { error };
    this.#over();
  }

  #exited(exitCode: number | null, signal: string | null): void {
    this.#exit = { exitCode, signal };
    this.#limit(lastWords, () => this.#over());
  }

  #said(chunk: Buffer): void {
    this.#stderr.push(chunk);
    process.stderr.write(chunk);
  }

  #over(): void {
    clearTimeout(this.#timer);
    if (this.#told) return;
    this.#told = true;
    this.#tell({ ...this.#exit, ...this.#error, stderr: this.#stderr.text });
  }

  #limit(milliseconds: number, expire: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#told) this.#timer = setTimeout(expire, milliseconds).unref();
  }
}
