import { expect } from 'chai';
import { BrokenProcessPool } from '../../../src/errors/BrokenProcessPool.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { makeFileLatch } from '../../support/latch.js';
import { silenceStderr } from '../../support/silence.js';
import { thorough } from '../../support/thorough.js';
import { processPools } from '../../support/windows.js';
import { describePoolFaults } from './poolFaults.js';

const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);

/** A child takes its time to start, so the forced windows run on demand (`SPEC_WINDOWS=all npm test`). */
const windows = thorough ? ['adaptive', 'of 1', 'of thousands'] : ['adaptive'];

for (const window of windows) {
  describePoolFaults({
    core: thorough, // in the daily run, threads run it
    setUp: silenceStderr,
    name: `processes, window ${window}`,
    Broken: BrokenProcessPool,
    make: processPools[window] as (typeof processPools)[string],
    makeLatch: makeFileLatch,
    deaths: {
      SIGKILL: (executor) => executor.submit(faults.signalItself, 'SIGKILL'),
      SIGQUIT: (executor) => executor.submit(faults.signalItself, 'SIGQUIT'),
      SIGSEGV: (executor) => executor.submit(faults.signalItself, 'SIGSEGV'),
      'process.abort()': (executor) => executor.submit(faults.abortItself),
    },
    smallHeap: { execArgv: ['--max-old-space-size=24', '--max-semi-space-size=2'] },
    outOfMemory: (error) => {
      expect(error).to.have.property('signal', 'SIGABRT');
      expect(error).to.have.property('stderr').that.contains('heap');
    },
    block: 8,
    toFake: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Date', 'performance'],
    smallStack: { execArgv: ['--stack-size=200'] },
    largeStack: { execArgv: ['--stack-size=3900'] },
  });
}
