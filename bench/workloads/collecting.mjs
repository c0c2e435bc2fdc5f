import { from } from 'rxjs';
import { pythonCollecting } from '../contenders/python.mjs';
import { asCompleted, SettableFuture, wait } from '../library.mjs';
import { shuffled } from '../statistics.mjs';

/** As many futures are in memory whatever the size of a group, so that the groups differ in nothing else. */
const all = 1_000_000;
const sizes = [1000, 10_000, 100_000, 1_000_000];

const inText = (size) => size.toLocaleString('en');

/** Nanoseconds a future: a million futures in groups of `size`, settled one by one, in order or in random order. */
function collecting(name, operator, size, total, random) {
  let futures;
  return {
    name,
    start() {
      futures = Array.from({ length: total }, () => new SettableFuture());
      globalThis.gc();
    },
    run() {
      let took = 0;
      for (let at = 0; at < total; at += size) took += collect(operator, futures.slice(at, at + size), random);
      return (took * 1e6) / total;
    },
  };
}

function collect(operator, group, random) {
  const order = random ? shuffled(group) : group;
  let seen = 0;
  const began = performance.now();
  from(group)
    .pipe(operator())
    .subscribe((answer) => (seen += answer.done instanceof Set ? answer.done.size : 1));
  for (const future of order) future.setResult(1);
  const took = performance.now() - began;
  if (seen !== group.length) throw new Error(`${seen} of ${group.length} futures were seen`);
  return took;
}

const workload = (name, operator, python) => ({
  name,
  title: `${name} over a million futures in groups: a future costs`,
  unit: 'ns',
  less: true,
  goals: [
    { of: `rx-futures, ${inText(1_000_000)}`, bound: 300 },
    { of: `rx-futures, ${inText(100_000)} in random order`, against: `Python, ${python}, 100,000`, atLeast: 10 },
  ],
  contenders(scale) {
    const total = Math.ceil((all * scale) / 1000) * 1000;
    const fitting = sizes.filter((size) => total % size === 0);
    return [
      ...fitting.map((size) => collecting(`rx-futures, ${inText(size)}`, operator, size, total, false)),
      ...fitting.map((size) => collecting(`rx-futures, ${inText(size)} in random order`, operator, size, total, true)),
      ...fitting.slice(0, 3).flatMap((size) => pythonCollecting(python, size)),
    ];
  },
});

export const asCompletedFutures = workload('asCompleted', asCompleted, 'as_completed');
export const waitFutures = workload('wait', wait, 'wait');
