import { expect } from 'chai';
import { type Hello, makeHello } from '../../../../src/protocol/handshake.js';
import type { WorkerEnd } from '../../../../src/protocol/Transport.js';
import type { WebWorkerSource } from '../../../../src/transports/web/WebWorkerSource.js';
import { WebWorkerTransport } from '../../../../src/transports/web/WebWorkerTransport.js';
import { WorkerStart } from '../../../../src/transports/web/WorkerStart.js';
import { livenessLock } from '../../../../src/worker/web/livenessLock.js';
import { until } from '../../../support/until.js';
import { initMessage, taskMessages } from '../../../transports/messages.js';
import { RecordingListener } from '../../../transports/RecordingListener.js';

/** Unit specs of the classes that need a browser; those of their parts that run in Node are in spec/transports/web. */

function startTimer(fn: () => void, milliseconds: number): () => void {
  const timer = setTimeout(fn, milliseconds);
  return () => clearTimeout(timer);
}

function makeWorker(script: string): Worker {
  return new Worker(new URL(`../workers/${script}`, import.meta.url), { type: 'module' });
}

describe('WorkerStart', () => {
  let timers: Set<() => void>;
  let hellos: Hello[];
  let ends: WorkerEnd[];

  beforeEach(() => {
    timers = new Set();
    hellos = [];
    ends = [];
  });

  /** Waits for the start of a worker, with timers that expire by hand. */
  function start(worker: EventTarget, make: () => Worker = () => expect.fail('not made again')): WorkerStart {
    const source: WebWorkerSource = {
      make,
      startTimeout: 200,
      startTimer: (fn) => {
        timers.add(fn);
        return () => timers.delete(fn);
      },
    };
    return new WorkerStart(worker as Worker, source, {
      hello: (hello) => hellos.push(hello),
      failed: (end) => ends.push(end),
    });
  }

  function post(worker: EventTarget, data: unknown): void {
    worker.dispatchEvent(new MessageEvent('message', { data }));
  }

  it("passes on the worker's hello, and stops its timer", () => {
    const worker = new EventTarget();
    const hello = makeHello({ port: new MessageChannel().port1, lock: undefined, isolated: true });
    start(worker);
    post(worker, "a message of the user's code");
    post(worker, hello);
    post(worker, hello);
    expect([hellos, ends, timers.size]).to.deep.equal([[hello], [], 0]);
  });

  it('fails, for good, for a worker that posts no hello in time', () => {
    start(new EventTarget());
    for (const expire of timers) expire();
    expect(String(ends[0]?.error)).to.contain('200 ms').and.contain('expose()');
    expect(ends[0]?.hopeless).to.equal(true);
  });

  it('fails for a worker of another version of the package', () => {
    const worker = new EventTarget();
    start(worker);
    post(worker, { ...makeHello({} as Hello), 'rx-futures hello': 0 });
    expect(String(ends[0]?.error)).to.contain('another version');
  });

  it('fails with the error that the script throws', () => {
    const worker = new EventTarget();
    start(worker);
    worker.dispatchEvent(new ErrorEvent('error', { message: 'Uncaught RangeError: no', filename: 'a.js', lineno: 3 }));
    expect(String(ends[0]?.error)).to.equal('Error: RangeError: no (a.js:3)');
  });

  it('finds out why a script did not load, which the browser does not report', async () => {
    const make = (): Worker => makeWorker('nowhere.js');
    start(make(), make);
    await until(() => ends.length > 0, 'the start has failed');
    expect(String(ends[0]?.error)).to.contain('404').and.contain('nowhere.js');
  });

  it('reports nothing once it is stopped', () => {
    const worker = new EventTarget();
    start(worker).stop();
    post(worker, makeHello({} as Hello));
    worker.dispatchEvent(new Event('error'));
    expect([hellos, ends, timers.size]).to.deep.equal([[], [], 0]);
  });
});

describe('WebWorkerTransport', () => {
  function startWorker(make: WebWorkerSource['make'], listener: RecordingListener): WebWorkerTransport {
    return new WebWorkerTransport({ make, startTimeout: 30_000, startTimer }, listener);
  }

  it('passes messages both ways, also those posted before the worker has started', async () => {
    const listener = new RecordingListener();
    const transport = startWorker(() => makeWorker('serving.js'), listener);
    const input = { n: 1 };
    transport.post(initMessage(), []);
    for (const message of taskMessages('({ n }) => n + 1', input)) transport.post(message, []);
    input.n = 100;
    expect(await listener.values(1)).to.deep.equal([2]);
    transport.terminate();
    expect(await listener.ended()).to.deep.equal({});
    expect(listener.ends).to.have.length(1);
  });

  it('reports the end of a worker that closes itself, after its last result', async () => {
    const listener = new RecordingListener();
    const transport = startWorker(() => makeWorker('serving.js'), listener);
    transport.post(initMessage(), []);
    for (const message of taskMessages('() => { setTimeout(() => self.close()); return "last"; }')) {
      transport.post(message, []);
    }
    await listener.ended();
    expect(await listener.values(1)).to.deep.equal(['last']);
  });

  it('notices that the code of the page terminates its worker', async () => {
    const listener = new RecordingListener();
    const worker = makeWorker('serving.js');
    const transport = startWorker(() => worker, listener);
    transport.post(initMessage(), []);
    await listener.received('ready');
    worker.terminate();
    expect(await listener.ended()).to.deep.equal({});
  });
});

describe('livenessLock', () => {
  it('holds a lock under a name of its own', async () => {
    const names = [await livenessLock(), await livenessLock()];
    const { held = [] } = await navigator.locks.query();
    expect(held.map(({ name }) => name)).to.include.members(names);
    expect(new Set(names).size).to.equal(2);
  });
});
