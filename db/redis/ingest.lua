-- One atomic step for events of one source and one cohort: refuse repeats, count into the windows, append to the log, mark due,
-- and where somebody watches say whose cells have changed.
-- KEYS[1] log  KEYS[2] due  KEYS[3] ids seen today  KEYS[4] ids seen yesterday  KEYS[5] windows of the cohort
-- KEYS[6] who was counted and is watched  KEYS[7] feed of the cohort, to which those listen who watch
-- ARGV[1] now in ms  ARGV[2] tenant  ARGV[3] cohort  ARGV[4] source  ARGV[5] entries the log may hold
-- ARGV[6] how long ids are remembered, in s  ARGV[7] events a learner may have in one minute
-- ARGV[8] channel on which workers are woken  ARGV[9] that on which they hear of who is watched  ARGV[10] number of this shard
-- ARGV[11] a line for each event, for the log
-- ARGV[12] how many enrolments follow, then these, then per event: which enrolment (1 for the first), its id, its second or 0 if
-- it is history alone, its day, its kind or 0 if it is no activity, its active seconds, what else it adds as ring,add,add...;ring...
-- Returns a string: for each event 1 if it is fresh, 0 if it is a repeat, 2 if the learner had their share; error LOGFULL when
-- nothing was done. The layout of a window stands in engagement/window.ts, which is also the model this is held against. It is
-- made for this file: what most events touch comes out of one struct.unpack and goes back with one struct.pack.
local call, byte, char, sub, find, floor = redis.call, string.byte, string.char, string.sub, string.find, math.floor
local now, tenant, cohort = ARGV[1], ARGV[2], ARGV[3]
local firstEnrolment, wordsPerEvent = 13, 7
local firstEvent = firstEnrolment + tonumber(ARGV[12])
local LAYOUT, VERSION, MOST = '>BI4HI4I4HHHHHHHHHHHHHc0Hc0Hc0Hc0Hc0Hc0', 4, 65535
-- Places in an open window: a plain list, as struct.unpack gives it.
local NEWEST, TODAY, LAST, LASTLMS, MINUTE, HOUR, DAY, KINDS, RESTS = 2, 3, 4, 5, 6, 8, 10, 11, 18
local CONTACT = 7 -- the kind that is not on the platform
local MINUTES, HOURS, DAYS, RESULTS = RESTS, RESTS + 1, RESTS + 2, RESTS + 3
local pairBytes, minuteSpan, hourSpan, daySpan, rareSpan = 5, 60, 48, 84, 28

if call('XLEN', KEYS[1]) >= tonumber(ARGV[5]) then
  return redis.error_reply('LOGFULL the log waits to be archived')
end

local function raise(list, at, more)
  local value = (list[at] or 0) + more
  list[at] = value < MOST and value or MOST
end

-- Minutes and hours: records of five bytes (bucket modulo 256, events, seconds), newest first.

local function pairOf(bucket, events, seconds)
  return char(bucket % 256, floor(events / 256), events % 256, floor(seconds / 256), seconds % 256)
end

local function bucketAt(rest, at, head)
  return head - (head - byte(rest, at)) % 256
end

-- Where the record of a bucket stands, or would stand: its place and whether it is there.
local function findPair(rest, bucket, head)
  local at = 1
  while at <= #rest do
    local held = bucketAt(rest, at, head)
    if held == bucket then return at, true end
    if held < bucket then return at, false end
    at = at + pairBytes
  end
  return at, false
end

local function addToPair(rest, bucket, head, seconds)
  local at, isThere = findPair(rest, bucket, head)
  local pair = { 0, 0 }
  if isThere then
    local _, a, b, c, d = byte(rest, at, at + 4)
    pair = { a * 256 + b, c * 256 + d }
  end
  raise(pair, 1, 1)
  raise(pair, 2, seconds)
  return sub(rest, 1, at - 1) .. pairOf(bucket, pair[1], pair[2]) .. sub(rest, isThere and at + pairBytes or at)
end

-- Puts the newest bucket before the others and forgets those that are left behind.
local function movePairs(window, place, ring, from, to, span)
  local events, seconds, rest = window[place], window[place + 1], window[ring]
  if events > 0 then rest = pairOf(from, events, seconds) .. rest end
  local last = #rest - pairBytes + 1
  while last > 0 and bucketAt(rest, last, from) <= to - span do last = last - pairBytes end
  window[place], window[place + 1] = 0, 0
  window[ring] = sub(rest, 1, last + pairBytes - 1)
end

-- Days: records of a bucket modulo 256, which fields follow, and these as varints, newest first.

