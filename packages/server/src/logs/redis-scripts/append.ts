import { debts } from "./debts.ts";
import { room } from "./room.ts";

/**
 * Appends a batch to one room. KEYS: those of `room`, debts, leases. ARGV: those of `room`, its channel and that of all rooms, then four for
 * each entry: its author and id, `ts`, its JSON without the brace that opens it, and "" or JSON of {since, owes, pays}.
 * Returns the epoch, a room in which all is too old (or ""), then for each entry its `seq`, 0 for `expired`, -1 for `unowed`, or the
 * JSON of the first entry with that id.
 * The ids tell a repeat only from the first retained entry on, as if each append had trimmed; what is too many goes at the end.
 */
export const append = `${room}${debts}
local owed, leases, channel, all = KEYS[6], KEYS[7], ARGV[5], ARGV[6]
-- Read before anything is written, for what a script has written stays where it then fails.
local options = {}
for at = 10, #ARGV, 4 do options[at] = ARGV[at] == '' and {} or cjson.decode(ARGV[at]) end

local isNew = not found[1]
-- What an eviction left of a room is none of the new one's.
if isNew and redis.call('EXISTS', entries, ids) > 0 then
  redis.call('DEL', entries, ids)
  epoch = fresh
end
if bound then trim(oldest) end

local function firstWith(key)
  local seq = tonumber(redis.call('HGET', ids, key) or 0)
  if seq == 0 or seq < oldest or seq <= newest - most then return nil end
  local one = redis.call('XRANGE', entries, seq .. '-0', seq .. '-0')[1]
  return one and textOf(seq, one[2][6])
end

local function isExpired(since)
  return since and since[1] == epoch and math.max(oldest, newest - most + 1) > since[2] + 1
end

local replies, stored, latest = { epoch, '' }, {}, nil
for at = 7, #ARGV, 4 do
  local key, ts, body = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local since, owes, pays = options[at + 3].since, options[at + 3].owes, options[at + 3].pays
  local isPaid = pays and isOwed(owed, pays[1], pays[2])
  local reply = firstWith(key)
  if not reply then
    if pays and not isPaid then
      reply = -1
    elseif isExpired(since) then
      reply = 0
    else
      newest = newest + 1
      reply = newest
      latest = ts
      redis.call('XADD', entries, newest .. '-0', 'key', key, 'ts', ts, 'body', body)
      redis.call('HSET', ids, key, newest)
      stored[#stored + 1] = textOf(newest, body)
    end
  end
  if isPaid and reply ~= 0 then strike(owed, leases, pays[1]) end
  if owes and type(reply) == 'number' and reply > 0 then
    keep(owed, leases, owes[1], { owes[2], newest, owes[3], '' }, owes[4])
  end
  replies[#replies + 1] = reply
end

if #stored > 0 then
  redis.call('HSET', meta, 'epoch', epoch, 'newest', newest)
  redis.call('ZADD', rooms, latest, name)
  trim(newest - most + 1)
  -- Somebody may follow a room of that name which is gone, and know greater numbers.
  if isNew then redis.call('PUBLISH', channel, 'x') end
  redis.call('PUBLISH', channel, 'e[' .. table.concat(stored, ',') .. ']')
  redis.call('PUBLISH', all, 'r' .. name)
end
if bound then replies[2] = redis.call('ZRANGEBYSCORE', rooms, '-inf', '(' .. ARGV[4], 'LIMIT', 0, 1)[1] or '' end
return replies
`;
