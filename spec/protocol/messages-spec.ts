import { expect } from 'chai';
import fc from 'fast-check';
import { type HostMessage, hostFromWire, hostToWire } from '../../src/protocol/messages/HostMessage.js';
import { endedIn, ResultBatch, type ResultsMessage, splitResults } from '../../src/protocol/messages/ResultsMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import {
  checkedFromWire,
  receiveChecked,
  type WorkerMessage,
  workerFromWire,
  workerToWire,
} from '../../src/protocol/messages/WorkerMessage.js';
import {
  decodeHostMessage,
  decodeWorkerMessage,
  encodeHostMessage,
  encodeWorkerMessage,
} from '../../src/protocol/node/processCodec.js';
import type { Thrown } from '../../src/protocol/Thrown.js';
import { noResults } from '../support/noResults.js';
import { initMessage } from '../transports/messages.js';

/** Samples of each kind of message: a kind without samples does not compile. */
type Samples<Message extends { readonly kind: string }> = {
  readonly [Kind in Message['kind']]: readonly Extract<Message, { readonly kind: Kind }>[];
};

const thrown: Thrown = {
  kind: 'errors',
  errors: [
    {
      className: 'ParseError',
      builtIn: 'TypeError',
      name: 'ParseError',
      message: 'bad',
      stack: undefined,
      fields: [
        ['line', { value: 3 }],
        ['cause', { error: 0 }],
        ['errors', { errors: [{ error: 0 }, { value: null }] }],
      ],
    },
  ],
};

const fromHost: Samples<HostMessage> = {
  init: [
    initMessage(),
    {
      kind: 'init',
      claims: undefined,
      times: undefined,
      tasksPerWorker: 4,
      maxMemory: 2 ** 30,
      initializer: { form: 'exposed', name: 'prepare' },
      initArgs: [{ deep: [1] }, undefined],
      worker: { id: 1, name: 'pool_1' },
      finalizer: { form: 'inline', source: '() => 1', name: 'finish' },
    },
  ],
  functions: [
    { kind: 'functions', specs: [[0, { form: 'inline', source: '() => 1', name: 'one' }]] },
    { kind: 'functions', specs: [[3, { form: 'module', url: 'file:///tasks.js', name: 'two' }]] },
  ],
  tasks: [
    { kind: 'tasks', headers: [7, 1, 0, 2], args: [1, undefined], notes: [] },
    { kind: 'tasks', headers: [0, 1, 0, 0], args: [], notes: [] },
    { kind: 'tasks', headers: [0, 1, 0, 1, 1, 2, 5, 0], args: ['a'], notes: [[1, { label: 'b', reportStart: true }]] },
  ],
  announce: [{ kind: 'announce', slot: 2, part: 'stream item' }],
  abort: [{ kind: 'abort', slot: 2, reason: { kind: 'value', value: undefined } }],
  request: [{ kind: 'request', slot: 2, count: 16 }],
  input: [
    { kind: 'input', slot: 2, source: 1, first: 0, values: ['a', undefined], end: undefined },
    { kind: 'input', slot: 2, source: 1, first: 2, values: [], end: { kind: 'complete' } },
    { kind: 'input', slot: 2, source: 1, first: 2, values: [5], end: { kind: 'error', error: thrown } },
  ],
  reportTimes: [{ kind: 'reportTimes', enabled: true }],
  check: [{ kind: 'check', slots: [1, 2] }],
  close: [{ kind: 'close' }],
};

const fromWorker: Samples<WorkerMessage> = {
  ready: [{ kind: 'ready' }],
  failed: [
    { kind: 'failed', stage: 'load', error: thrown },
    { kind: 'failed', stage: 'initializer', error: { kind: 'value', value: 5 } },
  ],
  results: [
    { ...noResults, slots: [4], values: [undefined], durations: [0, 1, 0.25] },
    { ...noResults, slots: [4, 5], values: ['a', null], durations: [0, 2, 0.5] },
    { ...noResults, failures: [[6, thrown]], skipped: [7], started: [8], times: [8, 1.5, 0] },
    noResults,
  ],
  progress: [{ kind: 'progress', slots: [1, 1], values: [0.5, { done: 3 }] }],
  items: [
    { kind: 'items', slot: 1, first: 10, values: ['a', 'b'] },
    { kind: 'items', slot: 1, first: 12, values: [] },
  ],
  requestInput: [{ kind: 'requestInput', slot: 1, source: 2, count: 8 }],
  cancelInput: [{ kind: 'cancelInput', slot: 1, source: 2 }],
  announce: [{ kind: 'announce', slot: 1, part: 'result' }],
  uncaughtError: [{ kind: 'uncaughtError', error: thrown }],
  overMemory: [{ kind: 'overMemory' }],
  decodeFailed: [{ kind: 'decodeFailed', ordinal: 3, error: thrown }],
  gone: [{ kind: 'gone', ordinal: 3, slots: [0, 9] }],
};

