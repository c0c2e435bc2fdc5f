/**
 * Which script a factory of workers would load. A worker that could not be loaded does not say what it wanted, so the
 * factory is asked once more, and what it makes is noted instead of made. Called only after a failure.
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
    // it was interrupted on purpose, or cannot be asked
  } finally {
    globalThis.Worker = Worker;
  }
  return script === undefined ? undefined : new URL(script, baseOf()).href;
}

function baseOf(): string {
  return typeof document === 'undefined' ? location.href : document.baseURI;
}
