import { expect } from 'chai';
import fc from 'fast-check';
import type { HostMessage } from '../../src/protocol/messages/HostMessage.js';
import { hostFromWire, hostToWire } from '../../src/protocol/messages/HostMessage.js';
import type { ResultsMessage } from '../../src/protocol/messages/ResultsMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import { workerFromWire, workerToWire } from '../../src/protocol/messages/WorkerMessage.js';

describe('the form in which messages travel', () => {
  const number = fc.nat();
  const numbers = fc.array(number, { maxLength: 200 });
  const values = fc.array(fc.oneof(number, fc.constant(undefined), fc.constant(null), fc.string(), fc.array(number)));

  /** Blocks of memory as the arrays they stand for. */
  const plain = <M extends object>(message: M): M =>
    Object.fromEntries(
      Object.entries(message).map(([name, part]: [string, unknown]) => [
        name,
        ArrayBuffer.isView(part) ? [...(part as Uint32Array | Float64Array)] : part,
      ]),
    ) as M;

  it('gives tasks back as they were', () => {
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

  it('gives answers back as they were', () => {
    const failures = fc.array(fc.tuple(number, fc.constant({ kind: 'value', value: 0 } as const)), { maxLength: 2 });
    const answers = fc.record<ResultsMessage>({
      kind: fc.constant('results' as const),
      slots: numbers,
      values,
      durations: numbers,
      failures,
      started: numbers,
      skipped: numbers,
      times: numbers,
    });
    fc.assert(
      fc.property(answers, (message) => {
        expect(plain(workerFromWire(structuredClone(workerToWire(message))))).to.deep.equal(message);
      }),
    );
  });

  it('leaves out what is empty at the end, and sends many numbers as one block', () => {
    const empty = {
      kind: 'results',
      values: [],
      durations: [],
      failures: [],
      started: [],
      skipped: [],
      times: [],
    } as const;
    expect(workerToWire({ ...empty, slots: [7, 8], values: [1] })).to.deep.equal(['results', [7, 8], [1]]);
    const slots = Array.from({ length: 1000 }, (_, i) => i);
    expect((workerToWire({ ...empty, slots }) as unknown[])[1]).to.be.instanceOf(Uint32Array);
    const large = slots.map((n) => n + 2 ** 32);
    expect([...(workerToWire({ ...empty, slots: large }) as [string, Float64Array])[1]]).to.deep.equal(large);
  });

  it('sends one task, and one answer, as one flat array', () => {
    const task: TasksMessage = { kind: 'tasks', headers: [1, 2, 3, 2], args: ['a', ['b']], notes: [] };
    expect(hostToWire(task)).to.deep.equal(['task', 1, 2, 3, 2, 'a', ['b']]);
    expect(hostFromWire(hostToWire(task))).to.deep.equal(task);
    const rest = { kind: 'results', failures: [], started: [], skipped: [], times: [] } as const;
    const answer: ResultsMessage = { ...rest, slots: [1], values: [undefined], durations: [3, 1, 0.5] };
    expect(workerToWire(answer)).to.deep.equal(['result', 1, undefined, 3, 1, 0.5]);
    expect(workerFromWire(workerToWire(answer))).to.deep.equal(answer);
  });

  it('leaves the other messages as they are', () => {
    const message: HostMessage = { kind: 'close' };
    expect(hostFromWire(hostToWire(message))).to.equal(message);
  });
});
