/** The entry point `rx-futures`: everything that does not depend on a platform. */

// Errors
export { type BrokenDetails, BrokenExecutor } from '../errors/BrokenExecutor.js';
export { BrokenProcessPool } from '../errors/BrokenProcessPool.js';
export { BrokenThreadPool } from '../errors/BrokenThreadPool.js';
export { CancelledError } from '../errors/CancelledError.js';
export { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
export { FutureError } from '../errors/FutureError.js';
export { InvalidStateError } from '../errors/InvalidStateError.js';
export { JobNotFoundError } from '../errors/JobNotFoundError.js';
export type { TimeoutMeta } from '../errors/limitPassed.js';
export { QueueFullError } from '../errors/QueueFullError.js';
export { SerializationError } from '../errors/SerializationError.js';
export { TaskNotFoundError } from '../errors/TaskNotFoundError.js';
export { TimeoutError } from '../errors/TimeoutError.js';
// Executors
export type { DiagnosticsMessage } from '../events/diagnostics.js';
export type { ExecutorEvent, TaskEvent, UncaughtErrorEvent, WorkerEvent } from '../events/ExecutorEvent.js';
export type { Executor, ExecutorStats, MapInputs, ShutdownOptions, StreamResult } from '../executor/Executor.js';
export type { Settled } from '../executor/Settled.js';
export type { RunInContext, SubmitOptions } from '../executor/SubmitOptions.js';
// Tasks
export type { Task, TaskRef, Tasks, TaskValue } from '../executor/Task.js';
export { taskModule } from '../executor/taskModule.js';
export { EventLoopExecutor, type EventLoopOptions } from '../executors/eventLoop/EventLoopExecutor.js';
// Futures
export { Future } from '../future/Future.js';
export { SettableFuture } from '../future/SettableFuture.js';
export type { PlatformObservable } from '../future/toObservable.js';
export type { FutureState } from '../future/transitions.js';
// Operators
export { type AsCompletedOptions, asCompleted } from '../operators/asCompleted.js';
export { type EachValueFromOptions, eachValueFrom } from '../operators/eachValueFrom.js';
export { type MapOnOptions, mapOn } from '../operators/mapOn.js';
export { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, type ReturnWhen } from '../operators/returnWhen.js';
export {
  type OperatorFactory,
  type OperatorRef,
  type OperatorTask,
  through,
} from '../operators/through.js';
export { type WaitOptions, type WaitResult, wait } from '../operators/wait.js';
export { registerError } from '../protocol/registerError.js';
export { transfer } from '../protocol/transfer.js';