const samplesOf = <Message>(samples: Readonly<Record<string, readonly Message[]>>): readonly Message[] =>
  Object.values(samples).flat();
const shown = (message: object): string => JSON.stringify(message).slice(0, 90);

/** Returns the message with arrays in place of typed arrays. */
const plain = <Message extends object>(message: Message): Message =>
  Object.fromEntries(
    Object.entries(message).map(([name, part]: [string, unknown]) => [
      name,
      ArrayBuffer.isView(part) ? [...(part as Uint32Array | Float64Array)] : part,
    ]),
  ) as Message;

describe('messages between host and worker', () => {
  for (const message of samplesOf<HostMessage>(fromHost)) {
    it(`arrive in the worker as they were sent: ${shown(message)}`, () => {
      expect(hostFromWire(structuredClone(hostToWire(message)))).to.deep.equal(message);
      expect(decodeHostMessage(encodeHostMessage(message))).to.deep.equal(message);
    });
  }

  for (const message of samplesOf<WorkerMessage>(fromWorker)) {
    it(`arrive at the host as they were sent: ${shown(message)}`, () => {
      const posted = structuredClone(workerToWire(message));
      expect(workerFromWire(posted)).to.deep.equal(message);
      expect(checkedFromWire(posted)).to.deep.equal(message);
      expect(decodeWorkerMessage(encodeWorkerMessage(message))).to.deep.equal(message);
    });
  }

  const number = fc.nat();
  const numbers = fc.array(number, { maxLength: 200 });
  const values = fc.array(fc.oneof(number, fc.constant(undefined), fc.constant(null), fc.string(), fc.array(number)));

  it('of any tasks arrive as they were sent', () => {
    const notes = fc.array(fc.tuple(number, fc.constant({ label: 'b' })), { maxLength: 2 });
    const tasks = fc.record<TasksMessage>({
      kind: fc.constant('tasks' as const),
      headers: numbers,
      args: values,
      notes,
    });
    fc.assert(
      fc.property(tasks, (message) => {
        expect(plain(hostFromWire(structuredClone(hostToWire(message))))).to.deep.equal(message);
      }),
    );
  });

  const failures = fc.array(fc.tuple(number, fc.constant({ kind: 'value', value: 0 } as const)), { maxLength: 2 });
  const anyResults = fc.record<ResultsMessage>({
    kind: fc.constant('results' as const),
    slots: numbers,
    values,
    durations: numbers,
    failures,
    started: numbers,
    skipped: numbers,
    times: numbers,
  });

  it('of any results arrive as they were sent', () => {
    fc.assert(
      fc.property(anyResults, (message) => {
        expect(plain(workerFromWire(structuredClone(workerToWire(message))))).to.deep.equal(message);
      }),
    );
  });

  it('are posted without their empty parts at the end, and many numbers as one block of memory', () => {
    expect(workerToWire({ ...noResults, slots: [7, 8], values: [1] })).to.deep.equal(['results', [7, 8], [1]]);
    const slots = Array.from({ length: 1000 }, (_, i) => i);
    expect((workerToWire({ ...noResults, slots }) as unknown[])[1]).to.be.instanceOf(Uint32Array);
    const large = slots.map((n) => n + 2 ** 32);
    expect([...(workerToWire({ ...noResults, slots: large }) as [string, Float64Array])[1]]).to.deep.equal(large);
    const items = workerToWire({ kind: 'items', slot: 1, first: 0, values: slots }) as unknown[];
    expect(items[3]).to.be.instanceOf(Float64Array);
  });

  it('are one flat array for one task, and for one result', () => {
    const task: TasksMessage = { kind: 'tasks', headers: [1, 2, 3, 2], args: ['a', ['b']], notes: [] };
    expect(hostToWire(task)).to.deep.equal(['task', 1, 2, 3, 2, 'a', ['b']]);
    const result: ResultsMessage = { ...noResults, slots: [1], values: [undefined], durations: [3, 1, 0.5] };
    expect(workerToWire(result)).to.deep.equal(['result', 1, undefined, 3, 1, 0.5]);
  });

  it('are posted as they are where they are rare', () => {
    const message: HostMessage = { kind: 'close' };
    expect(hostToWire(message)).to.equal(message);
    expect(hostFromWire(message)).to.equal(message);
  });
});

