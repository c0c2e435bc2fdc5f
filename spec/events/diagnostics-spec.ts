import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import type { DiagnosticsMessage } from '../../src/events/diagnostics.js';
import type { Executor } from '../../src/executor/Executor.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../src/executors/thread/ThreadPoolExecutor.js';

const tasks = taskModule<typeof import('../fixtures/tasks.js')>(new URL('../fixtures/tasks.js', import.meta.url));

describe('the channels of diagnostics_channel', () => {
  const received: Record<string, DiagnosticsMessage[]> = { 'rx-futures:task': [], 'rx-futures:worker': [] };
  const listen = (message: unknown, name: string | symbol): void => {
    received[String(name)]?.push(message as DiagnosticsMessage);
  };
  const channels = Object.keys(received);
  const of = (executor: string, channel: string): string[] =>
    (received[channel] ?? []).filter((message) => message.executor === executor).map(({ event }) => event.type);

  beforeEach(() => {
    for (const channel of channels) {
      received[channel] = [];
      subscribe(channel, listen);
    }
  });
  afterEach(() => {
    for (const channel of channels) unsubscribe(channel, listen);
  });

  const pools: readonly (readonly [name: string, make: (threadNamePrefix: string) => Executor])[] = [
    ['watched threads', (threadNamePrefix) => new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix })],
    ['watched processes', (threadNamePrefix) => new ProcessPoolExecutor({ maxWorkers: 1, threadNamePrefix })],
  ];
  for (const [name, make] of pools) {
    it(`publish the events of tasks and workers with the executor's name: ${name}`, async () => {
      const executor = make(name);
      await executor.with({ label: 'sum' }).submit(tasks.add, 1, 2).result();
      await executor.submit(tasks.fail, 'no').exception();
      await executor.shutdown();
      expect(of(name, 'rx-futures:task')).to.deep.equal([
        'queued',
        'started',
        'finished',
        'queued',
        'started',
        'failed',
      ]);
      expect(of(name, 'rx-futures:worker')).to.deep.equal(['workerStarted', 'workerReady', 'workerRetired']);
      expect(received['rx-futures:task']?.[0]?.event).to.include({ type: 'queued', task: 'add', label: 'sum' });
    });
  }

  it('publish the events of executors on the event loop', async () => {
    const executor = new EventLoopExecutor();
    await executor.submit(tasks.add, 1, 2).result();
    await executor.shutdown();
    const messages = received['rx-futures:task'] ?? [];
    expect(messages.map(({ event }) => event.type)).to.deep.equal(['queued', 'started', 'finished']);
    expect(messages[0]?.executor).to.match(/^EventLoopExecutor-\d+$/);
  });

  it('publish nothing without a subscriber, and the same as events with one', async () => {
    for (const channel of channels) unsubscribe(channel, listen);
    const executor = new EventLoopExecutor();
    await executor.submit(tasks.add, 1, 2).result();
    expect(received['rx-futures:task']).to.deep.equal([]);
    subscribe('rx-futures:task', listen);
    const events: unknown[] = [];
    executor.events.subscribe((event) => events.push(event));
    await executor.submit(tasks.add, 1, 2).result();
    expect((received['rx-futures:task'] ?? []).map(({ event }) => event)).to.deep.equal(events);
    await executor.shutdown();
  });
});
