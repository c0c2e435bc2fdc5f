import { expect } from 'chai';
import { taskModule } from '../../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { describeExecutor } from '../../contract/executorContract.js';

describeExecutor({
  name: 'EventLoopExecutor',
  make: (options) => new EventLoopExecutor({ abortGrace: 50, ...options }),
  copies: false,
  kills: false,
});

describeExecutor({
  name: 'EventLoopExecutor with isolate',
  make: (options) => new EventLoopExecutor({ abortGrace: 50, isolate: true, ...options }),
  copies: true,
  kills: false,
});

describe('EventLoopExecutor with a worker file', () => {
  const tasks = taskModule<import('../../fixtures/exposing.js').Exposed>();

  it('loads it once, before the first task that it exposes', async () => {
    let loads = 0;
    const worker = (): unknown => {
      loads += 1;
      return import('../../fixtures/exposing.js');
    };
    const executor = new EventLoopExecutor({ worker });
    expect(await executor.submit(() => 'needs no file').result()).to.equal('needs no file');
    expect(loads).to.equal(0);
    expect(await Promise.all([1, 2].map((n) => executor.submit(tasks.triple, n).result()))).to.deep.equal([3, 6]);
    expect(loads).to.equal(1);
    await executor.shutdown();
  });

  it('fails the exposed tasks when it does not load, and tries again', async () => {
    let tries = 0;
    const worker = (): unknown => {
      tries += 1;
      if (tries === 1) throw new RangeError('not yet');
      return import('../../fixtures/exposing.js');
    };
    const executor = new EventLoopExecutor({ worker });
    expect(await executor.submit(tasks.triple, 1).exception()).to.be.instanceOf(RangeError);
    expect(await executor.submit(tasks.triple, 1).result()).to.equal(3);
    await executor.shutdown();
  });

  it('rejects a function that loads no module', () => {
    expect(() => new EventLoopExecutor({ worker: './x.worker' as never })).to.throw(TypeError, 'import(');
  });
});
