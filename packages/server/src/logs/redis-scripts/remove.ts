/**
 * Forgets a room's entries and debts. KEYS: meta, entries, ids, rooms, debts, leases. ARGV: room, a fresh epoch, its channel, how
 * the names of the room's debts begin, the channel of all rooms. The epoch stays where the entries were, so that what comes next starts again at 1 in it.
 */
export const remove = `
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[4], ARGV[1])
for _, member in ipairs(redis.call('HKEYS', KEYS[5])) do
  if string.sub(member, 1, #ARGV[4]) == ARGV[4] then
    redis.call('HDEL', KEYS[5], member)
    redis.call('ZREM', KEYS[6], member)
  end
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'newest', 0, 'oldest', 1)
redis.call('PUBLISH', ARGV[3], 'x')
redis.call('PUBLISH', ARGV[5], 'r' .. ARGV[1])
`;
