/**
 * Returns the URL of the script that a worker factory would load. The error of a worker that could not be loaded does
 * not name it, so the factory is called once more with a `Worker` class that records the URL and makes no worker.
 * Called only after a failure.
 */
export function scriptOf(make: () => unknown): string | undefined {
  const { Worker } = globalThis;
  let script: string | undefined;
  const noted = new Error('noted');
  const construct = (_target: typeof Worker, [url]: readonly unknown[]): never => {
    script = String(url);
    throw noted;
  };
  try {
    globalThis.Worker = new Proxy(Worker, { construct }) as typeof Worker;
    make();
  } catch {
    // interrupted on purpose, or the factory failed by itself
  } finally {
    globalThis.Worker = Worker;
  }
  return script === undefined ? undefined : new URL(script, baseOf()).href;
}

function baseOf(): string {
  return typeof document === 'undefined' ? location.href : document.baseURI;
}
