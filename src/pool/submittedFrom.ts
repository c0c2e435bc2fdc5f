/** Adds to an error from afar where its task was submitted: the worker's frames first, then ours. */
export function submittedFrom<E>(site: Error | undefined, error: E): E {
  if (site === undefined || !(error instanceof Error)) return error;
  const frames = framesOf(site.stack ?? '');
  if (frames !== '') {
    const stack = `${error.stack ?? String(error)}\n    --- submitted from ---\n${frames}`;
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
  }
  return error;
}

/** The frames below our own, which are those up to the last of the executor's. */
function framesOf(stack: string): string {
  const lines = stack.split('\n').slice(1);
  const ours = lines.findLastIndex((line) =>
    /\b(SubmitSites|ExecutorCore|BaseExecutor|NearStream)\b|\bat \w*Executor\.(submit|broadcast) /.test(line),
  );
  return lines.slice(ours + 1).join('\n');
}
