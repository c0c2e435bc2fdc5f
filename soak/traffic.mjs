import { taskModule } from 'rx-futures';

const tasks = taskModule(new URL('./tasks.mjs', import.meta.url));

/** The submitted tasks, by weight: each returns its Future and the possible outcomes. */
const kinds = [
  [
    500,
    function echo(pool, n) {
      return [pool.submit(tasks.echo, n), { value: (value) => value === n }];
    },
  ],
  [
    60,
    function later(pool, n) {
      return [pool.submit(tasks.later, n, n % 20), { value: (value) => value === n }];
    },
  ],
  [
    40,
    function busy(pool, n) {
      return [pool.submit(tasks.busy, n, n % 5), { value: (value) => value === n }];
    },
  ],
  [
    60,
    function fail(pool, n) {
      return [pool.submit(tasks.fail, n), { error: (error) => error.value === n }];
    },
  ],
  [
    20,
    function data(pool, n) {
      const bytes = Buffer.alloc(n % 100_000, n);
      return [
        pool.submit(tasks.echo, bytes),
        { value: (value) => value.length === bytes.length && value[0] === bytes[0] },
      ];
    },
  ],
  [
    40,
    function progress(pool, n) {
      return [pool.submit(tasks.progress, n), { value: (value) => value === n }];
    },
  ],
  [
    15,
    function uncloneable(pool) {
      return [pool.submit(tasks.uncloneable), { error: (error) => error.part === 'result.method' }];
    },
  ],
  [
    15,
    function limited(pool) {
      return [pool.with({ runTimeout: 20 }).submit(tasks.listening), { limited: true, value: () => true }];
    },
  ],
  [
    3,
    function spinning(pool) {
      return [pool.with({ runTimeout: 20, abortGrace: 10 }).submit(tasks.spin), { limited: true }];
    },
  ],
  [
    3,
    function deaf(pool) {
      const future = pool.with({ abortGrace: 10 }).submit(tasks.deaf);
      setTimeout(() => future.abort('soak'), 30);
      return [future, {}];
    },
  ],
  [
    4,
    function exit(pool) {
      return [pool.submit(tasks.exit), {}];
    },
  ],
  [
    2,
    function stray(pool, n) {
      return [pool.submit(tasks.strayLater, n), { value: (value) => value === n }];
    },
  ],
];

const killing = [
  3,
  function kill(pool) {
    return [pool.submit(tasks.kill), { value: () => true }];
  },
];

/** Submits one task of a random kind, and sometimes stops it again. */
export function submitOne(random, pool, tally, processes) {
  const kind = random.weighted(processes ? [...kinds, killing] : kinds);
  const [future, expected] = kind(pool, random.below(1_000_000));
  tally.follow(future, kind.name, { ...expected, stopped: true });
  const fate = random.next();
  if (fate < 0.05) setTimeout(() => future.cancel(), random.below(10));
  else if (fate < 0.08) setTimeout(() => future.abort('soak'), random.below(20));
}

/** A pool that breaks: a crash among many, and all have to end. */
export function submitAndBreak(random, pool, tally) {
  for (let i = 0; i < 50; i++) {
    const [future, expected] = kinds[random.below(3)][1](pool, i);
    tally.follow(future, 'in a pool that breaks', expected);
  }
  tally.follow(pool.submit(tasks.exit), 'exit', {});
}
