/** A script of ours: what runs at once in Redis. */
export interface Script {
  /** How many of its arguments are keys. */
  readonly keys: number;
  readonly lua: string;
}

/** Ends a job that no server has in its hands: what is left of it is its end, for a while. */
export const finish = `
local function finish(job, failed, events, id, now, reason, keep)
  redis.call('HDEL', job, 'data')
  redis.call('HSET', job, 'failedReason', reason, 'finishedOn', now)
  redis.call('ZADD', failed, now, id)
  redis.call('PEXPIRE', job, keep)
  redis.call('XADD', events, '*', 'event', 'failed', 'jobId', id, 'failedReason', reason, 'prev', 'waiting')
end
`;
