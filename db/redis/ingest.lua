-- One atomic step for events of one source and one cohort: refuse repeats, count into the windows, append to the log, mark due.
-- KEYS[1] log  KEYS[2] due  KEYS[3] ids seen today  KEYS[4] ids seen yesterday  KEYS[5..] windows
-- ARGV[1] now in ms  ARGV[2] tenant  ARGV[3] cohort  ARGV[4] source  ARGV[5] entries the log may hold
-- ARGV[6] how long ids are remembered, in s  ARGV[7] events a learner may have in one minute
-- ARGV[8] channel on which workers are woken  ARGV[9] number of this shard  ARGV[10] a line for each event, for the log
-- then per event: index of its window in KEYS, its id, its second or 0 if it is history alone, its kind or 0 if it is no activity,
-- its active seconds, what else it adds as ring,add,add...;ring,add...
-- Returns a string: for each event 1 if it is fresh, 0 if it is a repeat, 2 if the learner had their share; error LOGFULL when
-- nothing was done. The layout of a window stands in engagement/window.ts, which is also the model this is held against.
local call, byte, char, sub, floor = redis.call, string.byte, string.char, string.sub, math.floor
local now, tenant, cohort = ARGV[1], ARGV[2], ARGV[3]
local firstEvent, wordsPerEvent = 11, 6
local steps, spans = { 60, 3600, 86400, 86400, 86400, 86400 }, { 60, 48, 84, 84, 84, 84 }
local VERSION, HEAD, MOST = 2, 9, 65535

if call('XLEN', KEYS[1]) >= tonumber(ARGV[5]) then
  return redis.error_reply('LOGFULL the log waits to be archived')
end

local function readVarint(text, at)
  local value, weight = 0, 1
  while true do
    local one = byte(text, at)
    at = at + 1
    if one < 128 then return value + one * weight, at end
    value, weight = value + (one - 128) * weight, weight * 128
  end
end

