/**
 * How every script of a room begins: what the room is, what it keeps, and cutting off what it keeps no longer.
 * KEYS: meta, entries, ids, rooms, epoch. ARGV: room, a fresh epoch, how many entries are kept, the `ts` below which an entry is too
 * old (or "").
 */
export const room = `
local meta, entries, ids, rooms, unborn = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local name, fresh, most, bound = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local found = redis.call('HMGET', meta, 'epoch', 'newest', 'oldest')
local epoch, newest, oldest = found[1], tonumber(found[2] or 0), tonumber(found[3] or 1)
if not epoch then
  epoch = redis.call('GET', unborn)
  if not epoch then
    epoch = fresh
    redis.call('SET', unborn, fresh)
  end
end

-- An eviction takes whole keys.
if oldest <= newest and redis.call('EXISTS', entries) == 0 then
  oldest = newest + 1
  redis.call('ZREM', rooms, name)
  redis.call('HSET', meta, 'oldest', oldest)
end

local function textOf(seq, body)
  return '{"seq":' .. seq .. ',' .. body
end

-- Cuts off the entries below a seq, and from there on those that are too old, up to the first that is not.
local function trim(least)
  local first, size, done = oldest, 1, false
  while not done and first <= newest and (bound or first < least) do
    local some = redis.call('XRANGE', entries, first .. '-0', '+', 'COUNT', size)
    if #some == 0 then first = newest + 1 end
    for _, one in ipairs(some) do
      if first >= least and not (bound and tonumber(one[2][4]) < bound) then
        done = true
        break
      end
      local key = one[2][2]
      -- The id may have been used again since.
      if redis.call('HGET', ids, key) == tostring(first) then redis.call('HDEL', ids, key) end
      first = first + 1
    end
    size = math.min(size * 2, 64)
  end
  if first == oldest then return end
  redis.call('XTRIM', entries, 'MINID', first .. '-0')
  redis.call('HSET', meta, 'oldest', first)
  oldest = first
  if oldest > newest then redis.call('ZREM', rooms, name) end
end
`;
