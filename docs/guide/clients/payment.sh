#!/bin/sh
# A payment from asking to its end, with curl and sed: FOLIO_URL, FOLIO_CLIENT_ID, FOLIO_CLIENT_SECRET; a word that has named no accounts yet.
set -eu
name=$1

token=$(curl -sSf --retry 4 -u "$FOLIO_CLIENT_ID:$FOLIO_CLIENT_SECRET" -d grant_type=client_credentials "$FOLIO_URL/oauth/token" |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')

# $1: the path, $2: the idempotency key, $3: the body. A request whose answer is lost is sent again, under the same key.
post() {
  curl -sS --retry 4 --retry-connrefused -H "authorization: Bearer $token" -H 'content-type: application/json' \
    -H "idempotency-key: $name-$2" -d "$3" "$FOLIO_URL/v1$1"
}
get() { curl -sS --retry 4 -H "authorization: Bearer $token" "$FOLIO_URL/v1$1"; }
# $1: the first member of an answer.
first() { sed 's/^{"'"$1"'":"\([^"]*\)".*/\1/'; }

# $1: the payment, $2: the state that it is to reach. Folio says what became of it; its client decides how long to wait.
reach() {
  for _ in $(seq 600); do
    case $(get "/payments/$1") in *"\"state\":\"$2\""*) return 0 ;; esac
    sleep 0.2
  done
  echo "$1 is not $2 after two minutes" >&2
  exit 1
}

post /accounts open-kim "{\"id\":\"$name-kim\",\"currency\":\"USD\"}" >/dev/null
post /accounts open-lee "{\"id\":\"$name-lee\",\"currency\":\"USD\"}" >/dev/null
post /transactions fund "{\"currency\":\"USD\",\"postings\":[{\"from\":\"@world\",\"to\":\"$name-kim\",\"amount\":\"10000\"}]}" >/dev/null

rent="{\"from\":\"$name-kim\",\"to\":{\"account\":\"$name-lee\"},\"amount\":\"2500\",\"currency\":\"USD\"}"
paid=$(post /payments rent "$rent" | first id)
reach "$paid" settled
echo "over book: settled"
[ "$(post /payments rent "$rent" | first id)" = "$paid" ]
echo "under the same key: the same payment"

out=$(post /payments out "{\"from\":\"$name-kim\",\"to\":{\"rail\":\"sandbox\",\"destination\":\"ok\"},\"amount\":\"1000\",\"currency\":\"USD\"}" | first id)
reach "$out" settled
echo "over sandbox: settled"
post "/payments/$out/refund" refund '{"amount":"400"}' >/dev/null
reach "$out" partially_refunded
echo "after a refund: partially_refunded"

refused=$(post /payments refused "{\"from\":\"$name-kim\",\"to\":{\"rail\":\"sandbox\",\"destination\":\"refuse\"},\"amount\":\"1000\",\"currency\":\"USD\"}" | first id)
reach "$refused" failed
echo "refused by the bank: failed"
echo "more than there is: $(post /payments much "{\"from\":\"$name-kim\",\"to\":{\"account\":\"$name-lee\"},\"amount\":\"999999\",\"currency\":\"USD\"}" | first type)"
echo "left: $(get "/accounts/$name-kim" | sed 's/.*"posted":"\([^"]*\)".*/\1/')"
