import type { ChildProcess } from 'node:child_process';
import { terminateRequest } from '../../protocol/node/childChannel.js';
import type { WorkerEnd } from '../../protocol/Transport.js';
import { StderrTail } from './StderrTail.js';
import { signalChild, signalGroup } from './signalChild.js';

const { setTimeout, clearTimeout } = globalThis;

/** Milliseconds that a child has to exit by itself once its channel is closed. */
const exitGrace = 200;
/** Milliseconds that a child has to exit after SIGTERM. */
const terminateGrace = 1000;
/** Milliseconds to wait for a dead child's last words: a grandchild may keep its standard error open for ever. */
const lastWords = 200;

/** Signals that children leave to their host as soon as they can. Before that, one of these is no fault of the child's. */
const leftToHost: readonly (string | null)[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Watches over the end of a child process, and tells of it once: after its last message and its last line. What it writes
 * to its standard error goes on to that of this process. The programs that its tasks have started end with it.
 */
export class ChildEnd {
  readonly #child: ChildProcess;
  readonly #tell: (end: WorkerEnd) => void;
  readonly #stderr = new StderrTail();
  #timer: NodeJS.Timeout | undefined;
  #exit: Pick<WorkerEnd, 'exitCode' | 'signal'> = {};
  #error: { readonly error?: unknown } = {};
  #starting = true;
  #told = false;

  constructor(child: ChildProcess, tell: (end: WorkerEnd) => void) {
    this.#child = child;
    this.#tell = tell;
    child.on('error', (error) => this.#failed(error));
    child.once('message', () => {
      this.#starting = false;
    });
    child.on('disconnect', () => this.#limit(exitGrace, () => signalChild(child, 'SIGKILL')));
    child.on('exit', (exitCode, signal) => this.#exited(exitCode, signal));
    child.on('close', () => this.#over());
    child.stderr?.on('data', (chunk: Buffer) => this.#said(chunk));
  }

  /** Ends the child. After SIGTERM it has a second, and may use it: then SIGKILL follows. */
  request(signal: 'SIGTERM' | 'SIGKILL'): void {
    const child = this.#child;
    signalChild(child, signal);
    if (signal === 'SIGKILL') return;
    this.#starting = false;
    // A child ignores SIGTERM, unless it knows that it is its host who wants it to end.
    if (child.connected) child.send(terminateRequest, ignore);
    this.#limit(terminateGrace, () => signalChild(child, 'SIGKILL'));
  }

  /** It could not be started, or a signal could not be sent. */
  #failed(error: Error): void {
    if (this.#child.pid !== undefined) return;
    this.#error = { error };
    this.#over();
  }

  /** One that left in good order, or had time to, asks what it leaves behind to do so, too. */
  #exited(exitCode: number | null, signal: string | null): void {
    signalGroup(this.#child.pid, signal === null || signal === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
    this.#exit = { exitCode, signal };
    if (this.#starting && leftToHost.includes(signal)) {
      this.#error = { error: new Error(`the child process was ended by ${signal} while it started`) };
    }
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

function ignore(): void {}
