-- A token bucket: it fills steadily, and a batch is let in while it is not in debt for an earlier one.
-- KEYS[1] bucket  ARGV[1] tokens a second  ARGV[2] tokens it holds  ARGV[3] tokens asked for  ARGV[4] now in ms
-- Returns 0 when let in, else the ms to wait.
local rate, holds, asked, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(bucket[1] or holds), tonumber(bucket[2] or now)
tokens = math.min(holds, tokens + math.max(0, now - at) * rate / 1000)
-- A batch larger than the whole bucket could never be let in: a full bucket lets it in and goes into debt.
local needed = math.min(asked, holds)
if tokens < needed then return math.ceil((needed - tokens) * 1000 / rate) end
redis.call('HSET', KEYS[1], 'tokens', tokens - asked, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil((holds + asked) * 1000 / rate))
return 0
