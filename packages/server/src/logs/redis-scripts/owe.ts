import { debts } from "./debts.ts";
import { room } from "./room.ts";

/** Owes a reply to an entry that is there. KEYS: those of `room`, debts, leases. ARGV: those of `room`, seq, name, attempt, asker, leaseMs. */
export const owe = `${room}${debts}
trim(newest - most + 1)
local seq = tonumber(ARGV[5])
if #redis.call('XRANGE', entries, seq .. '-0', seq .. '-0') == 0 then return end
keep(KEYS[6], KEYS[7], ARGV[6], { tonumber(ARGV[7]), seq, ARGV[8], '' }, ARGV[9])
`;
