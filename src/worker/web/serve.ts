import { type Goodbye, makeHello } from '../../protocol/handshake.js';
import { realm } from '../../protocol/realm.js';
import { WorkerLoop } from '../WorkerLoop.js';
import { livenessLock } from './livenessLock.js';
import { webPlatform } from './webPlatform.js';
import { webPort } from './webPort.js';
import { type WorkerScope, workerScope } from './workerScope.js';

/**
 * Makes a worker of a dedicated Web Worker; anywhere else, and the second time, it does nothing. The worker says hello
 * when its file had its turn, and is told what to do on a port of its own.
 */
export function serve(): void {
  const scope = workerScope();
  if (scope === undefined || realm.serving) return;
  realm.serving = true;
  const { port1: near, port2: far } = new MessageChannel();
  const loop = new WorkerLoop(webPort(near), webPlatform(exit));
  loop.start();
  const close = scope.close.bind(scope);
  // `close()` inside a task must not lose what the tasks had to say before it.
  scope.close = () => {
    loop.flush();
    close();
  };
  const hello = greeting(scope, far);
  endWithStrayErrors(scope, (error) => {
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
    near.postMessage({ kind: 'goodbye' } satisfies Goodbye);
    close();
  }
}

/** Says hello, once. */
function greeting(scope: WorkerScope, port: MessagePort): (lock: string | undefined) => void {
  let said = false;
  return (lock) => {
    if (said) return;
    said = true;
    scope.postMessage(makeHello({ port, lock, isolated: globalThis.crossOriginIsolated }), [port]);
  };
}

/** What a uncaught error leaves undone the host has to know, and browsers do not tell it of rejections at all. */
function endWithStrayErrors(scope: WorkerScope, end: (error: unknown) => void): void {
  scope.addEventListener('error', (event) => {
    event.preventDefault();
    end(event.error);
  });
  scope.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    end(event.reason);
  });
}
