-- Puts cohorts out of the news, unless something was announced of one since.
-- KEYS[1] the news of a shard  ARGV[1] recorded up to this time, in ms  ARGV[2..] cohorts
-- Returns how many are out.
local out = 0
for index = 2, #ARGV do
  local at = redis.call('ZSCORE', KEYS[1], ARGV[index])
  if at and tonumber(at) < tonumber(ARGV[1]) then out = out + redis.call('ZREM', KEYS[1], ARGV[index]) end
end
return out
