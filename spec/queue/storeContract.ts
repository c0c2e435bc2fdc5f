import { expect } from 'chai';
import type { Json } from '../../src/queue/codec/Json.js';
import type {
  JobEnd,
  JobHandler,
  JobListener,
  JobServing,
  JobStore,
  NewJob,
  StartedJob,
} from '../../src/queue/JobStore.js';
import { until } from '../support/until.js';

/** The events of a listener, as strings: `started a`, `results a 1`. */
class Told implements JobListener {
  readonly reports: string[] = [];
  readonly ends = new Map<string, JobEnd>();
  servers = 0;
  slots = 0;

  wants(): boolean {
    return true;
  }

  started(id: string): void {
    this.reports.push(`started ${id}`);
  }

  progress(id: string, progress: Json): void {
    this.reports.push(`progress ${id} ${JSON.stringify(progress)}`);
  }

  ended(id: string, end: JobEnd): void {
    this.reports.push(`${end.kind} ${id}`);
    this.ends.set(id, end);
  }

  recheck(): void {}

  serving(servers: number, slots: number): void {
    this.servers = servers;
    this.slots = slots;
  }
}

/** The contract of all job stores. */
export function describeStore(name: string, make: () => JobStore): void {
  describe(`${name} as a JobStore`, () => {
    const ends: (() => Promise<unknown>)[] = [];
    let store: JobStore;
    let received: Told;

    beforeEach(async () => {
      store = make();
      received = new Told();
      const stop = await store.listen(received);
      ends.push(() => store.close(), stop);
    });

    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
    });

    const job = (id: string, more: Partial<NewJob> = {}): NewJob => ({
      ...{ id, task: 'task', payload: { of: id }, attempts: 1, backoff: 0, priority: 0, delay: 0 },
      ...more,
    });
    const serve = (handler: JobHandler, concurrency = 1): JobServing => {
      const serving = store.serve(handler, { concurrency, name: `server ${ends.length}`, onError: () => {} });
      ends.push(() => serving.close(true));
      return serving;
    };
    const results = (results: Json): JobEnd => ({ kind: 'results', results });
    const echo: JobHandler = async ({ payload }) => ({ ok: true, again: false, end: results(payload) });
    const endOf = async (id: string): Promise<JobEnd | undefined> => {
      await until(() => received.ends.has(id), `the end of ${id}`);
      return received.ends.get(id);
    };

    it('hands a job to a server, and its results to the listeners', async () => {
      serve(async ({ id, task, payload, start, attempts }) => {
        return { ok: true, again: false, end: results({ id, task, payload, start, attempts }) };
      });
      await store.add([job('a', { payload: { list: [1, 'ü\ud800'] }, attempts: 3 })]);
      const expected = { id: 'a', task: 'task', payload: { list: [1, 'ü\ud800'] }, start: 1, attempts: 3 };
      expect(await endOf('a')).to.deep.equal(results(expected));
      expect(received.reports.filter((each) => each !== 'started a')).to.deep.equal(['results a']);
    });

    it('reports the start of a job while it runs', async () => {
      let finish: (() => void) | undefined;
      serve(async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        return { ok: true, again: false, end: results(null) };
      });
      await store.add([job('a')]);
      await until(() => received.reports.includes('started a'), 'the start of a is reported');
      finish?.();
      await endOf('a');
      expect(received.reports).to.deep.equal(['started a', 'results a']);
    });

    it('returns snapshots of ended and unended jobs', async () => {
      await store.add([job('a'), job('later', { delay: 60_000 })]);
      const [waiting, later, unknown] = await store.get(['a', 'later', 'unknown'], true);
      expect(waiting).to.deep.include({ state: 'waiting', task: 'task', payload: { of: 'a' }, end: undefined });
      expect(later?.state).to.equal('waiting');
      expect(unknown).to.equal(undefined);
      serve(echo);
      await endOf('a');
      const [ended] = await store.get(['a']);
      expect(ended).to.deep.include({ state: 'ended', end: results({ of: 'a' }) });
    });

    it('hands out higher priorities first, in order of arrival within one priority', async () => {
      const order: string[] = [];
      await store.add([job('b'), job('low', { priority: -5 }), job('c'), job('high', { priority: 7 }), job('d')]);
      serve(async ({ id }) => {
        order.push(id);
        return { ok: true, again: false, end: results(null) };
      });
      await endOf('low');
      expect(order).to.deep.equal(['high', 'b', 'c', 'd', 'low']);
    });

    it('does not start a delayed job early', async () => {
      serve(echo);
      const startedAt = performance.now();
      await store.add([job('later', { delay: 60 }), job('now')]);
      await endOf('later');
      expect(performance.now() - startedAt).to.be.greaterThan(55);
      expect(received.reports.indexOf('results now')).to.be.lessThan(received.reports.indexOf('results later'));
    });

    it('runs no more jobs at once than the concurrency', async () => {
      let most = 0;
      let running = 0;
      serve(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
        return { ok: true, again: false, end: results(null) };
      }, 3);
      await store.add(Array.from({ length: 20 }, (_, i) => job(`job-${i}`)));
      await endOf('job-19');
      await until(() => received.ends.size === 20, 'twenty jobs have ended');
      expect(most).to.equal(3);
    });

    it('does not add a second job of the same id', async () => {
      const starts: string[] = [];
      await store.add([job('a')]);
      await store.add([job('a', { payload: 'other' }), job('b')]);
      serve((started) => {
        starts.push(started.id);
        return echo(started);
      });
      expect(await endOf('a')).to.deep.equal(results({ of: 'a' }));
      await endOf('b');
      await store.add([job('a', { payload: 'again' })]);
      await store.add([job('c')]);
      await endOf('c');
      expect(starts).to.deep.equal(['a', 'b', 'c']);
    });

    it('withdraws a job that has not started, and never runs it', async () => {
      await store.add([job('a'), job('held', { delay: 10 }), job('b')]);
      expect(await store.withdraw('a', null)).to.equal(true);
      expect(await store.withdraw('a', null)).to.equal(true);
      expect(await store.withdraw('held', null)).to.equal(true);
      expect(await store.withdraw('unknown', null)).to.equal(false);
      expect(await endOf('a')).to.deep.equal({ kind: 'cancelled' });
      serve(echo);
      await endOf('b');
      const [ended] = await store.get(['a']);
      expect(ended).to.deep.include({ state: 'ended', end: { kind: 'cancelled' } });
      expect(received.reports).not.to.include('started a');
      expect(received.reports).not.to.include('started held');
    });

    it('does not change an ended job that is withdrawn', async () => {
      serve(echo);
      await store.add([job('a')]);
      await endOf('a');
      expect(await store.withdraw('a', null)).to.equal(false);
      expect((await store.get(['a']))[0]?.end).to.deep.equal(results({ of: 'a' }));
    });

    it('aborts a running job with the reason, and ends it as cancelled', async () => {
      const reasons: unknown[] = [];
      serve(({ signal }) => {
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason);
            resolve({ ok: false, again: true, end: results('stopped') });
          });
        });
      });
      await store.add([job('a', { attempts: 3 })]);
      await until(() => received.reports.includes('started a'), 'the start of a is reported');
      expect(await store.withdraw('a', { why: ['because'] })).to.equal(false);
      expect(await endOf('a')).to.deep.equal({ kind: 'cancelled' });
      expect(reasons).to.deep.equal([{ why: ['because'] }]);
    });

    it('lets exactly one of withdrawal and start win each race', async () => {
      const ran = new Set<string>();
      serve(async ({ id }) => {
        ran.add(id);
        return { ok: true, again: false, end: results(null) };
      }, 5);
      const ids = Array.from({ length: 300 }, (_, i) => `race-${i}`);
      const adding = store.add(ids.map((id) => job(id)));
      const withdrawn = new Set<string>();
      for (const id of ids) if (await store.withdraw(id, null)) withdrawn.add(id);
      await adding;
      await until(() => ids.every((id) => received.ends.has(id)), 'every job has ended');
      expect(ids.filter((id) => ran.has(id) === withdrawn.has(id))).to.deep.equal([]);
    });

    it('runs a failed job again, up to its attempts, with a growing backoff', async () => {
      const starts: [number, number][] = [];
      serve(async ({ start }) => {
        starts.push([start, performance.now()]);
        return { ok: start === 3, again: start !== 3, end: results(start) };
      });
      await store.add([job('a', { attempts: 5, backoff: 20 })]);
      expect(await endOf('a')).to.deep.equal(results(3));
      const [first, second, third] = starts as [[number, number], [number, number], [number, number]];
      expect(starts.map(([start]) => start)).to.deep.equal([1, 2, 3]);
      expect(second[1] - first[1]).to.be.greaterThan(18);
      expect(third[1] - second[1]).to.be.greaterThan(36);
    });

    it('ends with the last failure when the attempts are used up, or when it is final', async () => {
      serve(async ({ id, start }) => ({ ok: false, again: id === 'a', end: results(start) }));
      await store.add([job('a', { attempts: 2 }), job('b', { attempts: 2 })]);
      expect(await endOf('a')).to.deep.equal(results(2));
      expect(await endOf('b')).to.deep.equal(results(1));
    });

    it('can withdraw a job between two attempts, which counts as started', async () => {
      let starts = 0;
      serve(async ({ id }) => {
        if (id === 'a') starts += 1;
        return { ok: false, again: id === 'a', end: results(null) };
      });
      await store.add([job('a', { attempts: 5, backoff: 60_000 }), job('behind')]);
      await endOf('behind'); // there is one slot, so the first attempt has ended by then
      expect(starts).to.equal(1);
      expect(await store.withdraw('a', null)).to.equal(false);
      expect(await endOf('a')).to.deep.equal({ kind: 'cancelled' });
    });

    it('reports progress in order, and keeps the last value in the snapshot', async () => {
      serve(async ({ progress }: StartedJob) => {
        for (const step of [1, { two: 2 }, 'three']) await progress({ step });
        return { ok: true, again: false, end: results(null) };
      });
      await store.add([job('a')]);
      await endOf('a');
      const steps = received.reports.filter((each) => each.startsWith('progress'));
      expect(steps).to.deep.equal([1, { two: 2 }, 'three'].map((step) => `progress a ${JSON.stringify({ step })}`));
      expect((await store.get(['a']))[0]?.progress).to.deep.equal({ step: 'three' });
    });

    it('carries large results and large progress complete', async () => {
      const large = 'x'.repeat(300_000);
      serve(async ({ progress, payload }) => {
        await progress({ large });
        return { ok: true, again: false, end: results({ large, payload }) };
      });
      await store.add([job('a', { payload: large })]);
      expect(await endOf('a')).to.deep.equal(results({ large, payload: large }));
      expect((await store.get(['a']))[0]?.progress).to.deep.equal({ large });
      expect((await store.get(['a']))[0]?.end).to.deep.equal(results({ large, payload: large }));
    });

    it('reports the number of servers', async () => {
      expect([received.servers, received.slots]).to.deep.equal([0, 0]);
      await serve(echo, 3).ready;
      await serve(echo, 4).ready;
      await until(
        () => received.servers === 2,
        () => `two servers are known, and not ${received.servers}`,
      );
      expect([received.servers, received.slots]).to.deep.equal([2, 7]);
    });

    it('waits for running jobs when a server closes, and takes no more', async () => {
      let finish: (() => void) | undefined;
      const serving = serve(async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        return { ok: true, again: false, end: results('done') };
      });
      await store.add([job('a'), job('b')]);
      await until(() => finish !== undefined, 'the first job has started');
      let over = false;
      const closed = serving.close(false).then(() => (over = true));
      await store.get(['a', 'b']); // a round trip to the store, which closes meanwhile
      expect(over).to.equal(false);
      finish?.();
      await closed;
      expect(await endOf('a')).to.deep.equal(results('done'));
      expect((await store.get(['b']))[0]?.state).to.equal('waiting');
    });
  });
}
