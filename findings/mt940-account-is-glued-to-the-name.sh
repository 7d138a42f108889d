#!/usr/bin/env bash
# German banks' MT940: the structured :86: says who paid in numbered parts, ?31 the account, ?32 and ?33 the name (DFÜ-Abkommen, annex 3).
# mt-940 5.1.1 (Python) has no place for ?31: the IBAN stands in front of the name, in `applicant_name`, without a space. Nothing is
# raised, and `applicant_iban` is not among its keys. Whoever matches by party or screens names gets a name that nobody has.
# Expected below: DE02120300000000202051ERIKA MUSTERMANN, and no key with an IBAN. Needs python3 with venv.
# Folio keeps the parts apart: test/unit/kernel/formats/mt940.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/python -m pip install --quiet --disable-pip-version-check mt-940==5.1.1
seen=$(python/bin/python - <<'PY'
import mt940
statement = """:20:STATEMENT
:25:10020030/1234567
:28C:1/1
:60F:C260102EUR100,00
:61:2601050105C50,00N166NONREF//B1
:86:166?00GUTSCHRIFT?20RECHNUNG 4711?30BYLADEM1001?31DE02120300000000202051?32ERIKA MUSTERMANN
:62F:C260105EUR150,00
-"""
[entry] = mt940.parse(statement)
accounts = [key for key, value in entry.data.items() if value == "DE02120300000000202051"]
print(f"{entry.data['applicant_name']}; keys with the account: {len(accounts)}")
PY
)
echo "mt-940 5.1.1: $seen"
[ "$seen" = "DE02120300000000202051ERIKA MUSTERMANN; keys with the account: 0" ]
