import { expect } from 'chai';
import { BrokenProcessPool } from '../../src/errors/BrokenProcessPool.js';
import { type EndContext, explainEnd } from '../../src/pool/explainEnd.js';
import type { PoolWorkerEnd } from '../../src/pool/PoolWorker.js';

describe('explainEnd', () => {
  const worker = { workerId: 3, name: 'w_3' };

  function explain(ended: Partial<PoolWorkerEnd>, context: Partial<EndContext> = {}) {
    const end: PoolWorkerEnd = { phase: 'ready', end: {}, abandoned: false, startFailure: undefined, ...ended };
    const { failedStart, requested, makeError, reported } = explainEnd(worker, end, {
      Broken: BrokenProcessPool,
      onWorkerLost: 'replace',
      poolEnded: false,
      ...context,
    });
    return { failedStart, requested, message: makeError(true).message, reported: reported?.message };
  }

  it('takes the end of a ready worker for a loss, and says how it ended', () => {
    expect(explain({ end: { exitCode: 7 } })).to.deep.equal({
      failedStart: undefined,
      requested: false,
      message: 'worker w_3 exited with code 7',
      reported: 'worker w_3 exited with code 7',
    });
  });

  for (const phase of ['closing', 'killed'] as const) {
    it(`reports no error for a worker that was ${phase}, but has one for tasks that were not the reason`, () => {
      const { requested, message, reported } = explain({ phase });
      expect([requested, message, reported]).to.deep.equal([
        true,
        'worker w_3 was replaced to stop another task',
        undefined,
      ]);
    });
  }

  it('reports a terminated worker that has not ended', () => {
    const { requested, reported } = explain({ phase: 'killed', abandoned: true });
    expect(requested).to.equal(true);
    expect(reported).to.contain('a native call cannot be interrupted');
  });

  it('takes the error of a worker that was starting for the reason of the failed start', () => {
    const error = new Error('spawn EMFILE');
    const { failedStart, message } = explain({ phase: 'starting', end: { error } });
    expect(failedStart).to.deep.equal({ error, hopeless: false });
    expect(message).to.equal('worker w_3 could not be started: spawn EMFILE');
    expect(explain({ phase: 'starting', end: { error, hopeless: true } }).failedStart?.hopeless).to.equal(true);
  });

  it("takes a silent end while starting for hopeless where a lost worker breaks the pool, as in Python's", () => {
    const ended = { phase: 'starting', end: { signal: 'SIGKILL' } } as const;
    expect(explain(ended).failedStart).to.deep.equal({ error: undefined, hopeless: false });
    expect(explain(ended, { onWorkerLost: 'break' }).failedStart).to.deep.equal({ error: undefined, hopeless: true });
  });

  it('knows the reason of a start that the pool gave up', () => {
    const startFailure = { error: new Error('initTimeout'), hopeless: true };
    const { failedStart, requested, message } = explain({ phase: 'killed', startFailure });
    expect(failedStart).to.equal(startFailure);
    expect([requested, message]).to.deep.equal([false, 'worker w_3 could not be started: initTimeout']);
  });

  it('takes no end for a failed start once the pool has ended its workers by a signal', () => {
    const { failedStart, requested } = explain({ phase: 'starting', end: { signal: 'SIGTERM' } }, { poolEnded: true });
    expect([failedStart, requested]).to.deep.equal([undefined, false]);
  });
});
