/** A Lua script, which Redis runs atomically. */
export interface Script {
  /** The number of arguments that are keys. */
  readonly keys: number;
  readonly lua: string;
}

/** Lua function that ends a job that no server holds; its record keeps only the end, until it expires. */
export const finish = `
local function finish(job, failed, events, id, now, reason, keep)
  redis.call('HDEL', job, 'data')
  redis.call('HSET', job, 'failedReason', reason, 'finishedOn', now)
  redis.call('ZADD', failed, now, id)
  redis.call('PEXPIRE', job, keep)
  redis.call('XADD', events, '*', 'event', 'failed', 'jobId', id, 'failedReason', reason, 'prev', 'waiting')
end
`;
