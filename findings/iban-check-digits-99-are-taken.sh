#!/usr/bin/env bash
# One account, two IBANs: check digits run from 02 to 98 (ISO 13616 takes ISO 7064 MOD 97-10), but 99 leaves the same remainder as 02, and 00
# and 01 the same as 97 and 98. npm iban 0.0.14 and python-stdnum 2.2 take DE99... beside DE02... of the same account as valid; ibantools
# 4.5.4 and schwifty 2026.10.1 refuse it. Whoever knows accounts again by their IBAN (allowlists, duplicates) has two for one.
# Expected below: taken, taken, refused, refused. Needs python3 with venv, npm and node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/python -m pip install --quiet --disable-pip-version-check python-stdnum==2.2 schwifty==2026.10.1
npm init -y > npm.log
npm install --no-audit --no-fund --save-exact iban@0.0.14 ibantools@4.5.4 >> npm.log
cat > ask.mjs <<'JS'
import iban from 'iban';
import { isValidIBAN } from 'ibantools';
const word = (taken) => (taken ? 'taken' : 'refused');
const [right, other] = ['DE02000000000000000030', 'DE99000000000000000030'];
if (!iban.isValid(right) || !isValidIBAN(right)) throw new Error('the right one is taken by both');
console.log(word(iban.isValid(other)), word(isValidIBAN(other)));
JS
cat > ask.py <<'PY'
import schwifty
from stdnum import iban
right, other = "DE02000000000000000030", "DE99000000000000000030"
word = lambda taken: "taken" if taken else "refused"
schwifty_takes = lambda text: schwifty.IBAN(text, allow_invalid=True).is_valid
assert iban.is_valid(right) and schwifty_takes(right)
print(word(iban.is_valid(other)), word(schwifty_takes(other)))
PY
read -r npm_iban ibantools <<< "$(node ask.mjs)"
read -r stdnum schwifty <<< "$(python/bin/python ask.py)"
echo "check digits 99: npm iban 0.0.14 $npm_iban; python-stdnum 2.2 $stdnum; ibantools 4.5.4 $ibantools; schwifty 2026.10.1 $schwifty"
[ "$npm_iban $stdnum $ibantools $schwifty" = "taken taken refused refused" ]
