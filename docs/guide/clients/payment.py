"""A payment from asking to its end, with Python's standard library: FOLIO_URL, FOLIO_CLIENT_ID, FOLIO_CLIENT_SECRET; a word that has named
no accounts yet."""
import base64
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ["FOLIO_URL"]
NAME = sys.argv[1]
TRIES = 5
LATER = {408, 425, 429, 500, 502, 503, 504}


def send(request):
    """The answer as JSON, a refusal too; what got no answer that counts is sent again, under the same key."""
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            if refusal.code not in LATER or attempt == TRIES - 1:
                return json.load(refusal)
        except OSError:
            if attempt == TRIES - 1:
                raise
        time.sleep(0.2 * 2**attempt)


def token():
    pair = ":".join(urllib.parse.quote(os.environ[name], safe="") for name in ("FOLIO_CLIENT_ID", "FOLIO_CLIENT_SECRET"))
    headers = {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode()
    return send(urllib.request.Request(URL + "/oauth/token", form, headers))["access_token"]


BEARER = {"authorization": "Bearer " + token()}


def get(path):
    return send(urllib.request.Request(URL + "/v1" + path, headers=BEARER))


def post(path, key, body):
    headers = {**BEARER, "content-type": "application/json", "idempotency-key": f"{NAME}-{key}"}
    return send(urllib.request.Request(URL + "/v1" + path, json.dumps(body).encode(), headers))


def reach(payment, state):
    """Folio says what became of it; its client decides how long to wait."""
    for _ in range(600):
        if get("/payments/" + payment)["state"] == state:
            return
        time.sleep(0.2)
    sys.exit(f"{payment} is not {state} after two minutes")


kim, lee = f"{NAME}-kim", f"{NAME}-lee"
post("/accounts", "open-kim", {"id": kim, "currency": "USD"})
post("/accounts", "open-lee", {"id": lee, "currency": "USD"})
post("/transactions", "fund", {"currency": "USD", "postings": [{"from": "@world", "to": kim, "amount": "10000"}]})

rent = {"from": kim, "to": {"account": lee}, "amount": "2500", "currency": "USD"}
paid = post("/payments", "rent", rent)["id"]
reach(paid, "settled")
print("over book: settled")
assert post("/payments", "rent", rent)["id"] == paid
print("under the same key: the same payment")

outside = {"from": kim, "amount": "1000", "currency": "USD"}
out = post("/payments", "out", {**outside, "to": {"rail": "sandbox", "destination": "ok"}})["id"]
reach(out, "settled")
print("over sandbox: settled")
post(f"/payments/{out}/refund", "refund", {"amount": "400"})
reach(out, "partially_refunded")
print("after a refund: partially_refunded")

refused = post("/payments", "refused", {**outside, "to": {"rail": "sandbox", "destination": "refuse"}})["id"]
reach(refused, "failed")
print("refused by the bank: failed")
print("more than there is:", post("/payments", "much", {**rent, "amount": "999999"})["type"])
print("left:", get("/accounts/" + kim)["balance"]["posted"])
