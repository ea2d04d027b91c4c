// Runs the table emulator on a free port, which it prints, for as long as the parent process keeps this one's standard input open:
// so it never outlives a test run.
const { Server } = require("net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  this.once("listening", () => console.log(`listening on ${this.address().port}`));
  return listen.apply(this, args);
};
process.stdin.on("close", () => process.exit(0)).resume();
process.argv.push("--tableHost", "127.0.0.1", "--tablePort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent");
require("azurite/dist/src/table/main.js");
