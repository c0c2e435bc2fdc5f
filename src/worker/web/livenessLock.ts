/**
 * Takes a Web Lock that this worker holds while it lives, and returns its name. Browsers do not report a worker's end
 * by `terminate()` of other code, by its own `close()`, or by a crash; but its locks are released, and the host waits
 * for this one. Returns `undefined` on insecure origins, which have no locks.
 */
export async function livenessLock(): Promise<string | undefined> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return undefined;
  const name = `rx-futures ${Math.random()} ${Math.random()}`;
  return new Promise((held) => {
    const hold = (): Promise<never> => {
      held(name);
      return new Promise(() => {});
    };
    locks.request(name, hold).catch(() => held(undefined));
  });
}
