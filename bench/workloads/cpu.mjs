import { ask, bareWorkers } from '../contenders/bare.mjs';
import { ours } from '../contenders/ours.mjs';
import { peers } from '../contenders/peers.mjs';
import { pooled, warmedUp } from '../contenders/pooled.mjs';
import { pythonPrimes } from '../contenders/python.mjs';
import { isPrime } from '../tasks/tasks.mjs';

const primes = [112272535095293, 112582705942171, 112272535095293, 115280095190773, 115797848077099, 1099726899285419];
const workers = 2;

/** How many times faster than one after another on this thread. */
async function speedUp(numbers, onWorkers) {
  let began = performance.now();
  for (const number of numbers) isPrime(number);
  const alone = performance.now() - began;
  began = performance.now();
  await onWorkers(numbers);
  return alone / (performance.now() - began);
}

/** Bare workers, each of which takes the next number when it has finished one: the optimum. */
function bare(numbers) {
  let all;
  const onWorkers = (list) => {
    const rest = [...list];
    const work = async (worker) => {
      for (let number = rest.shift(); number !== undefined; number = rest.shift()) await ask(worker, number);
    };
    return Promise.all(all.map(work));
  };
  return {
    name: 'bare workers',
    async start() {
      all = await bareWorkers(workers, { task: 'isPrime' });
      await warmedUp(() => onWorkers(numbers));
    },
    run: () => speedUp(numbers, onWorkers),
  };
}

export const cpu = {
  name: 'cpu',
  title: "The primes of Python's documentation on 2 threads: faster than on one thread",
  unit: 'times',
  goals: [{ against: 'bare workers', atLeast: 0.98 }],
  contenders(scale) {
    const repeat = Math.ceil(10 * scale);
    const numbers = Array.from({ length: repeat }, () => primes).flat();
    const all = (pool) => (list) => Promise.all(list.map((number) => pool.call('isPrime', number)));
    return [
      ...[ours, ...peers].map((contender) =>
        pooled(contender, {
          workers,
          warm: (pool) => all(pool)(numbers),
          measure: (pool) => speedUp(numbers, all(pool)),
        }),
      ),
      bare(numbers),
      ...pythonPrimes(1),
    ];
  },
};
