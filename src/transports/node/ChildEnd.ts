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
/**
 * Milliseconds to wait for the last output of a child that has exited: a grandchild may keep its standard error open
 * for ever.
 */
const outputGrace = 200;

/**
 * Signals that children leave to their host once they run. Before that, an end by one of them is not the child's fault.
 */
const unhandledWhileStarting: readonly (string | null)[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Observes the end of a child process, and reports it once: after its last message and its last line. Copies the
 * child's standard error to that of this process. Ends the programs that the child's tasks have started.
 */
export class ChildEnd {
  readonly #child: ChildProcess;
  readonly #report: (end: WorkerEnd) => void;
  readonly #stderr = new StderrTail();
  #timer: NodeJS.Timeout | undefined;
  #exit: Pick<WorkerEnd, 'exitCode' | 'signal'> = {};
  #error: { readonly error?: unknown } = {};
  #isStarting = true;
  #reported = false;

  constructor(child: ChildProcess, report: (end: WorkerEnd) => void) {
    this.#child = child;
    this.#report = report;
    child.on('error', (error) => this.#failed(error));
    child.once('message', () => {
      this.#isStarting = false;
    });
    child.on('disconnect', () => this.#startTimer(exitGrace, () => signalChild(child, 'SIGKILL')));
    child.on('exit', (exitCode, signal) => this.#exited(exitCode, signal));
    child.on('close', () => this.#reportEnd());
    child.stderr?.on('data', (chunk: Buffer) => this.#forwardStderr(chunk));
  }

  /** Ends the child. After SIGTERM it has a second to exit: then SIGKILL follows. */
  request(signal: 'SIGTERM' | 'SIGKILL'): void {
    const child = this.#child;
    signalChild(child, signal);
    if (signal === 'SIGKILL') return;
    this.#isStarting = false;
    // A child ignores SIGTERM, unless its host asks it by a message to end.
    if (child.connected) child.send(terminateRequest, ignore);
    this.#startTimer(terminateGrace, () => signalChild(child, 'SIGKILL'));
  }

  /** The child could not be started, or a signal could not be sent. */
  #failed(error: Error): void {
    if (this.#child.pid !== undefined) return;
    this.#error = { error };
    this.#reportEnd();
  }

  /**
   * Signals the child's group: SIGTERM if the child exited in good order or had time to, so that the programs in it can
   * do so, too.
   */
  #exited(exitCode: number | null, signal: string | null): void {
    signalGroup(this.#child.pid, signal === null || signal === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
    this.#exit = { exitCode, signal };
    if (this.#isStarting && unhandledWhileStarting.includes(signal)) {
      this.#error = { error: new Error(`the child process was ended by ${signal} while it started`) };
    }
    this.#startTimer(outputGrace, () => this.#reportEnd());
  }

  #forwardStderr(chunk: Buffer): void {
    this.#stderr.push(chunk);
    process.stderr.write(chunk);
  }

  #reportEnd(): void {
    clearTimeout(this.#timer);
    if (this.#reported) return;
    this.#reported = true;
    this.#report({ ...this.#exit, ...this.#error, stderr: this.#stderr.text });
  }

  #startTimer(milliseconds: number, expire: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#reported) this.#timer = setTimeout(expire, milliseconds).unref();
  }
}

function ignore(): void {}
