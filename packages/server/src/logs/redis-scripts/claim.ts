import { debts } from "./debts.ts";

/** How many debts nobody holds. KEYS: leases. */
export const countDue = `${debts}
return redis.call('ZCOUNT', KEYS[1], '-inf', now)
`;

/** Leases some of them to the caller. KEYS: debts, leases. ARGV: how many, leaseMs. Returns their names and what they are, in turns. */
export const claim = `${debts}
local claimed = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local debt = redis.call('HGET', KEYS[1], member)
  if debt then
    debt = cjson.decode(debt)
    debt[1] = debt[1] + 1
    keep(KEYS[1], KEYS[2], member, debt, ARGV[2])
    claimed[#claimed + 1] = member
    claimed[#claimed + 1] = cjson.encode(debt)
  else
    redis.call('ZREM', KEYS[2], member)
  end
end
return claimed
`;

/** KEYS: debts, leases. ARGV: name, attempt, leaseMs, and the text where it is another. Returns whether it is owed to that attempt. */
export const renew = `${debts}
if not isOwed(KEYS[1], ARGV[1], tonumber(ARGV[2])) then return 0 end
local debt = cjson.decode(redis.call('HGET', KEYS[1], ARGV[1]))
debt[4] = ARGV[4] or debt[4]
keep(KEYS[1], KEYS[2], ARGV[1], debt, ARGV[3])
return 1
`;

/** KEYS: debts, leases. ARGV: name, attempt. */
export const strike = `${debts}
if isOwed(KEYS[1], ARGV[1], tonumber(ARGV[2])) then strike(KEYS[1], KEYS[2], ARGV[1]) end
`;
