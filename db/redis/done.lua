-- Ends leases: whoever was not made due again meanwhile is put to the next look, and what was said of them is noted.
-- KEYS[1] due  KEYS[2] what was said, of the cohort
-- ARGV[1] end of the lease  ARGV[2] how all of these begin in the list of who is due
-- then for each their enrolment, when next (ms) and the note, which is empty if there is none
-- Returns how many were still ours.
local ours, notes = 0, {}
local ends = tonumber(ARGV[1])
for i = 3, #ARGV, 3 do
  local who = ARGV[2] .. ARGV[i]
  local score = redis.call('ZSCORE', KEYS[1], who)
  if score and tonumber(score) == ends then
    redis.call('ZADD', KEYS[1], ARGV[i + 1], who)
    if ARGV[i + 2] ~= '' then
      notes[#notes + 1] = ARGV[i]
      notes[#notes + 1] = ARGV[i + 2]
    end
    ours = ours + 1
  end
end
-- Whoever lost a lease might put an older note over a newer one.
if #notes > 0 then redis.call('HSET', KEYS[2], unpack(notes)) end
return ours
