import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Job } from '../../src/executor/Job.js';
import { FunctionRegistry } from '../../src/pool/FunctionRegistry.js';
import { MessageBatcher } from '../../src/pool/MessageBatcher.js';
import { type InFlightTask, SlotTable } from '../../src/pool/SlotTable.js';
import { transfer } from '../../src/protocol/transfer.js';
import { FakeHost, task } from './FakeHost.js';
import { FakeTransport } from './FakeTransport.js';

describe('MessageBatcher', () => {
  class Batching {
    readonly transport = new FakeTransport();
    readonly sent: Job[] = [];
    readonly refused: (readonly [Job, unknown])[] = [];
    readonly batcher = new MessageBatcher(this.transport, {
      sent: (entries) => this.sent.push(...entries.map(({ job }) => job)),
      refused: ({ job }, error) => this.refused.push([job, error]),
    });
    readonly #host = new FakeHost();
    readonly #slots = new SlotTable(8);
    readonly #functions = new FunctionRegistry();

    add(...args: unknown[]): InFlightTask {
      const entry = this.#slots.add(this.#host.job({}, args), this.#functions.find(task), 1, false);
      this.batcher.add(entry);
      return entry;
    }
  }

  it('sends the tasks that were added in one message, after their function', () => {
    const { transport, batcher, sent, add } = bind(new Batching());
    const entries = [add(1), add(2), add({ n: 3 })];
    expect(transport.kinds, 'the tasks wait').to.deep.equal(['functions']);
    batcher.send();
    batcher.send();
    expect(transport.batches).to.deep.equal([[1, 2, 3]]);
    expect(sent).to.deep.equal(entries.map(({ job }) => job));
  });

  it('sends a function once', () => {
    const { transport, batcher, add } = bind(new Batching());
    for (let n = 0; n < 2; n++) {
      add();
      batcher.send();
    }
    expect(transport.kinds).to.deep.equal(['functions', 'tasks', 'tasks']);
  });

  it('marks each entry with the ordinal of its message', () => {
    const { batcher, add } = bind(new Batching());
    const [first, second] = [add(), add()];
    batcher.send();
    const third = add();
    expect([first, second, third].map(({ message }) => message)).to.deep.equal([1, 1, 2]);
  });

  it('posts other messages after the tasks added before', () => {
    const { transport, batcher, add } = bind(new Batching());
    add();
    batcher.post({ kind: 'close' });
    expect(transport.kinds).to.deep.equal(['functions', 'tasks', 'close']);
  });

  it('sends each task alone when their message cannot be posted, and refuses the cause', () => {
    const { transport, batcher, sent, refused, add } = bind(new Batching());
    const [first, cause, last] = [add(1), add(() => 1), add(2)];
    batcher.send();
    expect(transport.batches).to.deep.equal([[1], [3]]);
    expect(sent).to.deep.equal([first.job, last.job]);
    expect(refused.map(([job]) => job)).to.deep.equal([cause.job]);
    expect(refused[0]?.[1]).to.be.instanceOf(SerializationError).with.property('part', 'argument 1');
  });

  it('refuses a task at once whose arguments would lose something', () => {
    const { transport, batcher, refused, add } = bind(new Batching());
    add(1);
    const { job } = add({ url: new URL('file:///') });
    expect(refused.map(([refusedJob]) => refusedJob)).to.deep.equal([job]);
    expect(refused[0]?.[1]).to.be.instanceOf(SerializationError).with.property('part', 'argument 1.url');
    add(2);
    batcher.send();
    expect(transport.batches).to.deep.equal([[1, 3]]);
  });

  it('sends two tasks that share an object in separate messages, so that each has its own', () => {
    const { transport, batcher, add } = bind(new Batching());
    const shared = { n: 1 };
    add(shared);
    add({ n: 2 });
    add([shared]);
    batcher.send();
    expect(transport.batches).to.deep.equal([[1, 2], [3]]);
  });

  it('sends a task with large arguments in a message to itself', () => {
    const { transport, batcher, add } = bind(new Batching());
    add(1);
    add(Array.from({ length: 2000 }, (_, n) => ({ n })));
    add(2);
    batcher.send();
    expect(transport.batches).to.deep.equal([[1], [2], [3]]);
  });

  it('moves what is marked for transfer', () => {
    const { batcher, add } = bind(new Batching());
    const bytes = new Uint8Array(8);
    add(transfer(bytes, [bytes.buffer]));
    batcher.send();
    expect(bytes.byteLength).to.equal(0);
  });

  it('sends tasks again, each in a message to itself', () => {
    const { transport, batcher, add } = bind(new Batching());
    const entries = [add(1), add(2)];
    batcher.send();
    batcher.resend(entries);
    expect(transport.batches).to.deep.equal([[1, 2], [1], [2]]);
    expect(entries.map(({ message }) => message)).to.deep.equal([2, 3]);
  });

  function bind(batching: Batching) {
    const { transport, batcher, sent, refused } = batching;
    return { transport, batcher, sent, refused, add: (...args: unknown[]) => batching.add(...args) };
  }
});
