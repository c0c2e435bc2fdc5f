import type { Script } from './Script.js';

/**
 * Keys: servers. Arguments: name or '', milliseconds, slots.
 *
 * Records a server's heartbeat; returns the number of servers and of their slots. Uses the clock of Redis.
 */
export const servers: Script = {
  keys: 1,
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[1] ~= '' then redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %d', now + ARGV[2], ARGV[3])) end
local servers, slots = 0, 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local till, some = string.match(all[i + 1], '^(%d+) (%d+)$')
  if till and tonumber(till) > now then
    servers = servers + 1
    slots = slots + tonumber(some)
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return {servers, slots}
`,
};
