// Encrypts and signs pushes as npm's web-push does, for so many seconds, and says how many in one.
// Given a subscription, a pair of VAPID keys and the seconds, as JSON.
import webpush from "web-push";

const { subscription, publicKey, privateKey, length, seconds } = JSON.parse(process.argv[2]);
const message = "x".repeat(length);
const options = {
  vapidDetails: { subject: "mailto:it@example.org", publicKey, privateKey },
  contentEncoding: "aes128gcm",
  TTL: 3600,
};

function perSecond(seconds) {
  const began = performance.now();
  let made = 0;
  do {
    webpush.generateRequestDetails(subscription, message, options);
    made += 1;
  } while (performance.now() - began < seconds * 1000);
  return made / ((performance.now() - began) / 1000);
}

perSecond(seconds / 4);
console.log(perSecond(seconds));
