// Sends pushes with npm web-push, as its guide says but for connections that are kept.
// node web_push.mjs FOLDER_WITH_IT SUBSCRIPTIONS_FILE AUTHORITY_FILE: prints messages per second.
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { createRequire } from "node:module";
import { join } from "node:path";

const AT_ONCE = 16;
const [folder, subscriptions, authority] = process.argv.slice(2);
const webPush = createRequire(join(folder, "package.json"))("web-push");
const said = JSON.parse(readFileSync(subscriptions, "utf8"));
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE, ca: readFileSync(authority) });
const how = {
  agent,
  TTL: 3600,
  vapidDetails: { subject: said.subject, publicKey: said.public, privateKey: said.private },
};
const left = [...said.subscriptions];
const message = "x".repeat(said.size);

async function sendSome() {
  for (let one = left.pop(); one; one = left.pop()) {
    await webPush.sendNotification(one, message, how);
  }
}

const began = process.hrtime.bigint();
await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log(said.subscriptions.length / seconds);
agent.destroy();
