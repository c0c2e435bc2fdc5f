import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type OpenClaimFile, openClaimFile } from '../../claims/node/claimFile.js';
import { HostFileClaims } from '../../claims/node/HostFileClaims.js';
import type { HostMessage } from '../../protocol/messages/HostMessage.js';
import { endedIn } from '../../protocol/messages/ResultsMessage.js';
import { headerLength } from '../../protocol/messages/TasksMessage.js';
import type { WorkerMessage } from '../../protocol/messages/WorkerMessage.js';
import { lifelineDescriptor } from '../../protocol/node/childChannel.js';
import { cloneAcross, decodeWorkerMessage, encodeHostMessage } from '../../protocol/node/processCodec.js';
import type { Transport, TransportListener } from '../../protocol/Transport.js';
import type { WorkerIdentity } from '../../protocol/WorkerIdentity.js';
import { ChildEnd } from './ChildEnd.js';
import { keepTrack } from './liveChildren.js';
import { childrenLeadGroups } from './signalChild.js';

/** The setup that the host passes to a child process on its command line. */
interface ProcessSetup {
  readonly name: string;
  readonly file: string | undefined;
  readonly loader: string | undefined;
  readonly main: string;
  readonly cwd: string | undefined;
  /** True if there is a claims file. */
  readonly claims: boolean;
}

/** The options of a child process. */
export interface ProcessOptions {
  /** The user's own worker file. */
  readonly file: string | undefined;
  /** The TypeScript loader of the host, where the child does not inherit it. */
  readonly loader: string | undefined;
  /** The URL from which `import()` in inline functions resolves. */
  readonly main: string;
  /**
   * The working directory of its tasks. The child starts in that of the host, relative to which Node's options name
   * their modules.
   */
  readonly cwd: string | undefined;
  /** True if host and worker share claims, where that is possible. */
  readonly claims: boolean;
  readonly fork: Pick<ForkOptions, 'execPath' | 'execArgv' | 'env'>;
}

/** The file that a child process runs. */
export const processEntry = fileURLToPath(new URL('../../worker/node/process.js', import.meta.url));

/**
 * Starts a child process and returns the host's end of its channel. Neither the child nor its channel keeps this
 * process alive; the executor does, while a Future is pending.
 */
export function startProcess(
  identity: WorkerIdentity,
  options: ProcessOptions,
  listener: TransportListener,
): Transport {
  const claims = options.claims ? openClaimFile() : undefined;
  const child = forkEntry(identity, options, claims);
  let outstanding = 0;
  const untrack = keepTrack(child, () => outstanding > 0);
  child.on('message', (received) => {
    const message = decoded(received, listener);
    if (message === undefined) return;
    outstanding -= endsIn(message);
    listener.message(message);
  });
  const end = new ChildEnd(child, (end) => {
    untrack();
    listener.exit(end);
    claims?.close();
  });
  letExit(child);
  return {
    sharesMemory: false,
    claims: claims && new HostFileClaims(claims.file),
    clone: cloneAcross,
    // nothing can be moved to another process: values marked for transfer are copied like all others
    post(message) {
      send(child, encodeHostMessage(message));
      outstanding += tasksIn(message);
    },
    terminate: (signal = 'SIGKILL') => end.request(signal),
  };
}

function forkEntry(
  { name }: WorkerIdentity,
  { file, loader, main, cwd, fork: given }: ProcessOptions,
  claims: OpenClaimFile | undefined,
): ChildProcess {
  const setup: ProcessSetup = { name, file, loader, main, cwd, claims: claims !== undefined };
  try {
    return fork(processEntry, [JSON.stringify(setup)], {
      ...given,
      serialization: 'advanced',
      detached: childrenLeadGroups,
      // the last one is the child's lifeline
      stdio: ['ignore', 'inherit', 'pipe', 'ipc', claims?.descriptor ?? 'ignore', 'pipe'],
    });
  } catch (error) {
    claims?.close();
    throw error;
  }
}

/**
 * Returns `undefined` for a message that is not of this package: `node --watch` and users' code use the channel, too.
 */
function decoded(received: unknown, listener: TransportListener): WorkerMessage | undefined {
  try {
    return decodeWorkerMessage(received);
  } catch (error) {
    listener.messageError(error);
    return undefined;
  }
}

/** Sends a message unless the child has ended or could not be started; its end is reported separately. */
function send(child: ChildProcess, bytes: Uint8Array): void {
  if (child.connected) child.send(bytes, ignore);
}

function ignore(): void {}

function letExit(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as Socket | null)?.unref();
  // A child that could not be started has no streams, whatever the types declare. Errors at the end of the lifeline do
  // not matter.
  const streams: readonly unknown[] | undefined = child.stdio;
  (streams?.[lifelineDescriptor] as Socket | undefined)?.on('error', ignore).unref();
}

function tasksIn(message: HostMessage): number {
  if (message.kind === 'tasks') return message.headers.length / headerLength;
  return message.kind === 'init' ? 1 : 0;
}

function endsIn(message: WorkerMessage): number {
  if (message.kind === 'results') return endedIn(message);
  if (message.kind === 'gone') return message.slots.length;
  return message.kind === 'ready' || message.kind === 'failed' ? 1 : 0;
}
