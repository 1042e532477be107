-- Numbers a change, keeps it for those who reconnect, and tells those who listen: in one step, so that numbers arrive in order.
-- KEYS[1] feed  KEYS[2] its numbering  KEYS[3] what is to be recorded
-- ARGV[1] the change as JSON  ARGV[2] epoch to take if the feed is new  ARGV[3] changes to keep  ARGV[4] seconds a silent feed is kept
-- ARGV[5] by what name it is to be recorded, or nothing if it is not  ARGV[6] bytes that the changes kept may have
-- Returns the change's number.
redis.call('HSETNX', KEYS[2], 'epoch', ARGV[2])
local epoch, seq = redis.call('HGET', KEYS[2], 'epoch'), redis.call('HINCRBY', KEYS[2], 'seq', 1)
local time = redis.call('TIME')
local at = time[1] .. string.format('%03d', math.floor(time[2] / 1000))
redis.call('XADD', KEYS[1], seq .. '-0', 'b', ARGV[1], 't', at)
-- The oldest go first, and what was just said stays however long it is.
local kept, bytes = redis.call('XLEN', KEYS[1]), redis.call('HINCRBY', KEYS[2], 'bytes', #ARGV[1])
while kept > 1 and (kept > tonumber(ARGV[3]) or bytes > tonumber(ARGV[6])) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  redis.call('XDEL', KEYS[1], oldest[1])
  kept, bytes = kept - 1, redis.call('HINCRBY', KEYS[2], 'bytes', -#oldest[2][2])
end
if kept == 1 then redis.call('HSET', KEYS[2], 'bytes', #ARGV[1]) end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
if ARGV[5] ~= '' then redis.call('ZADD', KEYS[3], at, ARGV[5]) end
redis.call('SPUBLISH', KEYS[1], epoch .. ' ' .. seq .. ' ' .. at .. ' ' .. ARGV[1])
return seq
