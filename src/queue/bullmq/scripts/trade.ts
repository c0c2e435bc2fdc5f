import type { RedisKeys } from '../RedisKeys.js';
import type { Script } from './Script.js';

/** Returns the keys of a trade, in the order of the script; the token identifies the server. */
export function tradeKeys(keys: RedisKeys, token: string): string[] {
  const lists = ['wait', 'active', 'prioritized', 'delayed', 'stalled', 'events'] as const;
  const rest = ['meta', 'pc', 'marker', 'limiter', 'completed', 'failed'] as const;
  return [...[...lists, ...rest].map((name) => keys.of(name)), keys.taken(token)];
}

/**
 * Keys: wait, active, prioritized, delayed, stalled, events, meta, pc, marker, limiter, completed, failed, taken.
 * Arguments: base, now, request, the lock's milliseconds, server, wanted, the log's length, then for each end: id,
 * lock, outcome, value.
 *
 * Stores the ends of a server's jobs and takes new jobs, in one round trip. BullMQ's own scripts handle one job each. A
 * request that is repeated after a lost reply returns the same jobs again. Jobs of a flow or a deduplication are
 * marked: BullMQ ends them.
 *
 * Returns the time at which the next delayed job is due (or 0), the milliseconds for which a rate limit holds (or 0), 1
 * if more jobs wait, and for each job: id, name, data, options, the reason to stop, the number of starts, 1 if BullMQ
 * must end it.
 */
export const trade: Script = {
  keys: 13,
  lua: `
local wait, active, prioritized, delayed, stalled, events = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local meta, pc, marker, limiter = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local base, now, request, duration = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local wanted = tonumber(ARGV[6])
local call = redis.call

local function held(job, id, lock)
  local holder = redis.pcall('GET', job .. ':lock')
  if holder then return holder == lock end
  return redis.pcall('HGET', job, 'fxt') == lock and call('LPOS', active, id)
end

local function endJob(id, lock, outcome, value)
  local job = base .. id
  if not held(job, id, lock) then return end
  call('DEL', job .. ':lock')
  call('SREM', stalled, id)
  call('LREM', active, -1, id)
  local field = outcome == 'completed' and 'returnvalue' or 'failedReason'
  call('HSET', job, field, value, 'finishedOn', now, 'atm', call('HGET', job, 'fxs') or 1)
  call('ZADD', outcome == 'completed' and KEYS[11] or KEYS[12], now, id)
  call('XADD', events, '*', 'event', outcome, 'jobId', id, field, value, 'prev', 'active')
end

local function promote()
  local due = call('ZRANGEBYSCORE', delayed, 0, (now + 1) * 0x1000 - 1, 'LIMIT', 0, 1000)
  for _, id in ipairs(due) do
    call('ZREM', delayed, id)
    local priority = tonumber(call('HGET', base .. id, 'priority')) or 0
    if priority == 0 then
      call('LPUSH', wait, id)
    else
      call('ZADD', prioritized, priority * 0x100000000 + call('INCR', pc) % 0x100000000, id)
    end
    call('HSET', base .. id, 'delay', 0)
  end
end

local function allowed(settings)
  if settings[1] then return 0, 0 end
  if settings[2] then wanted = math.min(wanted, math.max(0, tonumber(settings[2]) - call('LLEN', active))) end
  if not settings[3] then return wanted, 0 end
  local left = tonumber(settings[3]) - (tonumber(call('GET', limiter)) or 0)
  if left <= 0 then return 0, math.max(1, call('PTTL', limiter)) end
  return math.min(wanted, left), 0
end

local function pick(most)
  local ids = {}
  for _ = 1, math.min(most, call('LLEN', wait)) do ids[#ids + 1] = call('RPOPLPUSH', wait, active) end
  if #ids >= most then return ids end
  local popped = call('ZPOPMIN', prioritized, most - #ids)
  for i = 1, #popped, 2 do
    call('LPUSH', active, popped[i])
    ids[#ids + 1] = popped[i]
  end
  if #ids < most then call('DEL', pc) end
  return ids
end

local jobs, taken = {}, {}
local function begin(id, again)
  local job = base .. id
  local known = redis.pcall('HMGET', job, 'name', 'data', 'opts', 'fxa', 'fxs', 'parentKey', 'deid')
  if known.err or not known[1] then return call('LREM', active, 1, id) end
  local starts = tonumber(known[5]) or 0
  call('SET', job .. ':lock', request, 'PX', duration)
  if not again then
    starts = starts + 1
    call('HSET', job, 'processedOn', now, 'pb', ARGV[5], 'ats', starts, 'fxs', starts, 'fxt', request)
    taken[#taken + 1] = id
  end
  local special = (known[6] or known[7]) and 1 or 0
  for _, each in ipairs({id, known[1], known[2], known[3], known[4], starts, special}) do jobs[#jobs + 1] = each end
end

for i = 8, #ARGV, 4 do endJob(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
if #ARGV > 8 then call('XTRIM', events, 'MAXLEN', '~', ARGV[7]) end

local before = call('GET', KEYS[13])
before = before and cjson.decode(before)
if before and before[1] == request then
  for _, id in ipairs(before[2]) do
    if held(base .. id, id, request) then begin(id, true) end
  end
  return {0, 0, 1, jobs}
end

promote()
local settings = call('HMGET', meta, 'paused', 'concurrency', 'max', 'duration')
local most, limited = allowed(settings)
if most > 0 then
  for _, id in ipairs(pick(most)) do begin(id, false) end
  if #taken > 0 then call('SET', KEYS[13], cjson.encode({request, taken}), 'PX', 60000) end
  if settings[3] and #taken > 0 and call('INCRBY', limiter, #taken) == #taken then call('PEXPIRE', limiter, settings[4]) end
end
local more = call('LLEN', wait) + call('ZCARD', prioritized) > 0
if more and limited == 0 and not settings[1] then call('ZADD', marker, 0, '0') end
local next = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
return {next and math.floor(next / 0x1000) or 0, limited, more and 1 or 0, jobs}
`,
};
