/**
 * Takes a lock that this worker holds for as long as it lives, and gives its name. Browsers tell nobody when a worker is
 * ended by somebody else's `terminate()`, by its own `close()`, or by a crash; but its locks become free, and the host
 * waits for this one. There are no locks on insecure origins.
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
