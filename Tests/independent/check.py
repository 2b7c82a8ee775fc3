#!/usr/bin/env python3
"""check.py BOOKS_INBOX [REPORTS_DIR]: control totals from the raw files against a run's reports.

Nothing of the program is used. One line a check; exit 0 when all hold, else 1. REPORTS_DIR is the
folder of one period, such as reports/2026-09; without it the files are only held against
themselves.
"""

import csv
import sys
from collections import defaultdict
from datetime import date, timedelta, timezone
from decimal import Decimal
from pathlib import Path

sys.dont_write_bytecode = True
from raw import RESERVES, Inbox, readable, total  # noqa: E402

# The entity's zone, America/New_York, as it is from March to October.
ZONE = timezone(timedelta(hours=-4))


class Checks:
    def __init__(self):
        self.failed = 0

    def equal(self, what, found, expected):
        is_equal = found == expected
        self.failed += not is_equal
        print(f"{'ok  ' if is_equal else 'FAIL'} {what}: {found}"
              + ("" if is_equal else f", expected {expected}"))


class Books:
    """The files' settlements, with what must become of each."""

    def __init__(self, inbox):
        self.inbox = inbox
        numbers = [one.number for one in inbox.settlements]
        self.restated = {one for one in numbers if numbers.count(one) > 1}

    def gap(self, one):
        return one.declared - total(one.lines)

    def is_held(self, one):
        is_explained = len(readable(one.lines)) < len(one.lines)
        return one.number in self.restated or (self.gap(one) != 0 and not is_explained)

    @property
    def posted(self):
        return [one for one in self.inbox.settlements if not self.is_held(one)]


def day(moment):
    return moment.astimezone(ZONE).date()


def check_files(inbox, books, checks):
    for one in inbox.settlements:
        state = "held" if books.is_held(one) else "explained" if books.gap(one) else "foots"
        print(f"     settlement {one.number} {one.currency}: {len(one.lines)} lines, declared "
              f"{one.declared}, lines {total(one.lines)}: {state} ({one.file})")
    for one in inbox.statements:
        checks.equal(f"statement {one.number}: opening and entries lead to the closing",
                     one.opening + total(one.lines), one.closing)
    for earlier in inbox.statements:
        for later in inbox.statements:
            if earlier.account == later.account and earlier.last < later.first:
                checks.equal(f"statement {later.number}: opens where {earlier.number} closed",
                             later.opening, earlier.closing)
    broken = sum(one.net != one.amount - one.fee for _, one in inbox.shop)
    checks.equal("Shopify rows whose net is not amount less fee", broken, 0)
    checks.equal("PayPal files whose footers differ", inbox.problems, [])
    for text in inbox.left_out:
        print(f"     left out: {text}")


def read(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_settlements(inbox, books, rows, first, last, checks):
    found = defaultdict(list)
    for row in rows:
        found[row["settlement_id"]].append(row)
    for one in inbox.settlements:
        days = [day(one.start), day(one.end), day(one.deposit)]
        touches = days[0] <= last and days[1] >= first or first <= days[2] <= last
        name = f"settlement {one.number}"
        if not touches:
            continue
        if one.number in books.restated:
            states = sorted(row["state"] for row in found[one.number])
            checks.equal(f"{name}: state", states, ["held", "held"])
            continue
        checks.equal(f"{name}: rows in settlements.csv", len(found[one.number]), 1)
        for row in found[one.number]:
            lines = readable(one.lines)
            checks.equal(f"{name}: declared", Decimal(row["declared_total"]), one.declared)
            checks.equal(f"{name}: lines total", Decimal(row["lines_total"]), total(one.lines))
            checks.equal(f"{name}: lines", int(row["lines"]), len(lines))
            checks.equal(f"{name}: quarantined", int(row["quarantined_lines"]),
                         len(one.lines) - len(lines))
            checks.equal(f"{name}: held", row["state"] == "held", books.is_held(one))
    for payout, (_, amount) in sorted(payouts(inbox).items()):
        for row in found.get(payout, []):
            checks.equal(f"payout {payout}: lines total", Decimal(row["lines_total"]), amount)


def payouts(inbox):
    """Shopify's and PayPal's payouts: number → (day, amount)."""
    result = {}
    for (_, one), count in inbox.shop.items():
        if one.payout:
            before = result.get(one.payout, (None, Decimal(0)))[1]
            result[one.payout] = (date.fromisoformat(one.payout_date), before + one.net * count)
    for one in inbox.paypal:
        if one.code == "T0400":
            result[one.bank] = (day(one.when), -one.amount)
    return result


def balances(inbox, books, last):
    """Closing balances that follow from the files alone, by account and currency."""
    expected = defaultdict(Decimal)
    for one in books.posted:
        lines = [line for line in readable(one.lines) if day(line.when) <= last]
        clearing = "Assets:Clearing:Amazon", one.currency
        expected[clearing] += total(lines)
        expected["Assets:Reserve:Amazon", one.currency] -= total(
            [line for line in lines if line.kind in RESERVES])
        if day(one.deposit) <= last:
            expected[clearing] += books.gap(one) - max(one.declared, Decimal(0))
    for (_, one), count in inbox.shop.items():
        if day(one.when) <= last:
            expected["Assets:Clearing:Shopify", one.currency] += one.net * count
        if one.payout and date.fromisoformat(one.payout_date) <= last:
            expected["Assets:Clearing:Shopify", one.currency] -= one.net * count
    for one in inbox.paypal:
        # No rate is quoted for Taiwan dollars: their entries wait.
        if day(one.when) <= last and one.currency != "TWD":
            expected["Assets:Clearing:PayPal", one.currency] += one.amount
    for statement in inbox.statements:
        for line in statement.lines:
            if line.amount > 0 and line.when.date() <= last:
                expected["Assets:Bank", statement.currency] += line.amount
    return expected


def check_trial_balance(rows, expected, checks):
    sums, base, closing = defaultdict(Decimal), Decimal(0), {}
    for row in rows:
        sums[row["currency"]] += Decimal(row["closing"])
        base += Decimal(row["base_closing"])
        closing[row["account"], row["currency"]] = Decimal(row["closing"])
    for currency in sorted(sums):
        checks.equal(f"trial balance in {currency} sums to", sums[currency], 0)
    checks.equal("trial balance in functional currency sums to", base, 0)
    for key in sorted(expected):
        checks.equal(" ".join(key), closing.get(key, Decimal(0)), expected[key])


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.strip(), file=sys.stderr)
        return 64
    inbox = Inbox(Path(arguments[0]))
    books, checks = Books(inbox), Checks()
    check_files(inbox, books, checks)
    if len(arguments) == 2:
        reports = Path(arguments[1])
        first = date.fromisoformat(f"{reports.resolve().name}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        check_settlements(inbox, books, read(reports, "settlements.csv"), first, last, checks)
        check_trial_balance(read(reports, "trial-balance.csv"), balances(inbox, books, last),
                            checks)
    print(f"{checks.failed} checks failed" if checks.failed else "every check holds")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
