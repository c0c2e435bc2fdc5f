import { makeFileLatch, makeLatch } from '../../support/latch.js';
import { thorough } from '../../support/thorough.js';
import { processPools, threadPools } from '../../support/windows.js';
import { describeBadMessagesOf } from './badMessages.js';

/** As deep a window as the slots allow puts most tasks into a message; without claims a job counts as started when it is sent. */
if (thorough)
  describeBadMessagesOf('threads, window of thousands', {
    make: threadPools['of thousands'] as (typeof threadPools)[string],
    makeLatch,
    smallStack: { resourceLimits: { stackSizeMb: 0.5 } },
    largeStack: { resourceLimits: { stackSizeMb: 16 } },
  });

if (thorough)
  describeBadMessagesOf('processes, nothing seen by both', {
    make: processPools['adaptive, nothing seen by both'] as (typeof processPools)[string],
    makeLatch: makeFileLatch,
    smallStack: { execArgv: ['--stack-size=200'] },
    largeStack: { execArgv: ['--stack-size=3900'] },
  });
