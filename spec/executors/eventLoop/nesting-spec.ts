import { expect } from 'chai';
import { InvalidStateError } from '../../../src/errors/InvalidStateError.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';

describe('nesting on the event loop', () => {
  it('waiting for a task of the own, full executor fails in bounded time, and says why', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 1 });
    const outer = executor.submit(async () => executor.submit(() => 1).result());
    const error = await outer.exception();
    expect(error).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('maxWorkers');
    await executor.shutdown();
    expect(executor.stats()).to.include({ submitted: 2, failed: 2 });
  });

  it('is seen through several levels', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 2 });
    const outer = executor.submit(async () => executor.submit(async () => executor.submit(() => 1).result()).result());
    expect(await outer.exception()).to.be.instanceOf(InvalidStateError);
    await executor.shutdown();
  });

  it('works while there is a slot', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 3 });
    const outer = executor.submit(async () => executor.submit(async () => executor.submit(() => 1).result()).result());
    expect(await outer.result()).to.equal(1);
    await executor.shutdown();
  });

  it('leaves a nested task alone that nobody waits for', async () => {
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
