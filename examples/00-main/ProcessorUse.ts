import { cpus } from 'node:os';

/** Processor time in milliseconds: of all processors, of that what they were busy, and of that this process's own. */
interface Use {
  readonly total: number;
  readonly busy: number;
  readonly own: number;
}

/** Measures how much of the machine other programs take meanwhile. */
export class ProcessorUse {
  readonly #start = now();

  /** The share of all processors that other programs have taken since the start, from 0 to 1. */
  ofOthers(): number {
    const end = now();
    const others = end.busy - this.#start.busy - (end.own - this.#start.own);
    return Math.max(0, others / (end.total - this.#start.total || 1));
  }
}

function now(): Use {
  const { user, system } = process.cpuUsage();
  let [total, busy] = [0, 0];
  for (const { times } of cpus()) {
    const all = Object.values(times).reduce((sum, each) => sum + each);
    total += all;
    busy += all - times.idle;
  }
  return { total, busy, own: (user + system) / 1000 };
}
