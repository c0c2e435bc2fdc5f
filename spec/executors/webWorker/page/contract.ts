import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import { describeExecutor } from '../../../contract/executorContract.js';

describeExecutor({
  name: `WebWorkerPoolExecutor, ${crossOriginIsolated ? 'memory shared' : 'memory not shared'}`,
  make: (options) =>
    new WebWorkerPoolExecutor({
      worker: () => new Worker(new URL('../workers/serving.js', import.meta.url), { type: 'module' }),
      maxWorkers: 2,
      abortGrace: 50,
      ...options,
    }),
  copies: true,
  kills: true,
  inline: !location.pathname.startsWith('/strict/'),
  latches: crossOriginIsolated ? 'memory' : 'server',
});
