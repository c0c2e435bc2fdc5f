import { Session } from 'node:inspector/promises';
import { ours } from '../contenders/ours.mjs';
import { warmedUp } from '../contenders/pooled.mjs';

const count = 100_000;
const rounds = 10;

/** The functions that assign a sample to a step: the innermost of them on its stack decides. */
const steps = {
  'submit: a job, its Future, the queue': ['submit'],
  'subscribe to the Future': ['subscribe'],
  'dispatch: windows, slots, claims': ['dispatch'],
  'build the message and post it': ['send', 'post', 'postMessage'],
  'receive the results, free the slots': ['answers'],
  'settle the Future, call its subscriber': ['succeed'],
  'collect the garbage': ['(garbage collector)'],
};
const idle = '(idle)';
const rest = 'the rest: Node, the benchmark itself';

function submitAll({ pool, tasks }) {
  return new Promise((done, reject) => {
    let left = count;
    const next = () => {
      left -= 1;
      if (left === 0) done();
    };
    for (let i = 0; i < count; i++) pool.submit(tasks.echo, i).subscribe({ next, error: reject });
  });
}

/** Microseconds of the host's thread by step, in a profile as `--cpu-prof` makes it. */
function byStep({ nodes, samples, timeDeltas }) {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const spent = new Map();
  for (const [i, sample] of samples.entries()) {
    const step = stepOf(sample, parents, names);
    spent.set(step, (spent.get(step) ?? 0) + timeDeltas[i]);
  }
  return spent;
}

function stepOf(sample, parents, names) {
  for (let id = sample; id !== undefined; id = parents.get(id)) {
    const name = names.get(id);
    if (name === idle) return idle;
    const found = Object.keys(steps).find((step) => steps[step].includes(name));
    if (found !== undefined) return found;
  }
  return rest;
}

function contender(name, step) {
  let pool;
  return {
    name,
    async start() {
      pool = await ours.start(2);
      await warmedUp(() => submitAll(pool));
    },
    async run() {
      const session = new Session();
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: 100 });
      await session.post('Profiler.start');
      for (let i = 0; i < rounds; i++) await submitAll(pool);
      const { profile } = await session.post('Profiler.stop');
      return ((byStep(profile).get(step) ?? 0) * 1000) / (count * rounds);
    },
  };
}

export const whereTimeGoes = {
  name: 'steps',
  title: 'What one task costs the host, of 100,000 submitted at once to 2 threads, by the profiler',
  unit: 'ns',
  less: true,
  contenders: () => [
    ...Object.keys(steps).map((step) => contender(step, step)),
    contender(rest, rest),
    contender('waiting for the workers', idle),
  ],
};
