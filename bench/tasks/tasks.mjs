// The tasks of all workloads. Every contender runs these very functions.

/** Returns its argument. */
export const echo = (value) => value;

/** Keeps a core busy for so many milliseconds. */
export function busy(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return milliseconds;
}

/** Parses a text of JSON lines. */
export const parseLines = (text) => text.split('\n').map((line) => JSON.parse(line));

/** The test of Python's documentation. */
export function isPrime(n) {
  if (n < 2) return false;
  if (n === 2) return true;
  if (n % 2 === 0) return false;
  const sqrt = Math.floor(Math.sqrt(n));
  for (let i = 3; i <= sqrt; i += 2) if (n % i === 0) return false;
  return true;
}

/** Waits until the cell is set, so that its worker runs nothing else. */
export function hold(cell) {
  Atomics.wait(cell, 0, 0);
}
