/**
 * Runs an attempt with a limit of the task, and again with twice the limit, while the attempt answers that the limit
 * passed before this machine had done what the test is about.
 *
 * @param milliseconds The first limit.
 * @throws Error when a limit of several seconds is too short as well: then it is the code that is at fault.
 */
export async function longEnough(milliseconds: number, attempt: (limit: number) => Promise<boolean>): Promise<void> {
  let limit = milliseconds;
  while (!(await attempt(limit))) {
    if (limit > 8000) throw new Error(`a limit of ${limit} ms is still too short`);
    limit *= 2;
  }
}
