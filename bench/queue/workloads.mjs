const them = "BullMQ's add + waitUntilFinished";

/**
 * The workloads, one table of docs/distributed.md each; the second entry of a row is the name of the figure in a round.
 */
export const workloads = [
  {
    name: 'queue-round-trip',
    title: 'One job after the other through a queue, half of them within',
    unit: 'ms',
    less: true,
    goals: [{ against: them, atLeast: 1 / 1.3 }],
    rows: [
      ['rx-futures', 'ours p50'],
      [them, 'bullmq p50', true],
    ],
  },
  {
    name: 'queue-round-trip-tail',
    title: 'One job after the other through a queue, 99 of 100 within',
    unit: 'ms',
    less: true,
    rows: [
      ['rx-futures', 'ours p99'],
      [them, 'bullmq p99', true],
    ],
  },
  {
    name: 'queue-fan-out',
    title: 'Jobs submitted all at once, one call each',
    unit: 'jobs/s',
    goals: [{ against: them, atLeast: 1.5 }],
    rows: [
      ['rx-futures', 'ours fan-out'],
      [them, 'bullmq fan-out', true],
    ],
  },
  {
    name: 'queue-map',
    title: 'Calls of a `map`, in chunks of adaptive size',
    unit: 'calls/s',
    goals: [{ bound: 100_000 }],
    rows: [['rx-futures', 'map']],
  },
  {
    name: 'queue-memory',
    title: 'Memory of the submitter for each pending Future',
    unit: 'bytes',
    less: true,
    goals: [{ of: 'of 50,000 pending', against: 'rx-futures', atLeast: 0.9 }],
    rows: [
      ['rx-futures', 'memory of 10000'],
      ['of 50,000 pending', 'memory of 50000'],
    ],
  },
  {
    name: 'queue-redis-memory',
    title: 'Memory of Redis for each job',
    unit: 'bytes',
    less: true,
    rows: [
      ['waiting', 'redis waiting'],
      ['ended and kept', 'redis kept'],
    ],
  },
  {
    name: 'queue-steps',
    title: 'Processor time of one job of the fan-out, by process',
    unit: 'µs',
    less: true,
    rows: [
      ['rx-futures: submitter', 'ours submitter'],
      ['rx-futures: Redis', 'ours redis'],
      ['rx-futures: servers', 'ours servers'],
      [`${them}: submitter`, 'bullmq submitter', true],
      [`${them}: Redis`, 'bullmq redis', true],
      [`${them}: workers`, 'bullmq servers', true],
    ],
  },
];
