/** Milliseconds of warm-up: long enough for the code to be compiled. */
const warmUp = 1000;

/**
 * A contender of a workload: starts its pool, warms it up, and measures.
 *
 * @param {{name: string, peer?: boolean, start: (workers: number) => Promise<object>}} contender a contender: rx-futures, a peer or a bare one
 * @param {{workers: number, warm: (pool: object) => Promise<unknown>, measure: (pool: object) => Promise<number>}} how
 */
export function pooled({ name, peer, start }, { workers, warm, measure }) {
  let pool;
  return {
    name,
    peer,
    async start() {
      pool = await start(workers);
      await warmedUp(() => warm(pool));
    },
    run: () => measure(pool),
  };
}

/** Repeats the work, at least once. */
export async function warmedUp(pass) {
  const until = performance.now() + warmUp;
  do await pass();
  while (performance.now() < until);
}
