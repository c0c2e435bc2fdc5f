import { completionOf, type Future } from './Future.js';

/** Calls back, once, when the future is done; at once when it is. Nothing is raised for an error nobody else takes. */
export function onSettled<T>(future: Future<T>, settled: () => void): void {
  const completion = completionOf(future);
  if (completion === undefined) future.subscribe({ error: settled, complete: settled });
  else if (future.done()) settled();
  else completion.observe(settled);
}
