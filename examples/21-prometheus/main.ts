/**
 * Counts and times of every executor of a process, for Prometheus: stats() is read when it scrapes, and how long tasks
 * wait and run comes from the channels that executors publish on. prom-client does the rest.
 */

import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Histogram, Registry } from 'prom-client';
import { type DiagnosticsMessage, type Executor, type TaskEvent, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';

const registry = new Registry();

/** The gauges are read when Prometheus scrapes: nothing is counted in between. */
function watchStats(executors: Readonly<Record<string, Executor>>): void {
  const names = ['queued', 'running', 'finished', 'failed', 'cancelled', 'workers'] as const;
  new Gauge({
    name: 'rx_futures_count',
    help: 'Tasks by state, and workers, of each executor',
    labelNames: ['executor', 'what'],
    registers: [registry],
    collect() {
      for (const [executor, each] of Object.entries(executors)) {
        const stats = each.stats();
        for (const what of names) this.set({ executor, what }, stats[what]);
      }
    },
  });
}

/** The times of all executors of the process; `startedAt` and `endedAt` are measured by the worker. */
function watchTimes(): void {
  const ran = new Histogram({
    name: 'rx_futures_run_seconds',
    help: 'How long tasks ran',
    labelNames: ['executor', 'task', 'end'],
    buckets: [0.005, 0.05, 0.5, 5],
    registers: [registry],
  });
  const observe = (executor: string, { type, task, startedAt, endedAt }: TaskEvent): void => {
    if (startedAt !== undefined && endedAt !== undefined)
      ran.observe({ executor, task, end: type }, (endedAt - startedAt) / 1000);
  };
  subscribe('rx-futures:task', (message) => {
    const { executor, event } = message as DiagnosticsMessage;
    observe(executor, event as TaskEvent);
  });
}

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: 'images' });
watchStats({ images: pool });
watchTimes();

const metrics = createServer((_request, response) => {
  void registry.metrics().then((text) => response.setHeader('Content-Type', registry.contentType).end(text));
});
await new Promise<void>((resolve) => metrics.listen(0, '127.0.0.1', resolve));

await Promise.all([1, 2, 3].map((n) => pool.submit(tasks.resize, n).result()));
await pool.submit(tasks.broken).exception();

// what Prometheus would do every fifteen seconds; times differ from run to run, so they are left out here
const { port } = metrics.address() as AddressInfo;
const scraped = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
for (const line of scraped.split('\n')) if (/_count[{ ]/.test(line)) console.log(line);
metrics.closeAllConnections();
metrics.close();
