#!/usr/bin/env bash
# OFX 2.2, section 5.2: a transaction with <CURRENCY> has its amount in that currency, one with <ORIGCURRENCY> has been converted to
# the statement's already. ofxparse 0.21 (Python) knows neither: both come out as plain amounts of a statement in US dollars, so
# -100.00 EUR (110.00 USD at the rate that stands beside it) are read as -100.00 USD. ofxtools 1.1.1 tells them apart.
# Expected below: 'ofxparse none, ofxtools EUR'. Needs python3 with venv.
# Folio refuses such a line rather than book it in the account's currency: functions/kernel/formats/ofx/transaction.ts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/python -m pip install --quiet --disable-pip-version-check ofxparse==0.21 ofxtools==1.1.1
cat > statement.ofx <<'OFX'
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260105120000<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>121042882<ACCTID>1<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260105
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260103120000<TRNAMT>-100.00<FITID>a1<NAME>HOTEL<CURRENCY><CURRATE>1.10<CURSYM>EUR</CURRENCY></STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>890.00<DTASOF>20260105120000</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX
seen=$(python/bin/python - <<'PY' 2> warnings.log
from ofxparse import OfxParser
from ofxtools.Parser import OFXTree
with open("statement.ofx", "rb") as file:
    [entry] = OfxParser.parse(file).account.statement.transactions
told = "EUR" if "EUR" in str(vars(entry)) else "none"
tree = OFXTree()
tree.parse("statement.ofx")
[other] = tree.convert().statements[0].transactions
print(f"ofxparse {told}, ofxtools {other.currency.cursym}")
PY
)
echo "ofxparse 0.21 and ofxtools 1.1.1: $seen"
[ "$seen" = "ofxparse none, ofxtools EUR" ]
