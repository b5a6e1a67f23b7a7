/** What a debt is, for the scripts that come upon one: JSON of [attempt, question, asker, text], and a lease by Redis' own clock. */
export const debts = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function strike(debts, leases, member)
  redis.call('HDEL', debts, member)
  redis.call('ZREM', leases, member)
end

local function isOwed(debts, member, attempt)
  local debt = redis.call('HGET', debts, member)
  return debt and cjson.decode(debt)[1] == attempt
end

local function keep(debts, leases, member, debt, leaseMs)
  redis.call('HSET', debts, member, cjson.encode(debt))
  redis.call('ZADD', leases, now + leaseMs, member)
end
`;
