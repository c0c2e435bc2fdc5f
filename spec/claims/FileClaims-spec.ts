import { expect } from 'chai';
import type { Claimed } from '../../src/claims/Claims.js';
import { mostInFlight } from '../../src/claims/Claims.js';
import { type ClaimFile, cellSize } from '../../src/claims/claimCells.js';
import { HostFileClaims as HostSide } from '../../src/claims/node/HostFileClaims.js';
import { WorkerFileClaims as WorkerSide } from '../../src/claims/node/WorkerFileClaims.js';

/**
 * Host and worker over one block of memory that is read and written by position; before a step of one, the other may
 * act.
 */
class Sides {
  readonly #bytes = new Uint8Array(2 * mostInFlight * cellSize);
  readonly host: HostSide;
  readonly worker: WorkerSide;
  beforeWorkersStep: (step: number) => void = () => {};
  steps = 0;

  constructor() {
    this.host = new HostSide(this.#file(() => {}));
    this.worker = new WorkerSide(this.#file(() => this.beforeWorkersStep(this.steps++)));
  }

  #file(before: () => void): ClaimFile {
    return {
      read: (into, offset, length, position) => {
        before();
        into.set(this.#bytes.subarray(position, position + length), offset);
      },
      write: (from, offset, length, position) => {
        before();
        this.#bytes.set(from.subarray(offset, offset + length), position);
      },
      hostLives: () => true,
    };
  }
}

const hasStarted = (host: HostSide, slot: number): boolean => host.started([slot]).length > 0;
const none = (): readonly Claimed[] => [];

describe('claims in a file', () => {
  it('give a task either to the worker or to the host, whenever the host recalls it', () => {
    for (let when = 0; when <= 3; when++) {
      let taken: readonly number[] = [];
      const both = new Sides();
      both.host.offer(5, 77);
      both.beforeWorkersStep = (step) => {
        if (step === when) taken = both.host.takeBack([5]);
      };
      const started = both.worker.start({ slot: 5, id: 77 }, none);
      if (both.steps <= when) taken = both.host.takeBack([5]);
      expect([started, taken.length], `before step ${when}`).to.deep.equal(started ? [true, 0] : [false, 1]);
      expect(hasStarted(both.host, 5)).to.equal(started);
    }
  });

  it('show the host which tasks have started and, from the next start on, which have ended', () => {
    const { host, worker } = new Sides();
    for (const slot of [0, 1, 2]) host.offer(slot, slot + 10);
    expect([0, 1, 2].map((slot) => hasStarted(host, slot))).to.deep.equal([false, false, false]);
    worker.start({ slot: 0, id: 10 }, none);
    worker.end(0);
    worker.start({ slot: 1, id: 11 }, none);
    expect([0, 1, 2].map((slot) => [hasStarted(host, slot), host.hasEnded(slot)])).to.deep.equal([
      [true, true],
      [true, false],
      [false, false],
    ]);
  });

  it('start short tasks together, except those that the host has recalled', () => {
    const { host, worker } = new Sides();
    const tasks = [0, 1, 2, 3].map((slot) => ({ slot, id: slot + 10 }));
    for (const { slot, id } of tasks) host.offer(slot, id);
    expect(host.takeBack([1])).to.deep.equal([1]);
    const [first, ...following] = tasks as [Claimed, ...Claimed[]];
    expect(worker.start(first, () => following.slice(0, 2))).to.equal(true);
    expect(tasks.map(({ slot }) => hasStarted(host, slot))).to.deep.equal([true, false, true, false]);
    expect(host.takeBack([1, 2, 3])).to.deep.equal([1, 3]);
    expect(following.map((task) => worker.start(task, none))).to.deep.equal([false, true, false]);
  });

  it('do not confuse a task with the previous one in its slot, nor with an earlier delivery of itself', () => {
    const { host, worker } = new Sides();
    host.offer(3, 1);
    worker.start({ slot: 3, id: 1 }, none);
    host.requestAbort(3);
    expect(worker.abortRequested(3)).to.equal(true);
    worker.end(3);
    host.offer(3, 2);
    expect(hasStarted(host, 3)).to.equal(false);
    expect(host.takeBack([3])).to.deep.equal([3]);
    expect(worker.start({ slot: 3, id: 2 }, none)).to.equal(false);
    host.offer(3, 2);
    expect(hasStarted(host, 3)).to.equal(false);
    expect(worker.start({ slot: 3, id: 2 }, none)).to.equal(true);
    expect(worker.abortRequested(3)).to.equal(false);
  });

  it('skip a task that was started in advance and aborted since', () => {
    const { host, worker } = new Sides();
    for (const slot of [0, 1]) host.offer(slot, slot);
    worker.start({ slot: 0, id: 0 }, () => [{ slot: 1, id: 1 }]);
    expect(host.takeBack([1])).to.deep.equal([]);
    worker.skip(1);
    expect(worker.start({ slot: 1, id: 1 }, none)).to.equal(false);
  });
});
