-- One atomic step for one shard's part of a batch: refuse repeats, count into the windows, append to the log, mark due.
-- KEYS[1] log  KEYS[2] due  KEYS[3] ids seen today  KEYS[4] ids seen yesterday  KEYS[5..] windows
-- ARGV[1] now in ms  ARGV[2] tenant  ARGV[3] entries the log may hold  ARGV[4] how long ids are remembered, in s
-- ARGV[5] channel on which workers are woken  ARGV[6] number of this shard
-- then per event: index of its window in KEYS, who is due, its id, its second, 1 if it counts into windows, its log row
-- Returns a string with 1 for each fresh event and 0 for each repeat; error LOGFULL when nothing was done.
local now, tenant = ARGV[1], ARGV[2]
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[3]) then
  return redis.error_reply('LOGFULL the log waits to be archived')
end
local steps, sizes = { 60, 3600, 86400 }, { 60, 48, 84 }
local VERSION, SATURATED, FIRST, LAST = '#2', '#3', 4, '#195'

local function count(key, second)
  local newest = redis.call('BITFIELD', key, 'GET', 'u32', '0')[1]
  local ops = { 'BITFIELD', key, 'OVERFLOW', 'FAIL' }
  local function op(...)
    for _, word in ipairs({ ... }) do ops[#ops + 1] = word end
  end
  -- The last bucket first: it makes a new string as long as the reader expects.
  if newest == 0 then op('SET', 'u16', LAST, 0, 'SET', 'u16', VERSION, 1) end
  local fresh = second > newest
  local base, increments, replies = FIRST, {}, newest == 0 and 2 or 0
  for ring = 1, 3 do
    local size = sizes[ring]
    local bucket, head = math.floor(second / steps[ring]), math.floor(newest / steps[ring])
    if fresh and newest > 0 then
      for passed = 1, math.min(bucket - head, size) do
        op('SET', 'u16', '#' .. (base + (head + passed) % size), 0)
        replies = replies + 1
      end
    end
    if bucket > head - size then
      op('INCRBY', 'u16', '#' .. (base + bucket % size), 1)
      replies = replies + 1
      increments[#increments + 1] = replies
    end
    base = base + size
  end
  if fresh then op('SET', 'u32', '0', second) end
  local answer = redis.call(unpack(ops))
  for _, position in ipairs(increments) do
    if answer[position] == false then
      redis.call('BITFIELD', key, 'SET', 'u16', SATURATED, 1)
      break
    end
  end
end

local fresh, rows, due = {}, {}, {}
for i = 7, #ARGV, 6 do
  local window, who, id, second, counted, row = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5]
  if redis.call('SISMEMBER', KEYS[4], id) == 0 and redis.call('SADD', KEYS[3], id) == 1 then
    fresh[#fresh + 1] = '1'
    rows[#rows + 1] = row
    if counted == '1' then
      count(KEYS[tonumber(window)], tonumber(second))
      due[who] = true
    end
  else
    fresh[#fresh + 1] = '0'
  end
end
if #rows > 0 then
  redis.call('EXPIRE', KEYS[3], ARGV[4])
  redis.call('XADD', KEYS[1], '*', 't', tenant, 'b', table.concat(rows, '\n'))
  for who in pairs(due) do redis.call('ZADD', KEYS[2], 'LT', now, who) end
  if next(due) then redis.call('PUBLISH', ARGV[5], ARGV[6]) end
end
return table.concat(fresh)
