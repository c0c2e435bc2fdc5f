import { expect } from 'chai';
import { MemoryWatch } from '../../src/worker/MemoryWatch.js';
import type { WorkerPlatform } from '../../src/worker/WorkerPlatform.js';
import { RecordingPort } from './RecordingPort.js';

describe('MemoryWatch', () => {
  let port: RecordingPort;
  let used: number;
  let watch: MemoryWatch;

  beforeEach(() => {
    port = new RecordingPort();
    used = 100;
    const platform: Pick<WorkerPlatform, 'memory'> = { memory: () => used };
    watch = new MemoryWatch(port, platform as WorkerPlatform);
  });

  it('reports, once, that the worker uses more memory than its limit', () => {
    watch.limit(100);
    watch.check();
    expect(port.posted).to.deep.equal([]);
    used = 101;
    watch.check();
    watch.check();
    expect(port.posted).to.deep.equal([{ kind: 'overMemory' }]);
  });

  it('reports nothing without a limit, or where the platform cannot report memory', () => {
    used = 1e12;
    watch.check();
    const blind = new MemoryWatch(port, {} as WorkerPlatform);
    blind.limit(1);
    blind.check();
    expect(port.posted).to.deep.equal([]);
  });
});
