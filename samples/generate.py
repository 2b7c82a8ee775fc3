#!/usr/bin/env python3
"""Writes samples/books, PLANTED.md and control-totals.csv anew; the same bytes every time."""

import shutil
import sys
from datetime import timedelta
from pathlib import Path

sys.dont_write_bytecode = True
from merchant import (amazon_files, checks, operations, paypal, planted, shopify,  # noqa: E402
                      story_amazon, story_bank, story_canada, story_direct)
from merchant.money import NEW_YORK, at  # noqa: E402
from merchant.story import Story  # noqa: E402

HERE = Path(__file__).resolve().parent
INBOX = HERE / "books" / "inbox"
EXPORTED_EARLY, EXPORTED_LATE = at(9, 25, 21), at(10, 4, 13)


class Writer:
    """Writes files of lines, and learns where the planted rows stand."""

    def __init__(self):
        self.places = {}
        self.totals = []

    def note(self, file, replaces=False):
        def note(tag, line):
            if replaces or tag not in self.places:
                self.places[tag] = f"{file}:{line}"
        return note

    def write(self, file, lines, end="\n", start="", tail=""):
        path = INBOX / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((start + end.join(lines) + end + tail).encode())


def settlements(writer, story):
    files = [
        (story_amazon.FIRST, "amazon/Settlement Aug 20 - Sep 3.txt", amazon_files.v2, "\n"),
        (story_amazon.SECOND, f"amazon/{story_amazon.SECOND}.xml", amazon_files.xml, "\n"),
        (story_amazon.THIRD, "amazon/Settlement Sep 17 - Oct 1.txt", amazon_files.v2, "\r\n"),
        (story_canada.RESTATED, "amazon/canada/archive/24718803319.txt", amazon_files.v1, "\n"),
        (story_canada.RESTATED + "~2", "amazon/canada/archive/24718803319 (from agency).txt",
         amazon_files.v1, "\n"),
        (story_canada.POSTED, f"amazon/canada/{story_canada.POSTED}.txt", amazon_files.v1, "\n"),
        (story_canada.UNFOOTED, "amazon/canada/CA flat file v2.txt", amazon_files.v2, "\n"),
    ]
    for key, file, layout, end in files:
        settlement = story.settlements[key]
        note = writer.note(file)
        suffix = "~2" if key.endswith("~2") else ""
        lines = layout(settlement, lambda tag, line: note(tag + suffix, line))
        note(f"settlement {settlement.number}{suffix}", 2)
        writer.write(file, lines, end, tail="\n" if layout is amazon_files.v1 else "")
        readable = [row for row in settlement.rows if not row.written]
        writer.totals.append((file, "settlement", settlement.number, settlement.currency,
                              settlement.declared, len(readable),
                              sum(row.amount for row in readable)))


def shop(writer, story):
    """Two exports that overlap by two payouts, and the first a second time (DU-01)."""
    pairs = [(payout, one) for payout in story.payouts for one in payout.transactions]
    early = [pair for pair in pairs if pair[0].date <= at(9, 15).date()]
    late = [pair for pair in pairs if pair[0].date >= at(9, 11).date()]
    late += [(None, one) for one in story.pending]
    first, copy = ("shopify/payment_transactions_export_1.csv",
                   "shopify/payment_transactions_export_1 copy.csv")
    second = "shopify/October download/payment_transactions_export_2.csv"
    # What two files share stands in the one whose name's bytes come first; noted first, so.
    later = shopify.export(late, writer.note(second))
    writer.write(second, later, "\r\n", "\ufeff")
    # The copy comes first by its name's bytes, so the other one is the repetition.
    lines = shopify.export(early, writer.note(copy))
    writer.write(first, lines)
    writer.write(copy, lines)
    writer.note(first)("DU-01", 1)
    writer.note(copy)("DU-01 copy", 1)
    shared = next(line for line in lines[1:] if line in later)
    writer.note(copy)("DU-02 shop", lines.index(shared) + 1)
    writer.note(second)("DU-02 shop twice", later.index(shared) + 1)
    for payout in story.payouts:
        writer.totals.append(("shopify", "payout", payout.number, "USD", None,
                              len(payout.transactions), payout.total))


def web(writer, story):
    balances = {}
    for (month, day), rows in sorted(story.paypal.items()):
        file = f"paypal/STL-2026{month:02d}{day:02d}.01.009.CSV"
        report = paypal.Report(at(month, day).date(), rows, balances, writer.note(file))
        lines = report.lines
        if (month, day) == (9, 29):
            lines = lines[:5] + lines[6:]
            stated = next(line for line, text in enumerate(lines, 1) if text.startswith('"SC"'))
            writer.note(file)("CM-06", stated)
        writer.write(file, lines, start="\ufeff" if day == 8 else "")
        for one in rows:
            if one.code == "T0400":
                writer.totals.append((file, "payout", one.bank, "USD", None, 1, one.gross))


