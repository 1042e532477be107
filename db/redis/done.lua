-- Ends leases: whoever was not made due again meanwhile is put to the next look, and what was said of them is noted.
-- KEYS[1] due  KEYS[2] what was said, of the cohort
-- ARGV[1] end of the lease, then for each who, their enrolment, when next (ms) and the note, which is empty if there is none
-- Returns how many were still ours.
local ours, notes = 0, {}
for i = 2, #ARGV, 4 do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if score and tonumber(score) == tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], ARGV[i + 2], ARGV[i])
    if ARGV[i + 3] ~= '' then
      notes[#notes + 1] = ARGV[i + 1]
      notes[#notes + 1] = ARGV[i + 3]
    end
    ours = ours + 1
  end
end
-- Whoever lost a lease might put an older note over a newer one.
if #notes > 0 then redis.call('HSET', KEYS[2], unpack(notes)) end
return ours
