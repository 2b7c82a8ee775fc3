"""Two bank accounts: what arrived, what did not, and what is nobody's payout."""

from datetime import date, timedelta

from .bank import Entry, Statement
from .catalogue import usd_value
from .story_amazon import FIRST, SECOND
from .story_canada import POSTED, UNFOOTED
from .story_direct import LOST, SHORT

DOLLARS, LOONIES = "4402917735", "4402917818"


def tell(story):
    entries = dollar_entries(story)
    august = [one for one in entries if one.day.month == 8]
    september = [one for one in entries if one.day.month == 9]
    first = Statement("FH-USD-2026-08", DOLLARS, "USD", date(2026, 8, 20), date(2026, 8, 31),
                      2_184_022, august)
    second = Statement("FH-USD-2026-09", DOLLARS, "USD", date(2026, 9, 1), date(2026, 9, 30),
                       first.closing, september)
    third = Statement("FH-CAD-2026-09", LOONIES, "CAD", date(2026, 9, 1), date(2026, 9, 30),
                      310_405, canadian_entries(story))
    story.statements = [first, second, third]


def business_day(day):
    """The next day that banks work; Labor Day is the 7th."""
    day += timedelta(days=1)
    while day.weekday() >= 5 or day == date(2026, 9, 7):
        day += timedelta(days=1)
    return day


def dollar_entries(story):
    entries = []
    for number, payout in enumerate(story.payouts):
        arrived = business_day(payout.date)
        if payout.number == LOST or arrived > date(2026, 9, 30):
            continue
        if payout.number == SHORT:
            entries.append(Entry(arrived, payout.total - 1200, payout.number,
                                 f"SHOPIFY TRANSFER {payout.number} LESS WIRE FEE", "PO-02"))
        elif number % 3 == 1:
            entries.append(Entry(arrived, payout.total, "", "SHOPIFY DES:TRANSFER INDN:FERNHILL"))
        else:
            entries.append(Entry(arrived, payout.total, payout.number, "SHOPIFY TRANSFER"))
    for rows in story.paypal.values():
        for one in rows:
            if one.code == "T0400":
                day = business_day(date(one.when.year, one.when.month, one.when.day))
                entries.append(Entry(day, -one.gross, one.bank, f"PAYPAL INST XFER {one.bank}"))
    first, second = story.settlements[FIRST], story.settlements[SECOND]
    entries += [
        Entry(date(2026, 9, 8), first.declared, FIRST, f"AMAZON.COM SVCS SETTLEMENT {FIRST}"),
        Entry(date(2026, 9, 21), second.declared, "", "AMAZON.COM SVCS DES:PAYMENTS"),
        Entry(date(2026, 8, 26), -64_250, "ACH-77120", "NORTHWAY THIRD PARTY LOGISTICS"),
        Entry(date(2026, 9, 1), -185_000, "RENT-09", "HALYARD PROPERTIES RENT SEPTEMBER"),
        Entry(date(2026, 9, 4), -42_000, "ACH-77354", "MERIDIAN FREIGHT INVOICE 8841"),
        Entry(date(2026, 9, 11), -1_500, "FEE-0911", "MONTHLY ACCOUNT FEE"),
        Entry(date(2026, 9, 15), -312_740, "PAYROLL-0915", "PAYROLL"),
        Entry(date(2026, 9, 23), -96_118, "ACH-77902", "CORNWALL CARD PAYMENT"),
        Entry(date(2026, 9, 30), -312_740, "PAYROLL-0930", "PAYROLL"),
        Entry(date(2026, 9, 30), -8_899, "CARD-4417", "PACKAGING SUPPLIES", is_pending=True),
    ]
    return sorted(entries, key=lambda one: (one.day, one.reference, one.about))


def canadian_entries(story):
    posted, unfooted = story.settlements[POSTED], story.settlements[UNFOOTED]
    unknown = 41_876
    story.plant("PO-03", "The deposit of the missing Amazon.ca settlement: nothing announces it.",
                external=unknown, currency="CAD", tags=("PO-03",))
    days = {"posted": date(2026, 9, 8), "unknown": date(2026, 9, 15), "held": date(2026, 9, 28)}
    story.suspense.append(-usd_value(unknown, "CAD", days["unknown"]))
    story.suspense.append(-usd_value(unfooted.declared, "CAD", days["held"]))
    story.plant("LG-04", "Suspense at the end of September: the quarantined row, the unknown "
                "type, the unidentified deposit and the deposit of the held settlement.",
                internal=sum(story.suspense),
                tags=(f"settlement {FIRST}", "DC-03", "PO-03", "LG-04 held"))
    return [
        Entry(days["posted"], posted.declared, POSTED, f"AMAZON CA PMT {POSTED}"),
        Entry(days["unknown"], unknown, "", "AMAZON CA PMT DES:MARKETPLACE", "PO-03"),
        Entry(date(2026, 9, 17), -12_450, "EFT-0917", "MAPLE CUSTOMS BROKERS"),
        Entry(days["held"], unfooted.declared, UNFOOTED, f"AMAZON CA PMT {UNFOOTED}",
              "LG-04 held"),
    ]
