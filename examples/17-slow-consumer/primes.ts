/** All primes, one after another; `made` counts them. */
export function* primes(made: Int32Array): Generator<number> {
  for (let n = 2; ; n++) {
    if (!isPrime(n)) continue;
    Atomics.add(made, 0, 1);
    yield n;
  }
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}
