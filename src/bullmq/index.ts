/** The door `rx-futures/bullmq`: the same tasks and Futures through a queue, on other machines. */

export { JobFuture } from '../executor/JobFuture.js';
export {
  type AttachTo,
  BullMQExecutor,
  type BullMQExecutorOptions,
  type QueueStats,
  type QueueView,
} from './BullMQExecutor.js';
export { type CloseOptions, JobServer, type ServerStats } from './JobServer.js';
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
} from './JobStore.js';
export type { Json } from './Json.js';
export { MemoryJobStore, type MemoryStoreOptions } from './MemoryJobStore.js';
export type { QueueSubmitOptions } from './QueueSubmitOptions.js';
export type { QueueOptions } from './queueOptions.js';
export type { ServedTasks } from './RegisteredTasks.js';
export { BullMQJobStore } from './redis/BullMQJobStore.js';
export type { BullMQStoreOptions, RedisConnection } from './redis/redisOptions.js';
export type { Retention } from './retention.js';
export { type ServeOptions, serve } from './serve.js';
