/** The turn of the event loop as it was when this was loaded: fake timers leave it alone. Pages have no `setImmediate`. */
const { setImmediate, setTimeout } = globalThis as {
  setImmediate?: (fn: () => void) => void;
  setTimeout: (fn: () => void) => void;
};
const nextTurn = setImmediate ?? setTimeout;

/** Turns the event loop until the condition holds; `false` when it still does not after so many milliseconds. */
export async function until(condition: () => boolean, milliseconds = 2000): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await new Promise<void>((resolve) => nextTurn(resolve));
  }
  return true;
}
