import type { Script } from './Script.js';

/**
 * Keys: stalled, active. Arguments: base, duration, then ids and locks in turn.
 *
 * Renews locks, also those that expired while Redis was unreachable, unless another server has the job. Returns the ids
 * of the lost jobs.
 */
export const renew: Script = {
  keys: 2,
  lua: `
local lost = {}
for i = 3, #ARGV, 2 do
  local id, ours = ARGV[i], ARGV[i + 1]
  local job = ARGV[1] .. id
  local holder = redis.pcall('GET', job .. ':lock')
  if not holder and redis.call('LPOS', KEYS[2], id) then holder = redis.pcall('HGET', job, 'fxt') end
  if holder == ours then
    redis.call('SET', job .. ':lock', ours, 'PX', ARGV[2])
    redis.call('SREM', KEYS[1], id)
  else
    lost[#lost + 1] = id
  end
end
return lost
`,
};
