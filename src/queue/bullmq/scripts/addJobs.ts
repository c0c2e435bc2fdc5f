import type { Script } from './Script.js';

/**
 * Keys: prioritized, pc, marker, meta. Arguments: base, now, then for each job: id, name, data, options, priority.
 *
 * Queues many jobs in BullMQ's layout; a job whose id exists is not added again. BullMQ's own script adds one job and
 * costs Redis five times as much; it is used for delayed jobs.
 */
export const addJobs: Script = {
  keys: 4,
  lua: `
local base, now = ARGV[1], ARGV[2]
local added = {}
for i = 3, #ARGV, 5 do
  local id, priority = ARGV[i], ARGV[i + 4]
  local job = base .. id
  if redis.call('EXISTS', job) == 0 then
    redis.call('HSET', job, 'name', ARGV[i + 1], 'data', ARGV[i + 2], 'opts', ARGV[i + 3], 'timestamp', now, 'delay', 0, 'priority', priority)
    added[#added + 1] = tonumber(priority)
    added[#added + 1] = id
  end
end
if #added == 0 then return 0 end
local last = redis.call('INCRBY', KEYS[2], #added / 2)
for i = 1, #added, 2 do
  local turn = (last - (#added - 1 - i) / 2) % 0x100000000
  added[i] = string.format('%.0f', added[i] * 0x100000000 + turn)
end
redis.call('ZADD', KEYS[1], unpack(added))
if redis.call('HEXISTS', KEYS[4], 'paused') == 0 then redis.call('ZADD', KEYS[3], 0, '0') end
return #added / 2
`,
};
