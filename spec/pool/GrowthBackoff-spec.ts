import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { GrowthBackoff, mostFailedStarts } from '../../src/pool/GrowthBackoff.js';
import type { WorkerPhase } from '../../src/pool/WorkerConnection.js';

describe('GrowthBackoff', () => {
  function made(...phases: WorkerPhase[]) {
    const clock = new VirtualTimeScheduler(undefined, 0);
    const workers = phases.map((phase) => ({ phase, startedAt: 0 }));
    const retries: number[] = [];
    const backoff: GrowthBackoff = new GrowthBackoff(clock, workers, () => {
      retries.push(clock.now());
      backoff.started();
    });
    const pass = (until: number): void => {
      clock.maxFrames = until;
      clock.flush();
    };
    return { backoff, workers, retries, pass };
  }

  it('allows any number of starts until one fails, and then one after each pause', () => {
    const { backoff, retries, pass } = made('ready');
    backoff.started();
    backoff.started();
    expect(backoff.allowed).to.equal(true);
    expect(backoff.failed(false, 0)).to.equal(false);
    expect(backoff.failed(true, 1), 'of those that were started together').to.equal(false);
    expect(backoff.allowed).to.equal(false);
    pass(100_000);
    expect(retries.slice(0, 10)).to.deep.equal([100, 300, 700, 1500, 3100, 6300, 12_700, 25_500, 51_100, 81_100]);
  });

  it('resets when a worker becomes ready, and when the last ready one ends', () => {
    const { backoff, workers, retries, pass } = made('ready', 'starting');
    backoff.started();
    backoff.failed(false, 0);
    backoff.gone();
    expect(backoff.allowed, 'another is ready').to.equal(false);
    pass(300);
    backoff.ready(2); // started by the retry at 300
    expect(backoff.allowed).to.equal(true);
    backoff.started();
    backoff.failed(false, 3);
    workers.shift();
    backoff.gone();
    expect(backoff.allowed).to.equal(true);
    pass(10_000);
    expect(retries).to.deep.equal([100, 300]);
  });

  it('does not treat a worker that was started before the failure as a sign that the shortage is over', () => {
    const { backoff, retries, pass } = made('ready', 'starting');
    for (let n = 0; n < 3; n++) backoff.started();
    backoff.failed(false, 2);
    backoff.ready(0);
    backoff.ready(1);
    expect(backoff.allowed).to.equal(false);
    pass(100);
    backoff.ready(3);
    expect(backoff.allowed).to.equal(true);
    expect(retries).to.deep.equal([100]);
  });

  it('allows a start at any time when no worker is left, and counts the failures', () => {
    const { backoff } = made();
    const verdicts = Array.from({ length: mostFailedStarts }, (_, n) => {
      expect(backoff.allowed).to.equal(true);
      backoff.started();
      return backoff.failed(false, n);
    });
    expect(verdicts).to.deep.equal([false, false, true]);
    expect(made().backoff.failed(true, 0), 'one that would only fail again').to.equal(true);
  });

  it('counts workers that were started together as one try', () => {
    const { backoff, workers } = made('starting', 'starting', 'starting', 'starting');
    for (let n = 0; n < 4; n++) backoff.started();
    const together = [0, 1, 2, 3].map((n) => {
      workers.pop();
      return backoff.failed(false, n);
    });
    expect(together).to.deep.equal([false, false, false, false]);
    const alone = [4, 5].map((n) => {
      expect(backoff.allowed).to.equal(true);
      backoff.started();
      return backoff.failed(false, n);
    });
    expect(alone).to.deep.equal([false, true]);
  });

  it('does not wait forever for others that are starting', () => {
    const { backoff, pass } = made('starting');
    const verdicts = [0, 1, 2].map((n) => {
      backoff.started();
      return backoff.failed(false, n);
    });
    expect(verdicts).to.deep.equal([false, false, false]);
    pass(82_000);
    backoff.started();
    expect(backoff.failed(false, 100)).to.equal(true);
  });

  it('allows nothing and has no timer when it is stopped', () => {
    const { backoff, retries, pass } = made('ready');
    backoff.failed(false, 0);
    backoff.stop();
    backoff.failed(false, 1);
    pass(100_000);
    expect(retries).to.deep.equal([]);
    expect(backoff.allowed).to.equal(false);
  });
});
