#!/usr/bin/env bash
# A US holiday on a Saturday: the Federal Reserve Banks are open on the Friday before it ("Holiday Schedules" of Federal Reserve
# Financial Services), so ACH settles that day. workalendar 17.0.0 has a calendar named FederalReserveSystem, and it closes on that
# Friday, as does date-holidays 3.37.0 for "US", by a day of the type "bank". QuantLib 1.44 (UnitedStates.FederalReserve) is open.
# The day tried is 10 November 2023, before Veterans Day. Expected below: closed, closed, open. Needs python3 with venv, npm, node.
# For a cut-off calendar: write the rule down (Sunday moves to Monday, Saturday to nowhere), whatever a library's calendar is called.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/python -m pip install --quiet --disable-pip-version-check workalendar==17.0.0 QuantLib==1.44
npm init -y > npm.log
npm install --no-audit --no-fund --save-exact date-holidays@3.37.0 >> npm.log
workalendar=$(python/bin/python - <<'PY'
import datetime
from workalendar.usa import FederalReserveSystem
print("open" if FederalReserveSystem().is_working_day(datetime.date(2023, 11, 10)) else "closed")
PY
)
quantlib=$(python/bin/python - <<'PY'
import QuantLib
calendar = QuantLib.UnitedStates(QuantLib.UnitedStates.FederalReserve)
print("open" if calendar.isBusinessDay(QuantLib.Date(10, 11, 2023)) else "closed")
PY
)
cat > ask.mjs <<'JS'
import Holidays from 'date-holidays';
const found = new Holidays('US').isHoliday(new Date('2023-11-10T12:00:00Z')) || [];
console.log(found.some(({ type }) => type === 'bank') ? 'closed' : 'open');
JS
holidays=$(TZ=UTC node ask.mjs)
echo "workalendar 17.0.0: $workalendar; date-holidays 3.37.0: $holidays; QuantLib 1.44: $quantlib"
[ "$workalendar $holidays $quantlib" = "closed closed open" ]
