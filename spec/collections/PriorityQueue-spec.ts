import { expect } from 'chai';
import { PriorityQueue } from '../../src/collections/PriorityQueue.js';

interface Entry {
  readonly priority: number;
  live: boolean;
}

const orders: Record<string, (i: number) => number> = {
  'rising priorities': (i) => i,
  'falling priorities': (i) => -i,
  deadlines: (i) => -1_800_000_000_000 - ((i * 7919) % 100_003),
  'a few priorities in turn': (i) => i % 3,
  'many priorities in turn': (i) => i % 500,
};

/** A queue that counts how often it examines an entry. */
class Counted {
  looks = 0;
  readonly queue = new PriorityQueue<Entry>(({ live }) => {
    this.looks += 1;
    return live;
  });

  push(priority: number): Entry {
    const entry = { priority, live: true };
    this.queue.push(entry, priority);
    return entry;
  }

  /** The number of entries, including dead ones. */
  get held(): number {
    this.looks = 0;
    for (const _ of this.queue);
    return this.looks;
  }
}

function drain(count: number, priority: (i: number) => number): void {
  const { queue } = new Counted();
  for (let i = 0; i < count; i++) queue.push({ priority: 0, live: true }, priority(i));
  while (queue.take() !== undefined);
}

function cancelAll(count: number, priority: (i: number) => number): void {
  const counted = new Counted();
  const entries = Array.from({ length: count }, (_, i) => counted.push(priority(i)));
  let live = count;
  for (const entry of entries) {
    entry.live = false;
    counted.queue.compact(--live);
  }
}

/**
 * Runs the work with n and with 16 n entries until the larger has taken less than 100 times as long. Quadratic work takes
 * 256 times as long in every try; on a busy machine, work that is not needs several tries at most.
 */
function expectNotQuadratic(work: (count: number) => void): void {
  const time = (count: number): number => {
    const start = performance.now();
    work(count);
    return performance.now() - start;
  };
  const started = performance.now();
  let ratio = Number.POSITIVE_INFINITY;
  while (ratio >= 100 && performance.now() - started < 60_000) ratio = time(32_000) / time(2000);
  expect(ratio).to.be.below(100);
}

describe('PriorityQueue', () => {
  for (const [name, priority] of Object.entries(orders)) {
    it(`returns entries of ${name} by priority, and in order within one priority`, () => {
      const { queue } = new Counted();
      const entries = Array.from({ length: 2000 }, (_, i) => ({ priority: priority(i), live: true, i }));
      for (const entry of entries) queue.push(entry, entry.priority);
      const expected = [...entries].sort((a, b) => b.priority - a.priority || a.i - b.i);
      const taken = Array.from(entries, () => queue.take());
      expect(taken.every((entry, i) => entry === expected[i])).to.equal(true);
      expect(queue.take()).to.equal(undefined);
    });

    it(`examines each entry of ${name} a bounded number of times`, () => {
      const counted = new Counted();
      for (let i = 0; i < 10_000; i++) counted.push(priority(i));
      for (let i = 0; i < 10_000; i++) counted.queue.take();
      expect(counted.looks).to.be.at.most(20_000);
    });
  }

  it('takes constant time per entry, whatever their number and priorities', () => {
    for (const priority of Object.values(orders)) {
      expectNotQuadratic((count) => drain(count, priority));
      expectNotQuadratic((count) => cancelAll(count, priority));
    }
  }).timeout(700_000);

  it('drops most dead entries even while a live one before them stays', () => {
    for (const priority of Object.values(orders)) {
      const counted = new Counted();
      counted.push(Number.POSITIVE_INFINITY);
      for (let i = 0; i < 10_000; i++) {
        counted.push(priority(i)).live = false;
        counted.queue.compact(1);
      }
      expect(counted.held).to.be.below(100);
    }
  });

  it('keeps working when its only priority changes', () => {
    const { queue } = new Counted();
    for (let i = 0; i < 100; i++) {
      const entry = { priority: i % 2, live: true };
      queue.push(entry, entry.priority);
      expect(queue.take()).to.equal(entry);
      expect(queue.peek()).to.equal(undefined);
    }
  });

  it('puts returned entries before all others of their priority, also before newer ones', () => {
    const counted = new Counted();
    const [a, b, c] = [counted.push(-7), counted.push(-7), counted.push(-7)];
    expect([counted.queue.take(), counted.queue.take()]).to.deep.equal([a, b]);
    const later = [counted.push(1), counted.push(-7), counted.push(-15)];
    counted.queue.unshift(b, -7);
    counted.queue.unshift(a, -7);
    expect([...counted.queue]).to.have.ordered.members([later[0], a, b, c, later[1], later[2]]);
  });
});
