import { platform } from "node:os";
import { answer } from "../answer.mjs";
import { join } from "./join.mjs";

/** How many connect at the same time; a listening socket's queue is short. */
const atOnce = 100;
/** Each address has some 28,000 ports to go out from; Linux answers for all of 127.0.0.0/8. */
const addresses = platform() === "linux" ? ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"] : [undefined];
const members = [];

answer("here", {
  /** Lets `count` more connect; gives how long that took, in milliseconds. */
  async gather({ port, dialect, count }) {
    const start = performance.now();
    let left = count;
    const connect = async () => {
      while (left > 0) {
        left -= 1;
        const member = await join({ port, dialect, localAddress: addresses[left % addresses.length] });
        member.heard(() => {});
        member.socket.closed = () => members.splice(members.indexOf(member), 1);
        members.push(member);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, connect));
    return performance.now() - start;
  },
  present: () => members.length,
  leave() {
    for (const { socket } of members.splice(0)) {
      socket.closed = () => {};
      socket.leave();
    }
  },
});
