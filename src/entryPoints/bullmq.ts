/** The entry point `rx-futures/bullmq`: the same tasks and Futures, run by other machines through a queue. */

export { JobFuture } from '../executor/JobFuture.js';
export { BullMQJobStore } from '../queue/bullmq/BullMQJobStore.js';
export type { BullMQStoreOptions, RedisConnection } from '../queue/bullmq/redisOptions.js';
export {
  type AttachTo,
  BullMQExecutor,
  type BullMQExecutorOptions,
  type QueueStats,
  type QueueView,
} from '../queue/client/BullMQExecutor.js';
export type { QueueSubmitOptions } from '../queue/client/QueueSubmitOptions.js';
export type { Json } from '../queue/codec/Json.js';
export type {
  JobEnd,
  JobHandler,
  JobListener,
  JobResult,
  JobServing,
  JobSnapshot,
  JobStore,
  NewJob,
  ServeSettings,
  StartedJob,
} from '../queue/JobStore.js';
export { MemoryJobStore, type MemoryStoreOptions } from '../queue/memory/MemoryJobStore.js';
export type { QueueOptions } from '../queue/queueOptions.js';
export type { Retention } from '../queue/retention.js';
export { type CloseOptions, JobServer, type ServerStats } from '../queue/server/JobServer.js';
export { type ServeOptions, serve } from '../queue/server/serve.js';
export type { ServedTasks } from '../queue/server/TaskRegistry.js';
