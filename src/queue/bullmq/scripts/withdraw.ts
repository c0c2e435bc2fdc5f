import { finish, type Script } from './Script.js';

/**
 * Keys: job, prioritized, delayed, wait, failed, events. Arguments: id, now, reason for the record, reason for the
 * server, channel, keep.
 *
 * Returns 1 if the job will never run, 0 if it has started or ended, -1 if it does not exist.
 */
export const withdraw: Script = {
  keys: 6,
  lua: `${finish}
local job, id = KEYS[1], ARGV[1]
if redis.call('EXISTS', job) == 0 then return -1 end
local taken = redis.call('ZREM', KEYS[2], id) + redis.call('ZREM', KEYS[3], id)
if taken == 0 then taken = redis.call('LREM', KEYS[4], 1, id) end
local began = redis.call('HEXISTS', job, 'fxs')
if taken > 0 then
  finish(job, KEYS[5], KEYS[6], id, ARGV[2], ARGV[3], ARGV[6])
  return 1 - began
end
if redis.call('HEXISTS', job, 'finishedOn') == 1 then
  return (redis.call('HGET', job, 'failedReason') == ARGV[3] and began == 0) and 1 or 0
end
redis.call('HSET', job, 'fxa', ARGV[4])
redis.call('PUBLISH', ARGV[5], id)
return 0
`,
};
