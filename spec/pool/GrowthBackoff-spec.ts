import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { GrowthBackoff, mostFailedStarts } from '../../src/pool/GrowthBackoff.js';
import type { PoolWorker, WorkerPhase } from '../../src/pool/PoolWorker.js';

describe('GrowthBackoff', () => {
  function made(...phases: WorkerPhase[]) {
    const clock = new VirtualTimeScheduler(undefined, 0);
    const workers = phases.map((phase) => ({ phase, startedAt: 0 }) as PoolWorker);
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
    expect(backoff.failed(false)).to.equal(false);
    expect(backoff.failed(true), 'of those that were started together').to.equal(false);
    expect(backoff.allowed).to.equal(false);
    pass(100_000);
    expect(retries.slice(0, 10)).to.deep.equal([100, 300, 700, 1500, 3100, 6300, 12_700, 25_500, 51_100, 81_100]);
  });

  it('starts anew when a worker has become ready, and when the last that was ready is gone', () => {
    const { backoff, workers, retries, pass } = made('ready', 'starting');
    backoff.failed(false);
    backoff.gone();
    expect(backoff.allowed, 'another is ready').to.equal(false);
    pass(300);
    backoff.ready();
    expect(backoff.allowed).to.equal(true);
    backoff.failed(false);
    workers.shift();
    backoff.gone();
    expect(backoff.allowed).to.equal(true);
    pass(10_000);
    expect(retries).to.deep.equal([100, 300]);
  });

  it('allows a start at any time when no worker is left, and counts the failures', () => {
    const { backoff } = made();
    const verdicts = Array.from({ length: mostFailedStarts }, () => {
      expect(backoff.allowed).to.equal(true);
      backoff.started();
      return backoff.failed(false);
    });
    expect(verdicts).to.deep.equal([false, false, true]);
    expect(made().backoff.failed(true), 'one that would only fail again').to.equal(true);
  });

  it('does not wait for ever for others that are starting', () => {
    const { backoff, pass } = made('starting');
    const verdicts = [1, 2, 3].map(() => backoff.failed(false));
    expect(verdicts).to.deep.equal([false, false, false]);
    pass(82_000);
    expect(backoff.failed(false)).to.equal(true);
  });

  it('allows nothing and has no timer when it is stopped', () => {
    const { backoff, retries, pass } = made('ready');
    backoff.failed(false);
    backoff.stop();
    backoff.failed(false);
    pass(100_000);
    expect(retries).to.deep.equal([]);
    expect(backoff.allowed).to.equal(false);
  });
});
