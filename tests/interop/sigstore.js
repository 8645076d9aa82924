// SPDX-License-Identifier: MIT
// A .tlog-proof judged by @sigstore/verify: node sigstore.js VKEY PROOF ENTRY
// Prints "OK size" and exits 0, or fails. The package is looked for in the working directory.
const fs = require("fs");
const crypto = require("crypto");
const path = require("path");

const inside = path.dirname(require.resolve("@sigstore/verify", { paths: [process.cwd()] }));
const { verifyCheckpoint } = require(path.join(inside, "tlog/checkpoint.js"));
const { verifyMerkleInclusion } = require(path.join(inside, "tlog/merkle.js"));

const [vkeyFile, proofFile, entryFile] = process.argv.slice(2);
const [name, id, ...rest] = fs.readFileSync(vkeyFile, "utf8").trim().split("+");
const key = Buffer.from(rest.join("+"), "base64").subarray(1);
const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
const text = fs.readFileSync(proofFile, "utf8");
const at = text.indexOf("\n\n");
const lines = text.slice(0, at).split("\n");
const entry = {
  canonicalizedBody: fs.readFileSync(entryFile),
  inclusionProof: {
    logIndex: lines[1].split(" ")[1],
    hashes: lines.slice(2).map((line) => Buffer.from(line, "base64")),
    checkpoint: { envelope: text.slice(at + 2) },
  },
};
const log = {
  logID: Buffer.from(id, "hex"),
  baseURL: name,
  publicKey: crypto.createPublicKey({ key: der, format: "der", type: "spki" }),
};
const checkpoint = verifyCheckpoint(entry, [log]);
verifyMerkleInclusion(entry, checkpoint);
console.log(`OK ${checkpoint.logSize}`);
