import { type Goodbye, makeHello } from '../../protocol/handshake.js';
import { realm } from '../../protocol/realm.js';
import { WorkerLoop } from '../WorkerLoop.js';
import { livenessLock } from './livenessLock.js';
import { webPlatform } from './webPlatform.js';
import { webPort } from './webPort.js';
import { type WorkerScope, workerScope } from './workerScope.js';

/**
 * Makes a dedicated Web Worker a worker of a pool; anywhere else, and on a second call, it does nothing. The worker
 * posts its hello once its file has run, and communicates over its own port from then on.
 */
export function serve(): void {
  const scope = workerScope();
  if (scope === undefined || realm.serving) return;
  realm.serving = true;
  const { port1: own, port2: hostPort } = new MessageChannel();
  const loop = new WorkerLoop(webPort(own), webPlatform(exit));
  loop.start();
  const close = scope.close.bind(scope);
  // `close()` inside a task must not lose the reports of the tasks before it.
  scope.close = () => {
    loop.flush();
    close();
  };
  const hello = greeting(scope, hostPort);
  endWithUncaughtErrors(scope, (error) => {
    hello(undefined);
    loop.uncaughtError(error);
    exit();
  });
  void livenessLock().then((lock) => {
    if (lock === undefined) scope.close = exit;
    hello(lock);
  });

  function exit(): void {
    loop.flush();
    own.postMessage({ kind: 'goodbye' } satisfies Goodbye);
    close();
  }
}

/** Returns a function that posts the worker's hello, once. */
function greeting(scope: WorkerScope, port: MessagePort): (lock: string | undefined) => void {
  let posted = false;
  return (lock) => {
    if (posted) return;
    posted = true;
    scope.postMessage(makeHello({ port, lock, isolated: globalThis.crossOriginIsolated }), [port]);
  };
}

/**
 * Calls `end` for an uncaught error: the host has to know the state of the tasks, and browsers do not report unhandled
 * rejections in workers at all.
 */
function endWithUncaughtErrors(scope: WorkerScope, end: (error: unknown) => void): void {
  scope.addEventListener('error', (event) => {
    event.preventDefault();
    end(event.error);
  });
  scope.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    end(event.reason);
  });
}
