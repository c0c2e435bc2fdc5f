import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask, bareWorkers } from '../contenders/bare.mjs';
import { ours } from '../contenders/ours.mjs';
import { peers } from '../contenders/peers.mjs';

/** Milliseconds from the start of a process to its first result. */
function program(name, ...args) {
  return {
    name,
    peer: args.length > 1,
    run() {
      const [file, ...rest] = args;
      const path = fileURLToPath(new URL(`../programs/${file}.mjs`, import.meta.url));
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [path, ...rest], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return performance.now() - began;
    },
  };
}

export const firstResult = {
  name: 'first-result',
  title: 'From the start of a process to the first result of a thread',
  unit: 'ms',
  less: true,
  goals: [{ against: 'rxjs and a bare Worker', atLeast: 1 / 1.2 }],
  contenders: () => [
    program('rx-futures', 'ours'),
    ...peers.map(({ name }) => program(name, 'peer', name)),
    program('rxjs and a bare Worker', 'bare'),
  ],
};

const workers = 2;

/** Milliseconds until a new pool has worked on all its threads; the library is loaded already. */
function started({ name, peer, start }) {
  const useAll = async () => {
    const pool = await start(workers);
    await Promise.all(Array.from({ length: workers }, () => pool.call('busy', 5)));
  };
  return {
    name,
    peer,
    start: useAll,
    async run() {
      const began = performance.now();
      await useAll();
      return performance.now() - began;
    },
  };
}

const bare = {
  name: 'bare workers',
  async start() {
    const all = await bareWorkers(workers, { task: 'busy' });
    return { call: (_task, milliseconds) => ask(all.pop(), milliseconds) };
  },
};

export const poolStart = {
  name: 'pool-start',
  title: 'From a new pool to the first results of both its threads',
  unit: 'ms',
  less: true,
  goals: [{ against: 'bare workers', atLeast: 1 / 1.2 }],
  contenders: () => [ours, ...peers, bare].map(started),
};
