"""Builds our log anew with pymerkle, and opens its checkpoint with cryptography."""

import base64
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import InmemoryTree

given = json.load(sys.stdin)
text, signatures = given["checkpoint"].split("\n\n")
text += "\n"
name, _, key = given["key"].split("+", 2)
signature = base64.b64decode(signatures.split(" ")[2])[4:]
Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(signature, text.encode())

tree = InmemoryTree(algorithm="sha256")
for leaf in given["leaves"]:
    tree.append_entry(base64.b64decode(leaf))
size, root = text.split("\n")[1:3]
if int(size) != tree.get_size() or base64.b64decode(root) != tree.get_root():
    sys.exit("the root is another one")
path = tree.prove_inclusion(given["index"] + 1, int(size)).path
if path[1:] != [base64.b64decode(one) for one in given["inclusion"]]:
    sys.exit("the path is another one")
print("proved")
