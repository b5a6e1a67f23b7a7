import { room } from "./room.ts";

/** How many entries are taken from the stream at a time, so that no more come than fit. */
const step = 32;

/**
 * Reads a page. KEYS: those of `room`. ARGV: those of `room`, the least `seq`, the greatest (or ""), whether the newest come first, how
 * many entries, how many bytes. Returns epoch, oldest, newest, and the entries as JSON in the order they were taken.
 */
export const read = `${room}
trim(newest - most + 1)
local least, greatest = math.max(tonumber(ARGV[5]), oldest), math.min(tonumber(ARGV[6]) or newest, newest)
local isBackwards, limit, bytes = ARGV[7] == '1', tonumber(ARGV[8]), tonumber(ARGV[9])

local page, taken = { epoch, oldest, newest }, 0
while taken < limit and least <= greatest do
  local count = math.min(${step}, limit - taken)
  local some = isBackwards
    and redis.call('XREVRANGE', entries, greatest .. '-0', least .. '-0', 'COUNT', count)
    or redis.call('XRANGE', entries, least .. '-0', greatest .. '-0', 'COUNT', count)
  if #some == 0 then break end
  for _, one in ipairs(some) do
    local seq = isBackwards and greatest or least
    local text = textOf(seq, one[2][6])
    bytes = bytes - #text - 1
    if bytes < 0 and taken > 0 then return page end
    page[#page + 1] = text
    taken = taken + 1
    if isBackwards then greatest = greatest - 1 else least = least + 1 end
  end
end
return page
`;

/** Cuts off what is too old, in a room that nobody uses. KEYS and ARGV: those of `room`. */
export const sweep = `${room}
trim(newest - most + 1)
`;