local function addVarint(bytes, value)
  while value >= 128 do
    bytes[#bytes + 1] = 128 + value % 128
    value = floor(value / 128)
  end
  bytes[#bytes + 1] = value
end

-- The record at a place: its bucket, its fields, the place of the next one.
local function readRecord(body, at, head)
  local index, mask = byte(body, at, at + 1)
  local fields, field = {}, 1
  at = at + 2
  while mask > 0 do
    if mask % 2 == 1 then
      fields[field], at = readVarint(body, at)
      mask = mask - 1
    end
    mask, field = mask / 2, field + 1
  end
  return head - (head - index) % 256, fields, at
end

local function recordOf(bucket, fields)
  local bytes, mask, bit = { bucket % 256, 0 }, 0, 1
  for field = 1, 8 do
    local value = fields[field]
    if value and value > 0 then
      mask = mask + bit
      addVarint(bytes, value)
    end
    bit = bit * 2
  end
  bytes[2] = mask
  return char(unpack(bytes))
end

-- A ring is held as its newest record taken apart (bucket, fields) and the bytes of the others (rest).
local function takeNewest(ring, head)
  if ring.bucket or #ring.rest == 0 then return end
  local next
  ring.bucket, ring.fields, next = readRecord(ring.rest, 1, head)
  ring.rest = sub(ring.rest, next)
end

local function putBack(ring)
  if not ring.bucket then return ring.rest end
  return recordOf(ring.bucket, ring.fields) .. ring.rest
end

-- The fields of a bucket, and where its record begins and ends in the rest (nil for the newest); nil if it is empty.
local function find(ring, bucket, head)
  takeNewest(ring, head)
  if not ring.bucket or bucket > ring.bucket then return nil end
  if bucket == ring.bucket then return ring.fields end
  local at = 1
  while at <= #ring.rest do
    local held, fields, next = readRecord(ring.rest, at, head)
    if held == bucket then return fields, at, next end
    if held < bucket then break end
    at = next
  end
  return nil, at, at
end

local function add(ring, bucket, head, adds)
  local fields, from, to = find(ring, bucket, head)
  local isNew = not fields
  fields = fields or {}
  for field, more in pairs(adds) do
    local value = (fields[field] or 0) + more
    fields[field] = value < MOST and value or MOST
  end
  if from then
    ring.rest = sub(ring.rest, 1, from - 1) .. recordOf(bucket, fields) .. sub(ring.rest, to)
  elseif isNew then
    ring.rest = putBack(ring)
    ring.bucket, ring.fields = bucket, fields
  end
end

-- Forgets what a ring has left behind when its newest bucket becomes `to`.
local function moveOn(ring, from, to, span)
  takeNewest(ring, from)
  if not ring.bucket then return end
  if ring.bucket <= to - span then
    ring.bucket, ring.fields, ring.rest = nil, nil, ''
    return
  end
  local at = 1
  while at <= #ring.rest do
    local held, _, next = readRecord(ring.rest, at, from)
    if held <= to - span then
      ring.rest = sub(ring.rest, 1, at - 1)
      return
    end
    at = next
  end
end

local function open(key)
  local packed = call('GET', key)
  local window = { newest = 0, lastActivity = 0, rings = {} }
  if not packed then
    for ring = 1, #steps do window.rings[ring] = { rest = '' } end
    return window
  end
  local _
  _, window.newest, window.lastActivity = struct.unpack('>BI4I4', packed)
  local lengths, at = {}, HEAD + 1
  for ring = 1, #steps do lengths[ring], at = readVarint(packed, at) end
  for ring = 1, #steps do
    window.rings[ring] = { rest = sub(packed, at, at + lengths[ring] - 1) }
    at = at + lengths[ring]
  end
  return window
end

local function pack(window)
  local lengths, bodies = {}, {}
  for ring = 1, #steps do
    bodies[ring] = putBack(window.rings[ring])
    addVarint(lengths, #bodies[ring])
  end
  return struct.pack('>BI4I4', VERSION, window.newest, window.lastActivity) .. char(unpack(lengths)) .. table.concat(bodies)
end

local function isHeld(window, ring, bucket)
  return bucket > floor(window.newest / steps[ring]) - spans[ring]
end

-- Whether a learner had their share of the minute, or ten times that of the hour.
local function isOverLimit(window, second, perMinute)
  for ring = 1, 2 do
    local bucket = floor(second / steps[ring])
    if isHeld(window, ring, bucket) then
      local fields = find(window.rings[ring], bucket, floor(window.newest / steps[ring]))
      local most = ring == 1 and perMinute or perMinute * 10
      if fields and (fields[1] or 0) >= most then return true end
    end
  end
  return false
end

local function addTo(window, ring, second, adds)
  local bucket = floor(second / steps[ring])
  if isHeld(window, ring, bucket) then
    add(window.rings[ring], bucket, floor(window.newest / steps[ring]), adds)
  end
end

local function count(window, second, kind, seconds, more)
  if second > window.newest then
    for ring = 1, #steps do
      local from, to = floor(window.newest / steps[ring]), floor(second / steps[ring])
      if to > from then moveOn(window.rings[ring], from, to, spans[ring]) end
    end
    window.newest = second
  end
  if kind > 0 then
    if second > window.lastActivity then window.lastActivity = second end
    addTo(window, 1, second, { 1, seconds })
    addTo(window, 2, second, { 1, seconds })
    addTo(window, 3, second, { seconds, [kind + 1] = 1 })
  end
  for ring, list in string.gmatch(more, '(%d+),([^;]+)') do
    local adds = {}
    for one in string.gmatch(list, '%d+') do adds[#adds + 1] = tonumber(one) end
    addTo(window, tonumber(ring), second, adds)
  end
end

local ids = {}
for at = firstEvent + 1, #ARGV, wordsPerEvent do ids[#ids + 1] = ARGV[at] end
local today = call('SMISMEMBER', KEYS[3], unpack(ids))
local yesterday = call('SMISMEMBER', KEYS[4], unpack(ids))
local perMinute = tonumber(ARGV[7])
local flags, fresh, isFresh, windows, due, isAllFresh = {}, {}, {}, {}, {}, true
for n, id in ipairs(ids) do
  local at = firstEvent + (n - 1) * wordsPerEvent
  local flag = '1'
  if today[n] == 1 or yesterday[n] == 1 or isFresh[id] then
    flag = '0'
  elseif ARGV[at + 2] ~= '0' then
    local key, second, kind = KEYS[tonumber(ARGV[at])], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    local window = windows[key]
    if not window then
      window = open(key)
      windows[key] = window
    end
    if kind > 0 and isOverLimit(window, second, perMinute) then
      flag = '2'
    else
      count(window, second, kind, tonumber(ARGV[at + 4]), ARGV[at + 5])
      due[key] = true
    end
  end
  flags[n] = flag
  if flag == '1' then
    isFresh[id] = true
    fresh[#fresh + 1] = id
  else
    isAllFresh = false
  end
end
local answer = table.concat(flags)
if #fresh == 0 then return answer end

-- From here on everything is written. Should Redis be full, it says so at the first write, before anything has changed.
call('SADD', KEYS[3], unpack(fresh))
call('EXPIRE', KEYS[3], ARGV[6], 'NX')
local entry = { '*', 't', tenant, 'c', cohort, 's', ARGV[4], 'r', now, 'b', ARGV[10] }
if not isAllFresh then
  entry[#entry + 1] = 'f'
  entry[#entry + 1] = answer
end
call('XADD', KEYS[1], unpack(entry))
local looks = {}
for key in pairs(due) do
  call('SET', key, pack(windows[key]))
  looks[#looks + 1] = now
  looks[#looks + 1] = tenant .. '/' .. cohort .. '/' .. string.match(key, '[^:]+$')
end
if #looks > 0 then
  call('ZADD', KEYS[2], 'LT', unpack(looks))
  call('PUBLISH', ARGV[8], ARGV[9])
end
return answer