describe('a message that a task posts in the name of its worker', () => {
  const refused = (posted: unknown): void => {
    expect(() => checkedFromWire(posted), shown({ posted })).to.throw(TypeError, 'malformed message from a worker');
  };
  const wrong: readonly unknown[] = [undefined, null, true, 'text', {}, [null], [[]], Symbol.iterator, () => 5];
  /** Fields of any value. */
  const free = new Set(['kind', 'values']);

  for (const message of samplesOf<WorkerMessage>(fromWorker)) {
    for (const field of Object.keys(message).filter((name) => !free.has(name))) {
      it(`is malformed with another ${field} than a worker's: ${shown(message)}`, () => {
        for (const value of wrong) {
          if (field === 'stage' && typeof value === 'string') continue;
          if (field === 'part' && typeof value === 'string') continue;
          refused({ ...message, [field]: value });
        }
        const { [field as keyof typeof message]: _, ...rest } = message;
        refused(rest);
      });
    }
  }

  it('is malformed if its values are no list', () => {
    for (const value of [undefined, null, 5, 'text', {}]) {
      refused({ ...noResults, values: value });
      refused({ kind: 'progress', slots: [], values: value });
      refused({ kind: 'items', slot: 1, first: 0, values: value });
    }
    refused({ kind: 'items', slot: 1, first: 0, values: new DataView(new ArrayBuffer(8)) });
  });

  it('is malformed if it is no object of a known kind', () => {
    for (const posted of [undefined, null, 0, '', 'ready', Symbol.iterator, [], {}, new Map([['kind', 'ready']])]) {
      refused(posted);
    }
    const kinds = ['', 'tasks', 'READY', 'toString', '__proto__', 'constructor', 'hasOwnProperty', 5, null, ['ready']];
    for (const kind of kinds) refused({ kind });
  });

  it('is malformed as an array of another kind than results and items', () => {
    for (const kind of ['ready', 'progress', 'gone', 'toString', undefined, 5, null]) refused([kind, [1], [1], [1]]);
    refused(['result']);
    refused(['result', 'a', 1]);
    refused(['result', 1, 1, 'a']);
    refused(['results', 5]);
    refused(['results', [1], 5]);
    refused(['results', [1], [1], [1], [[1]]]);
    refused(['items', 1]);
    refused(['items', 1, 'a', []]);
  });

  it('is malformed with an error that no worker encodes', () => {
    const { errors } = thrown;
    const [record] = errors;
    const uncaught = (error: unknown): void => refused({ kind: 'uncaughtError', error });
    for (const each of [{}, { kind: 'errors' }, { kind: 'errors', errors: [] }, { kind: 'errors', errors: [null] }]) {
      uncaught(each);
    }
    for (const field of ['className', 'builtIn', 'name', 'message']) {
      for (const value of [undefined, 5, {}]) uncaught({ kind: 'errors', errors: [{ ...record, [field]: value }] });
    }
    for (const fields of [undefined, {}, [5], [['a']], [[5, { value: 1 }]], [['a', 5]], [['a', { errors: 5 }]]]) {
      uncaught({ kind: 'errors', errors: [{ ...record, fields }] });
    }
    uncaught({ kind: 'errors', errors: [{ ...record, fields: [['a', { errors: [{ errors: [5] }] }]] }] });
  });

  it('reaches the listener as an error', () => {
    const received: unknown[] = [];
    const listener = {
      message: (message: WorkerMessage) => void received.push(message),
      messageError: (error: unknown) => void received.push((error as Error).message),
    };
    receiveChecked({ kind: 'ready' }, listener);
    receiveChecked({ kind: 'red' }, listener);
    expect(received).to.deep.equal([{ kind: 'ready' }, 'malformed message from a worker']);
  });
});

describe('ResultBatch', () => {
  it('is empty until it has what the host waits for: a result, a failure, a skipped or a started task', () => {
    const batch = new ResultBatch();
    batch.durations.push(0, 1, 0.5);
    batch.times.push(1, 2, 3);
    expect(batch.empty).to.equal(true);
    for (const part of ['slots', 'failures', 'skipped', 'started'] as const) {
      const one = new ResultBatch();
      (one[part] as unknown[]).push(1);
      expect(one.empty, part).to.equal(false);
    }
  });
});

describe('splitResults', () => {
  const full: ResultsMessage = {
    kind: 'results',
    slots: new Uint32Array([0, 1, 2, 3, 4]),
    values: ['a', 'b', 'c', 'd', 'e'],
    failures: [[5, thrown]],
    skipped: [6],
    started: [7],
    durations: [0, 5, 1],
    times: [7, 1, 0],
  };

  it('puts reports before the results, which are at most so many in a message, and the other ends after them', () => {
    const { before, results, after } = splitResults(full, 2);
    expect(before).to.deep.equal({ ...noResults, started: [7], durations: [0, 5, 1], times: [7, 1, 0] });
    expect(results).to.deep.equal([
      { ...noResults, slots: [0, 1], values: ['a', 'b'] },
      { ...noResults, slots: [2, 3], values: ['c', 'd'] },
      { ...noResults, slots: [4], values: ['e'] },
    ]);
    expect(after).to.deep.equal({ ...noResults, failures: [[5, thrown]], skipped: [6] });
  });

  it('loses no end of a task', () => {
    const { before, results, after } = splitResults(full, 1);
    const ends = [before, ...results, after].map(endedIn);
    expect(ends).to.deep.equal([0, 1, 1, 1, 1, 1, 2]);
    expect(endedIn(full)).to.equal(7);
  });
});