def bank(writer, story):
    for statement, version in zip(story.statements, (2, 2, 8)):
        file = f"bank/{statement.number} statement.xml"
        writer.write(file, statement.file(version, writer.note(file)))
        booked = [one for one in statement.entries if not one.is_pending]
        writer.totals.append((file, "statement", statement.number, statement.currency,
                              statement.closing, len(booked), statement.closing))


def operational(writer, story):
    lines = [line for order in story.orders for line in order.lines]
    august = [line for line in lines if line.ordered < at(8, 29)]
    first, second, third = ("operations/orders 2026-08.csv", "operations/September/orders.csv",
                            "operations/September/orders (update 4 Oct).csv")
    writer.write(first, operations.orders(august, EXPORTED_EARLY, operations.ORDER_COLUMNS,
                                          writer.note(first)), start="\ufeff")
    early = [line for line in lines if at(8, 29) <= line.ordered <= EXPORTED_EARLY]
    writer.write(second, operations.orders(early, EXPORTED_EARLY, operations.SHOP_COLUMNS,
                                           writer.note(second), NEW_YORK), "\r\n", tail="\r\n\r\n")
    update = [line for line in lines
              if line.updated > EXPORTED_EARLY - timedelta(days=4) or line.ordered > EXPORTED_EARLY]
    # Whichever is read first, the later version stands: the place is in the update.
    writer.write(third, operations.orders(update, EXPORTED_LATE, operations.ORDER_COLUMNS,
                                          writer.note(third, replaces=True)))
    shared = next(line for line in operations.in_order(early) if line in update and
                  operations.order_cells(line, EXPORTED_LATE, None) ==
                  operations.order_cells(line, EXPORTED_EARLY, None))
    for file, rows in ((second, early), (third, update)):
        tag = "DU-02 orders" + (" twice" if file == third else "")
        writer.note(file)(tag, operations.in_order(rows).index(shared) + 2)
    file = "operations/refunds Sept.csv"
    writer.write(file, operations.refunds(story.refunds, writer.note(file)), "\r\n")
    writer.write("operations/receipts.csv", operations.receipts(), tail="\n\n")
    writer.write("operations/landed cost/charges.csv", operations.charges())
    file = "operations/landed cost/charges (new template).csv"
    writer.write(file, operations.changed_charges(writer.note(file)))
    writer.write("operations/fee-rates 2026.csv", operations.fee_rates())
    writer.write("operations/rates/eurofxref-hist.csv", operations.rate_history())
    writer.write("operations/rates/eurofxref-daily.xml", operations.rate_of_the_day())


def main():
    story = Story.begun()
    story_amazon.tell(story)
    story_canada.tell(story)
    story_direct.tell_shop(story)
    story_direct.tell_web(story)
    story_bank.tell(story)
    story.plant("DC-01", "A total written under the refunds by hand: a row of two cells.",
                tags=("DC-01",))
    story.plant("DC-05", "A changed template renames the required column `amount`.",
                tags=("DC-05",))
    story.plant("DU-01", "The same export saved twice: the second is skipped and logged.",
                tags=("DU-01", "DU-01 copy"))
    for number, currency in ((story_amazon.FIRST, "USD"), (story_canada.POSTED, "CAD")):
        story.plant("TM-02", "The settlement has sales of August and September, each booked in its "
                    "own.", settlement=number, currency=currency, tags=(f"settlement {number}",))
    story.plant("TM-02", "The transfer has payments of August and September.",
                settlement="1071940035528", tags=("payout 1071940035528",))
    story.plant("DU-02", "Two downloads overlap by two payouts: their rows count once.",
                tags=("DU-02 shop", "DU-02 shop twice"))
    story.plant("DU-02", "The October update repeats orders that September's export has already.",
                tags=("DU-02 orders", "DU-02 orders twice"))
    checks.prove(story)
    shutil.rmtree(INBOX, ignore_errors=True)
    writer = Writer()
    for write in (settlements, shop, web, bank, operational):
        write(writer, story)
    (HERE / "PLANTED.md").write_text(planted.page(story.planted, writer.places))
    (HERE / "control-totals.csv").write_text(planted.control_totals(writer.totals))


if __name__ == "__main__":
    main()
