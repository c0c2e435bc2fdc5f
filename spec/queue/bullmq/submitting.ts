import { taskModule } from '../../../src/executor/taskModule.js';
import { BullMQExecutor } from '../../../src/queue/client/BullMQExecutor.js';
import type { ServingOptions } from './programs.js';

/** A program that submits five jobs, sends their ids once the queue has them, and waits. */
const { queue, port } = JSON.parse(process.argv[2] as string) as ServingOptions;
const tasks = taskModule<typeof import('../../fixtures/queueTasks.js')>();
const executor = new BullMQExecutor({ queue, connection: { port } });
const futures = [1, 2, 3, 4, 5].map((n) => executor.submit(tasks.add, n, 1));
await futures[0]?.result();
process.send?.('submitted');
process.send?.(futures.map(({ id }) => id));
