/** Tells the process that compares where `server` listens and, when asked, what this process has used. */
export function report(server) {
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
  });
}
