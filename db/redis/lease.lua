-- Takes who is due now, and puts them off until the lease ends: if the taker dies they are due again by themselves,
-- and an event that arrives meanwhile makes them due at once.
-- KEYS[1] due  KEYS[2] fence
-- ARGV[1] length of a lease in ms  ARGV[2] at most so many
-- Returns nil, or: fence, end of the lease, then who and since when for each.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local who = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
if #who == 0 then return nil end
-- Microseconds rather than a plain count: numbers stay above those stored in PostgreSQL even if this key was lost.
local fence = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', KEYS[2]) or 0) + 1)
redis.call('SET', KEYS[2], string.format('%.0f', fence))
local ends = string.format('%.0f', now + tonumber(ARGV[1]))
for i = 1, #who, 2 do redis.call('ZADD', KEYS[1], ends, who[i]) end
return { string.format('%.0f', fence), ends, unpack(who) }
