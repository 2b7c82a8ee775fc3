"""Shopify: transactions, the payouts that carry them, and the two exports."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from . import catalogue
from .money import NEW_YORK, text
from .orders import hash_of

COLUMNS = ("Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,"
           "Payout ID,Available On,Amount,Fee,Net,Checkout,Payment Method Name,"
           "Presentment Amount,Presentment Currency,Currency").split(",")


@dataclass
class Transaction:
    when: datetime
    kind: str
    order_id: str
    amount: int
    fee: int
    tag: str = ""

    @property
    def net(self):
        return self.amount - self.fee


@dataclass
class Payout:
    number: str
    date: date
    transactions: list = field(default_factory=list)

    @property
    def total(self):
        return sum(transaction.net for transaction in self.transactions)


def charge(order, when, amount=None, tag=""):
    """The buyer's one payment; Shopify's fee is of what was charged."""
    amount = order.gross if amount is None else amount
    fee = catalogue.payment_fee("Shopify", amount)
    weights = [line.gross for line in order.lines]
    for line in order.lines:
        line.is_settled = True
        line.fees = -(-fee * line.gross // sum(weights))
    return Transaction(when, "charge", order.order_id, amount, fee, tag)


def refund(order, when, amount, tag=""):
    for line in order.lines:
        line.refunded += -(-amount * line.gross // order.gross)
    return Transaction(when, "refund", order.order_id, -amount, 0, tag)


def payouts(days, transactions):
    """Each transaction goes with the first payout at least two days later; the rest is pending."""
    made = [Payout(number, day) for number, day in days]
    pending = []
    for transaction in sorted(transactions, key=lambda one: (one.when, one.order_id, one.kind)):
        day = transaction.when.astimezone(NEW_YORK).date() + timedelta(days=2)
        home = next((payout for payout in made if day <= payout.date), None)
        (home.transactions if home else pending).append(transaction)
    return made, pending


def export(rows, note):
    """The lines of an export, newest first; rows are (payout or None, transaction)."""
    lines = [",".join(COLUMNS)]
    for payout, one in sorted(rows, key=lambda row: (row[1].when, row[1].order_id), reverse=True):
        lines.append(",".join(cells(payout, one)))
        if one.tag:
            note(one.tag, len(lines))
        if payout:
            note(f"payout {payout.number}", len(lines))
    return lines


def cells(payout, one):
    mark = hash_of(one.order_id)
    is_card = one.kind in ("charge", "refund", "chargeback")
    available = one.when.astimezone(NEW_YORK).date() + timedelta(days=2)
    return [
        one.when.astimezone(NEW_YORK).strftime("%Y-%m-%d %H:%M:%S %z"), one.kind, one.order_id,
        ["visa", "master", "american_express"][mark % 3] if is_card else "",
        "online" if is_card else "", "paid" if payout else "pending",
        payout.date.isoformat() if payout else "", payout.number if payout else "",
        available.isoformat(), text(one.amount), text(one.fee), text(one.net),
        f"#{33_000_000_000_000 + mark * 7919}" if is_card else "", "card" if is_card else "",
        text(abs(one.amount)) if is_card else "", "USD" if is_card else "", "USD",
    ]
