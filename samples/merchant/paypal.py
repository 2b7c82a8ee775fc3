"""PayPal's settlement report (STL): a file a day, typed rows, unsigned minor units, footers."""

from dataclasses import dataclass
from datetime import datetime

from . import catalogue
from .money import PACIFIC
from .orders import hash_of

COLUMNS = ["Transaction ID", "Invoice ID", "PayPal Reference ID", "PayPal Reference ID Type",
           "Transaction Event Code", "Transaction Initiation Date", "Transaction Completion Date",
           "Transaction Debit or Credit", "Gross Transaction Amount",
           "Gross Transaction Currency", "Fee Debit or Credit", "Fee Amount", "Fee Currency",
           "Custom Field", "Consumer ID", "Payment Tracking ID", "Store ID", "Bank Reference ID",
           "Credit Transactional Fee", "Credit Promotional Fee", "Credit Term"]
ACCOUNT = "FRNHLLHM7Q2KC"


@dataclass
class Transaction:
    when: datetime
    code: str
    gross: int
    currency: str
    fee: int = 0
    invoice: str = ""
    number: str = ""
    reference: str = ""
    bank: str = ""
    tag: str = ""

    def __post_init__(self):
        if not self.number:
            seed = f"{self.code}{self.invoice}{self.when.isoformat()}{self.currency}"
            self.number = f"{hash_of(seed):06d}{hash_of(seed[::-1]):06d}{self.currency[0]}X"


def payment(order, when, invoice=None, tag=""):
    """The buyer's payment, with PayPal's fee in the payment's currency."""
    fee = catalogue.payment_fee("Web", order.gross, order.currency)
    for line in order.lines:
        line.is_settled = True
        line.fees = -(-fee * line.gross // order.gross)
    return Transaction(when, "T0006", order.gross, order.currency, -fee,
                       invoice or order.order_id, tag=tag)


def stamp(moment):
    return moment.astimezone(PACIFIC).strftime("%Y/%m/%d %H:%M:%S %z")


def quoted(*cells):
    return ",".join(str(cell) if isinstance(cell, int) else f'"{cell}"' for cell in cells)


def side(amount):
    return "DR" if amount < 0 else "CR"


class Report:
    """One day's file; `balances` by currency carries from file to file."""

    def __init__(self, day, transactions, balances, note):
        self.transactions = sorted(transactions, key=lambda one: (one.when, one.number))
        opened = stamp(datetime(day.year, day.month, day.day, tzinfo=PACIFIC))
        closed = opened.replace("00:00:00", "23:59:59")
        self.lines = [
            quoted("RH", closed, "A", ACCOUNT, "011"), '"FH",1',
            quoted("SH", opened, closed, ACCOUNT, ""), quoted("CH", *COLUMNS),
        ]
        for one in self.transactions:
            self.lines.append(self.body(one))
            if one.tag:
                note(one.tag, len(self.lines))
            if one.code == "T0400":
                note(f"payout {one.bank}", len(self.lines))
        footers = self.footers(balances)
        count = len(self.transactions)
        self.lines += [quoted("SF", *footer) for footer in footers] + [f'"SC",{count}']
        self.lines += [quoted("RF", *footer) for footer in footers]
        self.lines += [f'"RC",{count}', f'"FF",{count}']

    def body(self, one):
        has_fee = one.fee != 0
        return quoted(
            "SB", one.number, one.invoice, one.reference, "TXN" if one.reference else "",
            one.code, stamp(one.when), stamp(one.when), side(one.gross), abs(one.gross),
            one.currency, side(one.fee) if has_fee else "", abs(one.fee) if has_fee else "",
            one.currency if has_fee else "", "", f"B{hash_of(one.invoice):06d}" if one.invoice
            else "", "", "", one.bank, "", "", "")

    def footers(self, balances):
        rows = []
        for currency in sorted({one.currency for one in self.transactions}):
            own = [one for one in self.transactions if one.currency == currency]
            gross = [one.gross for one in own]
            fees = [one.fee for one in own]
            before = balances.get(currency, 0)
            after = before + sum(gross) + sum(fees)
            balances[currency] = after
            rows.append([
                currency, sum(x for x in gross if x > 0), -sum(x for x in gross if x < 0),
                sum(x for x in fees if x > 0), -sum(x for x in fees if x < 0),
                side(before), abs(before), side(after), abs(after), side(before), abs(before),
                side(after), abs(after), "CR", 0, "CR", 0, len(own)])
        return rows
