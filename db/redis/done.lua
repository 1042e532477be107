-- Ends leases: whoever was not made due again meanwhile is put to the next look.
-- KEYS[1] due
-- ARGV[1] end of the lease, then who and when next (ms) for each
-- Returns how many were still ours.
local ours = 0
for i = 2, #ARGV, 2 do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if score and tonumber(score) == tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
    ours = ours + 1
  end
end
return ours
