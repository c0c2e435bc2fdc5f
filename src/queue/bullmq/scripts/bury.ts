import { finish, type Script } from './Script.js';

/**
 * Keys: stalled, active, failed, events. Arguments: base, now, keep, most returns.
 *
 * Ends the jobs of dead servers that may not be started again, before BullMQ gives them to another server. Keys that
 * hold no job record are removed from the lists. Returns the number of ended jobs.
 */
export const bury: Script = {
  keys: 4,
  lua: `${finish}
local function reasonToBury(id, known)
  local readable, options = pcall(cjson.decode, known[2] or '{}')
  if not readable or type(options) ~= 'table' then return 'the record of job ' .. id .. ' cannot be read' end
  local starts, attempts = tonumber(known[1]) or 0, math.max(tonumber(options.attempts) or 1, 1)
  if starts >= attempts then return 'the server of job ' .. id .. ' died while it ran' end
  if starts == 0 and (tonumber(known[3]) or 0) >= tonumber(ARGV[4]) then return 'nobody can begin job ' .. id end
end
local buried = 0
for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local job = ARGV[1] .. id
  if redis.call('EXISTS', job .. ':lock') == 0 then
    local known = redis.pcall('HMGET', job, 'fxs', 'opts', 'stc')
    local reason = not known.err and reasonToBury(id, known)
    if known.err then
      redis.call('LREM', KEYS[2], 1, id)
      redis.call('SREM', KEYS[1], id)
    elseif reason and redis.call('LREM', KEYS[2], 1, id) > 0 then
      redis.call('SREM', KEYS[1], id)
      finish(job, KEYS[3], KEYS[4], id, ARGV[2], 'fx1:' .. cjson.encode({kind = 'lost', reason = reason}), ARGV[3])
      buried = buried + 1
    end
  end
end
return buried
`,
};
