import { Worker } from 'node:worker_threads';
import { of } from 'rxjs';

of(0).subscribe();
const worker = new Worker(new URL('../tasks/bare.mjs', import.meta.url), { workerData: { task: 'echo' } });
worker.once('message', (result) => process.exit(result));
worker.postMessage(0);
