import type { Redis } from 'ioredis';

/**
 * What has to happen at once in Redis. Each is a script of ours beside BullMQ's own, over the same keys; a script is never
 * interrupted by another, so of two that want the same job one comes first.
 *
 * In a job's record our fields are: `fxs` how often it has begun, `fxt` the run that it is in, `fxa` why it is to stop.
 */

/** Ends a job that no server has in its hands: what is left of it is its end, for a while. */
const finish = `
local function finish(job, failed, events, id, now, reason, keep)
  redis.call('HDEL', job, 'data')
  redis.call('HSET', job, 'failedReason', reason, 'finishedOn', now)
  redis.call('ZADD', failed, now, id)
  redis.call('PEXPIRE', job, keep)
  redis.call('XADD', events, '*', 'event', 'failed', 'jobId', id, 'failedReason', reason, 'prev', 'waiting')
end
`;

const scripts = {
  /**
   * Job, lock | token, run, attempts. A job begins, if the lock is still ours and it has attempts left; asked again after
   * a lost reply it is the same beginning. Gives how often it has begun (0: no more, -1: not ours) and why it is to stop.
   */
  fxBegin: {
    keys: 2,
    lua: `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {-1} end
local known = redis.call('HMGET', KEYS[1], 'fxt', 'fxs', 'fxa')
local starts = tonumber(known[2]) or 0
if known[1] ~= ARGV[2] then
  starts = starts + 1
  if starts > tonumber(ARGV[3]) then return {0} end
  redis.call('HSET', KEYS[1], 'fxt', ARGV[2], 'fxs', starts)
end
return {starts, known[3]}
`,
  },
  /**
   * Job, prioritized, delayed, wait, failed, events | id, now, reason for the record, for the server, channel, keep.
   * Gives 1 when the job will never run, 0 when it has begun or is over, -1 when there is none.
   */
  fxWithdraw: {
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
  },
  /**
   * Stalled, active, failed, events | base, now, keep, most returns. Ends what a dead server had and what may not begin
   * again, before BullMQ gives it to the next one: by then it would be too late to say so. Gives how many.
   */
  fxBury: {
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
    local reason = reasonToBury(id, redis.call('HMGET', job, 'fxs', 'opts', 'stc'))
    if reason and redis.call('LREM', KEYS[2], 1, id) > 0 then
      redis.call('SREM', KEYS[1], id)
      finish(job, KEYS[3], KEYS[4], id, ARGV[2], 'fx1:' .. cjson.encode({kind = 'lost', reason = reason}), ARGV[3])
      buried = buried + 1
    end
  end
end
return buried
`,
  },
  /**
   * Stalled, active | base, duration, then ids and tokens in turn. Renews locks, and takes back what has expired while
   * nobody could be reached, as long as nobody else has the job. Gives the ids that are lost.
   */
  fxRenew: {
    keys: 2,
    lua: `
local lost = {}
for i = 3, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  local lock = ARGV[1] .. id .. ':lock'
  local holder = redis.call('GET', lock)
  local ours = holder == token
  if not holder and redis.call('LPOS', KEYS[2], id) then
    local run = redis.call('HGET', ARGV[1] .. id, 'fxt')
    ours = run and string.sub(run, 1, #token) == token
  end
  if ours then
    redis.call('SET', lock, token, 'PX', ARGV[2])
    redis.call('SREM', KEYS[1], id)
  else
    lost[#lost + 1] = id
  end
end
return lost
`,
  },
  /** Servers | name or '', milliseconds, slots. Says who serves; gives how many, and their slots. By the clock of Redis. */
  fxServers: {
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
  },
} as const;

/** Runs one of the scripts. */
export function runScript(
  client: Redis,
  name: keyof typeof scripts,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const commands = client as unknown as Record<string, ((...args: unknown[]) => Promise<unknown>) | undefined>;
  if (commands[name] === undefined) {
    client.defineCommand(name, { numberOfKeys: scripts[name].keys, lua: scripts[name].lua });
  }
  return (commands[name] as (...args: unknown[]) => Promise<unknown>).call(client, ...keys, ...args);
}
