import { expect } from 'chai';
import { InvalidStateError } from '../../../src/errors/InvalidStateError.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';

describe('nested tasks on the event loop', () => {
  it('fails a task that waits for one of its own, full executor within bounded time, and explains it', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 1 });
    const outer = executor.submit(async () => executor.submit(() => 1).result());
    const error = await outer.exception();
    expect(error).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('maxWorkers');
    await executor.shutdown();
    expect(executor.stats()).to.include({ submitted: 2, failed: 2 });
  });

  it('detects the deadlock through several levels', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 2 });
    const outer = executor.submit(async () => executor.submit(async () => executor.submit(() => 1).result()).result());
    expect(await outer.exception()).to.be.instanceOf(InvalidStateError);
    await executor.shutdown();
  });

  it('runs a nested task while a slot is free', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 3 });
    const outer = executor.submit(async () => executor.submit(async () => executor.submit(() => 1).result()).result());
    expect(await outer.result()).to.equal(1);
    await executor.shutdown();
  });

  it('does not fail a nested task that no task waits for', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 1 });
    const outer = executor.submit(async () => {
      const nested = executor.submit(() => 'later');
      await new Promise((resolve) => setTimeout(resolve, 1100));
      return [nested];
    });
    const [nested] = await outer.result();
    expect(await nested?.result()).to.equal('later');
    await executor.shutdown();
  });
});
