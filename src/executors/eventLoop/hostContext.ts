import { CallContext } from '../../worker/CallContext.js';

let context: CallContext | undefined;

/** Returns the context of all tasks that run on the host: the executors of a realm share it. */
export function hostContext(): CallContext {
  context ??= new CallContext(true);
  return context;
}
