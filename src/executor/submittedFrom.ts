import { setStack, stackOf, titleOf } from '../errors/inspectThrown.js';
import type { Site } from './SubmitStacks.js';

/** Adds to the stack of a worker's error where its task was submitted: the worker's frames first, then the host's. */
export function submittedFrom<E>(site: Site | undefined, error: E): E {
  if (site === undefined || !(error instanceof Error)) return error;
  const frames = framesOf(stackOf(site) ?? '');
  if (frames !== '') setStack(error, `${stackOf(error) ?? titleOf(error)}\n    --- submitted from ---\n${frames}`);
  return error;
}

/** Matches a frame; stacks of Firefox and Safari do not start with a line for the message. */
const isFrame = /^\s*at |@/;
/** Matches frames of the library, for engines that could not omit them. */
const ownFrame =
  /\b(SubmitStacks|siteBelow|placeOf|attempt|ExecutorCore|BaseExecutor|StreamSubscription|OperatorSubscription)\b|\bat \w*Executor\.(submit|broadcast) /;

/** Returns the frames below those of the library. */
function framesOf(stack: string): string {
  const lines = stack.split('\n');
  const frames = lines.slice(isFrame.test(lines[0] ?? '') ? 0 : 1);
  return frames.slice(frames.findLastIndex((line) => ownFrame.test(line)) + 1).join('\n');
}
