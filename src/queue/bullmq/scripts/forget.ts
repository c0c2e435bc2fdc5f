import type { Script } from './Script.js';

/**
 * Keys: completed or failed. Arguments: base, time, count, most.
 *
 * Removes jobs that ended before the time, and the oldest beyond the count (-1: unlimited). Returns how many; the
 * greatest number per call means that there are more.
 */
export const forget: Script = {
  keys: 1,
  lua: `
local ended, base, count, most = KEYS[1], ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local ids = redis.call('ZRANGEBYSCORE', ended, '-inf', ARGV[2], 'LIMIT', 0, most)
local over = count < 0 and 0 or math.min(most, redis.call('ZCARD', ended) - count)
if over > #ids then ids = redis.call('ZRANGE', ended, 0, over - 1) end
for _, id in ipairs(ids) do
  local job = base .. id
  redis.call('DEL', job, job .. ':logs', job .. ':dependencies', job .. ':processed', job .. ':failed', job .. ':unsuccessful')
  redis.call('ZREM', ended, id)
end
return #ids
`,
};
