/** The lines of a long report; `made` counts them, `closed` is set when the client has unsubscribed. */
export function* report(name: string, made: Int32Array, closed: Int32Array): Generator<string> {
  try {
    for (let line = 1; ; line++) {
      Atomics.add(made, 0, 1);
      yield `${name}, line ${line}\n`;
    }
  } finally {
    Atomics.store(closed, 0, 1);
  }
}
