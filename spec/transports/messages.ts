import type { FunctionsMessage } from '../../src/protocol/messages/FunctionsMessage.js';
import type { InitMessage } from '../../src/protocol/messages/InitMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';

/** Returns the first message to a worker without shared memory. */
export function initMessage(): InitMessage {
  return {
    kind: 'init',
    worker: { id: 0, name: 'pool_0' },
    claims: undefined,
    times: undefined,
    tasksPerWorker: 1,
    initializer: undefined,
    initArgs: [],
    finalizer: undefined,
  };
}

/** Returns the messages that run an inline function in slot 0. */
export function taskMessages(source: string, ...args: unknown[]): [FunctionsMessage, TasksMessage] {
  return [
    { kind: 'functions', specs: [[0, { form: 'inline', source, name: 'task' }]] },
    { kind: 'tasks', headers: [0, 1, 0, args.length], args, notes: [] },
  ];
}