-- Where the record after this one begins. A pattern finds the ends of its varints many times faster than a loop.
local varints = {}
local function afterRecord(rest, at)
  local mask = byte(rest, at + 1)
  local pattern = varints[mask]
  if not pattern then
    pattern = '^'
    for bit = 0, 7 do
      if floor(mask / 2 ^ bit) % 2 == 1 then pattern = pattern .. '[\128-\255]*[^\128-\255]' end
    end
    varints[mask] = pattern
  end
  local _, last = find(rest, pattern, at + 2)
  return last + 1
end

local function fieldsOf(rest, at)
  local mask, fields, field = byte(rest, at + 1), {}, 1
  at = at + 2
  while mask > 0 do
    if mask % 2 == 1 then
      local value, weight, one = 0, 1, byte(rest, at)
      while one >= 128 do
        value, weight, at = value + (one - 128) * weight, weight * 128, at + 1
        one = byte(rest, at)
      end
      fields[field], at = value + one * weight, at + 1
      mask = mask - 1
    end
    mask, field = mask / 2, field + 1
  end
  return fields
end

local function recordOf(bucket, fields)
  local bytes, mask, bit = { bucket % 256, 0 }, 0, 1
  for field = 1, 8 do
    local value = fields[field]
    if value and value > 0 then
      mask = mask + bit
      while value >= 128 do
        bytes[#bytes + 1] = 128 + value % 128
        value = floor(value / 128)
      end
      bytes[#bytes + 1] = value
    end
    bit = bit * 2
  end
  bytes[2] = mask
  return char(unpack(bytes))
end

local function addToRecord(rest, bucket, head, adds)
  local at, fields = 1, {}
  while at <= #rest and bucketAt(rest, at, head) > bucket do at = afterRecord(rest, at) end
  local after = at
  if at <= #rest and bucketAt(rest, at, head) == bucket then fields, after = fieldsOf(rest, at), afterRecord(rest, at) end
  for field, more in pairs(adds) do raise(fields, field, more) end
  return sub(rest, 1, at - 1) .. recordOf(bucket, fields) .. sub(rest, after)
end

-- The records of days that a ring still holds when its newest day is `to`.
local function heldRecords(rest, from, to, span)
  local at = 1
  while at <= #rest do
    if bucketAt(rest, at, from) <= to - span then return sub(rest, 1, at - 1) end
    at = afterRecord(rest, at)
  end
  return rest
end

local function moveDays(window, from, to)
  local fields = { unpack(window, DAY, DAY + 7) }
  for field = 1, 8 do
    if fields[field] > 0 then
      window[DAYS] = recordOf(from, fields) .. window[DAYS]
      break
    end
  end
  for place = DAY, DAY + 7 do window[place] = 0 end
  window[DAYS] = heldRecords(window[DAYS], from, to, daySpan)
  window[RESULTS] = heldRecords(window[RESULTS], from, to, daySpan)
  for ring = RESULTS + 1, RESTS + 5 do window[ring] = heldRecords(window[ring], from, to, rareSpan) end
end

local function moveOn(window, second, day)
  if day > window[TODAY] then
    moveDays(window, window[TODAY], day)
    window[TODAY] = day
  end
  local before = window[NEWEST]
  window[NEWEST] = second
  local from, to = floor(before / 60), floor(second / 60)
  if from == to then return end
  movePairs(window, MINUTE, MINUTES, from, to, minuteSpan)
  from, to = floor(before / 3600), floor(second / 3600)
  if from == to then return end
  movePairs(window, HOUR, HOURS, from, to, hourSpan)
end

-- Adds to the newest bucket in place, to an older one in the rest, and to none that is left behind.
local function addPair(window, place, ring, bucket, head, span, seconds)
  if bucket == head then
    raise(window, place, 1)
    raise(window, place + 1, seconds)
  elseif bucket > head - span then
    window[ring] = addToPair(window[ring], bucket, head, seconds)
  end
end

local function count(window, second, day, kind, seconds, more)
  if second > window[NEWEST] then moveOn(window, second, day) end
  local newest, today = window[NEWEST], window[TODAY]
  if kind > 0 then
    if second > window[LAST] then window[LAST] = second end
    addPair(window, MINUTE, MINUTES, floor(second / 60), floor(newest / 60), minuteSpan, seconds)
    addPair(window, HOUR, HOURS, floor(second / 3600), floor(newest / 3600), hourSpan, seconds)
    if kind == CONTACT then
      seconds = 0
    elseif second > window[LASTLMS] then
      window[LASTLMS] = second
    end
    if day == today then
      raise(window, DAY, seconds)
      raise(window, KINDS + kind - 1, 1)
    elseif day > today - daySpan then
      window[DAYS] = addToRecord(window[DAYS], day, today, { seconds, [kind + 1] = 1 })
    end
  end
  if more == '' then return end
  for ring, list in string.gmatch(more, '(%d+),([^;]+)') do
    local adds, place = {}, RESTS + tonumber(ring) - 1
    for one in string.gmatch(list, '%d+') do adds[#adds + 1] = tonumber(one) end
    if day > today - (place == RESULTS and daySpan or rareSpan) then
      window[place] = addToRecord(window[place], day, today, adds)
    end
  end
end

local function eventsIn(window, place, ring, bucket, head, span)
  if bucket == head then return window[place] end
  if bucket > head or bucket <= head - span then return 0 end
  local at, isThere = findPair(window[ring], bucket, head)
  if not isThere then return 0 end
  local _, a, b = byte(window[ring], at, at + 2)
  return a * 256 + b
end

-- Whether a learner had their share of the minute, or ten times that of the hour.
local function isOverLimit(window, second, perMinute)
  local newest = window[NEWEST]
  local minute, hour = floor(second / 60), floor(second / 3600)
  return eventsIn(window, MINUTE, MINUTES, minute, floor(newest / 60), minuteSpan) >= perMinute
    or eventsIn(window, HOUR, HOURS, hour, floor(newest / 3600), hourSpan) >= perMinute * 10
end

local function pack(window)
  local a, b, c, d, e, f = unpack(window, RESTS, RESTS + 5)
  return struct.pack(LAYOUT, VERSION, window[NEWEST], window[TODAY], window[LAST], window[LASTLMS], window[6], window[7],
    window[8], window[9], window[10], window[11], window[12], window[13], window[14], window[15], window[16], window[17], #a, a, #b, b, #c, c, #d, d, #e, e, #f, f)
end

local ids, enrolments = {}, { unpack(ARGV, firstEnrolment, firstEvent - 1) }
for at = firstEvent + 1, #ARGV, wordsPerEvent do ids[#ids + 1] = ARGV[at] end
local today = call('SMISMEMBER', KEYS[3], unpack(ids))
local yesterday = call('SMISMEMBER', KEYS[4], unpack(ids))
local packed = call('HMGET', KEYS[5], unpack(enrolments))
local perMinute = tonumber(ARGV[7])
local flags, fresh, isFresh, windows, isAllFresh = {}, {}, {}, {}, true
for n, id in ipairs(ids) do
  local at = firstEvent + (n - 1) * wordsPerEvent
  local flag, second = '1', ARGV[at + 2]
  if today[n] == 1 or yesterday[n] == 1 or isFresh[id] then
    flag = '0'
  elseif second ~= '0' then
    second = tonumber(second)
    local which, kind = tonumber(ARGV[at]), tonumber(ARGV[at + 4])
    local window = windows[which]
    if not window then
      -- One of an older layout is read by nobody until `npm run rebuild` has made it anew.
      window = packed[which] and byte(packed[which]) == VERSION and { struct.unpack(LAYOUT, packed[which]) }
        or { VERSION, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', '', '', '' }
      windows[which] = window
    end
    if kind > 0 and isOverLimit(window, second, perMinute) then
      flag = '2'
    else
      count(window, second, tonumber(ARGV[at + 3]), kind, tonumber(ARGV[at + 5]), ARGV[at + 6])
      window.isChanged = true
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
local entry = { '*', 't', tenant, 'c', cohort, 's', ARGV[4], 'r', now, 'b', ARGV[11] }
if not isAllFresh then
  entry[#entry + 1] = 'f'
  entry[#entry + 1] = answer
end
call('XADD', KEYS[1], unpack(entry))
local changes, looks, who = {}, {}, tenant .. '/' .. cohort .. '/'
for which, window in pairs(windows) do
  if window.isChanged then
    local enrolment = enrolments[which]
    changes[#changes + 1], changes[#changes + 2] = enrolment, pack(window)
    looks[#looks + 1], looks[#looks + 2] = now, who .. enrolment
  end
end
if #looks > 0 then
  call('HSET', KEYS[5], unpack(changes))
  call('ZADD', KEYS[2], 'LT', unpack(looks))
  call('PUBLISH', ARGV[8], ARGV[10])
  if call('PUBSUB', 'SHARDNUMSUB', KEYS[7])[2] > 0 then
    call('ZADD', KEYS[6], 'NX', unpack(looks))
    call('PUBLISH', ARGV[9], ARGV[10])
  end
end
return answer
